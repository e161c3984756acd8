/** Dates, groups, texts and labels named None, from training to prediction. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ghmgrad, makeFolder, printed, start } from "./run.js";

const cwd = makeFolder();
const write = (name: string, header: string, rows: number, row: (i: number) => unknown[]) => {
  const lines = Array.from({ length: rows }, (_, i) => row(i).join(","));
  writeFileSync(join(cwd, name), [header, ...lines].join("\n"));
};
const iso = (day: number) => new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);
const isWeekend = (day: number) => [0, 6].includes(new Date(iso(day)).getUTCDay());
const french = (day: number) => iso(day).split("-").toReversed().join("/");
const american = (day: number) => iso(day).replace(/(....)-(..)-(..)/, "$2/$3/$1");

const forms = { iso, french, american };
for (const [name, form] of Object.entries(forms)) {
  write(`${name}.csv`, "when,x,y", 400, (i) => [form(i), i % 3, Number(isWeekend(i))]);
  write(`${name}-new.csv`, "when,x", 14, (i) => [form(500 + i), i % 3]);
}

const readModel = (name: string) =>
  JSON.parse(readFileSync(join(cwd, name, "model.json"), "utf8")) as {
    encoder: { columns: { name: string; type: string }[] };
    notes: { schema: Record<string, unknown> };
  };

describe("a date column", () => {
  it.each(Object.keys(forms))("%s is learnt from: here, weekends", async (name) => {
    const args = [`${name}.csv`, "--label", "y", "--model", "logistic", "--types", "when=date"];
    await printed(["train", ...args, "--out", name], { cwd });
    expect(readModel(name).encoder.columns[0]).toMatchObject({ name: "when", type: "date" });
    const text = await printed(["predict", name, `${name}-new.csv`, "--json"], { cwd });
    const answers = (JSON.parse(text) as { prediction: string }[]).map((row) => row.prediction);
    expect(answers).toEqual(
      Array.from({ length: 14 }, (_, i) => String(Number(isWeekend(500 + i)))),
    );
  });

  it("gets no answer for a row that holds none, which is named", async () => {
    writeFileSync(join(cwd, "broken.csv"), "when,x\n2024-02-29,1\n2024-02-30,1\n");
    const { code, stdout, stderr } = await ghmgrad(["predict", "iso", "broken.csv"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^when,x,probability,prediction\n2024-02-29,1,0\.\d+,0\n2024-02-30,1,,\n$/,
    );
    expect(stderr).toContain("broken.csv: row 2, column when: '2024-02-30' is no date");
  });

  it("is not read where its dates are written in the other order", async () => {
    const message =
      "other.csv: row 2, column when: '13/01/2024' has the day first, but the dates that the model was " +
      "trained on have the month first, and others here may be both: write the dates of this column as " +
      "2024-01-13";
    writeFileSync(join(cwd, "other.csv"), "when,x,y\n04/03/2024,1,0\n13/01/2024,1,1\n");
    for (const command of ["predict", "lens"]) {
      const { code, stdout, stderr } = await ghmgrad([command, "american", "other.csv"], { cwd });
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain(message);
    }
    // One that is wrong among others
    writeFileSync(join(cwd, "one.csv"), "when,x\n04/03/2024,1\n13/01/2024,1\n01/13/2024,1\n");
    const { code, stdout, stderr } = await ghmgrad(["predict", "american", "one.csv"], { cwd });
    expect([code, stdout.split("\n")[2]]).toEqual([1, "13/01/2024,1,,"]);
    expect(stderr).toContain("row 2, column when: '13/01/2024' is no date");
  });

  it("a group and a weight are the same for a training that goes on", async () => {
    write("visits.csv", "patient,when,w,y", 300, (i) => [
      ...[`p${i % 30}`, iso(i), i % 4, Number(i % 7 < 2)],
    ]);
    const columns = ["--types", "when=date", "--group", "patient", "--weight", "w"];
    const args = ["visits.csv", "--label", "y", ...columns];
    await printed(["train", ...args, "--out", "whole"], { cwd });
    const { child, ended } = start(["train", ...args, "--out", "visits"], { cwd });
    while (!existsSync(join(cwd, "visits", "checkpoint.safetensors")) && child.exitCode === null) {
      await setTimeout(1);
    }
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect([code, /Stopped/.test(stderr)]).toEqual([130, true]);
    await printed(["train", "--resume", "visits"], { cwd });
    const [resumed, whole] = ["visits", "whole"].map((folder) =>
      readFileSync(join(cwd, folder, "model.json"), "utf8"),
    );
    expect(resumed).toBe(whole);
    expect(readModel("visits").notes.schema).toMatchObject({
      group: "patient",
      weight: "w",
      types: { when: "date" },
    });
  });
});

describe("ghmgrad train", () => {
  it("says at its end which columns were left out, and what would keep them", async () => {
    write("reviews.csv", "id,when,review,x,y", 60, (i) => [
      i,
      iso(i),
      `review no ${i}`,
      i % 7,
      i % 2,
    ]);
    const args = ["reviews.csv", "--label", "y", "--model", "logistic", "--out"];
    const stdout = await printed(["train", ...args, "reviews"], { cwd });
    expect(stdout.replaceAll("\n  ", " ")).toContain(
      "\nLeft out: id (identifier), when (dates), review (texts). --types id=numeric,when=date would keep " +
        "id, when. To use review, make numbers or fewer texts.\nThe model is in reviews.",
    );
    const kept = await printed(["train", ...args, "kept", "--types", "id=numeric,when=date"], {
      cwd,
    });
    expect(kept).toContain(
      "\nLeft out: review (texts). To use review, make numbers or fewer texts.\n",
    );
  });

  it("takes a frequent None for a class, and predict and lens do, too", async () => {
    write("none.csv", "x,y", 90, (i) => [i % 3, ["None", "mild", "severe"][i % 3]]);
    const { stderr } = await ghmgrad(
      [
        "train",
        "none.csv",
        "--label",
        "y",
        "--positive",
        "severe",
        "--model",
        "logistic",
        "--out",
        "none",
      ],
      { cwd },
    );
    expect(stderr.replaceAll("\n  ", " ")).toContain(
      "! In the label y, 'None' is taken for a class, for it stands in 30 of 90 rows.",
    );
    await printed(["lens", "none", "none.csv"], { cwd });
    await printed(["train", "none.csv", "--label", "y", "--model", "logistic", "--out", "three"], {
      cwd,
    });
    expect(await printed(["predict", "three", "none.csv"], { cwd })).toMatch(
      /^x,y,probability None,probability mild,probability severe,prediction\n0,None,.*,None\n/,
    );
  });
});

describe("--group", () => {
  it.each(["compare groups.csv --quick --seeds 2 --losses bce --steps 20", "suspects groups.csv"])(
    "is taken by ghmgrad %s",
    async (command) => {
      write("groups.csv", "g,x,y", 200, (i) => [`g${i % 20}`, Math.sin(i), Number(i % 3 === 0)]);
      const { code, stderr } = await ghmgrad(
        [...command.split(" "), "--label", "y", "--group", "g"],
        { cwd },
      );
      expect([code, stderr.includes("Error")]).toEqual([0, false]);
    },
  );

  it("is refused if a class is in too few groups", async () => {
    write("few.csv", "g,x,y", 60, (i) => [i % 6, i % 5, Number(i % 6 === 0)]);
    const { code, stderr } = await ghmgrad(["train", "few.csv", "--label", "y", "--group", "g"], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "few.csv: the class '1' is in 1 group of g, too few for one in each of 2 parts",
    );
    const suspects = await ghmgrad(["suspects", "few.csv", "--label", "y", "--group", "g"], {
      cwd,
    });
    expect(suspects.stderr).toContain("is in 1 group of g, too few for one in each of 2 parts");
  });
});
