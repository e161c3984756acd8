/** --weight, from training to prediction. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ghmgrad, makeFolder, printed, start } from "./run.js";

const cwd = makeFolder();
/** Of weight 0 are the rows whose label is the wrong way round. */
const lines = (weightOf: (i: number) => unknown) =>
  Array.from({ length: 300 }, (_, i) => {
    const x = Math.sin(i) + 0.2 * Math.cos(5 * i);
    const isWrong = i % 3 === 0;
    return [x, i % 7, Number(x > 0 !== isWrong), isWrong ? 0 : weightOf(i)].join(",");
  });
const write = (name: string, rows: readonly string[]) => {
  writeFileSync(join(cwd, name), ["x,z,y,w", ...rows, ""].join("\n"));
};
write(
  "rows.csv",
  lines((i) => 1 + (i % 4)),
);
write(
  "tenfold.csv",
  lines((i) => 16 + 16 * (i % 4)),
);
write("bad.csv", [...lines((i) => 1 + (i % 4)).slice(0, 100), "1,2,1,", "1,2,1,-1"]);
const args = ["--label", "y", "--weight", "w", "--model", "logistic"];

describe("ghmgrad with --weight", () => {
  it("trains by the weights as it is shipped, and predicts without them", async () => {
    const trained = await start(["train", "rows.csv", ...args, "--out", "model"], { cwd }).ended;
    expect(trained.code).toBe(0);
    expect(trained.stderr).toContain(
      "rows.csv: 200 rows, 2 of 3 columns beside the label used, 100 rows of weight 0 left out",
    );
    expect(trained.stdout).toMatch(/^ +rows +weight +positive .*\n.*\ncross-validation +200 +500 /);
    expect(trained.stdout.replaceAll("\n  ", " ")).toContain(
      "\nRows count by their weights, column w, in all of this: 200 rows with a sum of 500.\n",
    );
    const card = JSON.parse(readFileSync(join(cwd, "model/model.json"), "utf8")) as {
      weight: { column: string };
      notes: { schema: { weight: string }; outOfFold: { weights: { rows: number } } };
    };
    expect(card.weight.column).toBe("w");
    expect(card.notes.schema.weight).toBe("w");
    expect(card.notes.outOfFold.weights.rows).toBe(500);
    // Without the rows of weight 0, the label follows x.
    writeFileSync(join(cwd, "new.csv"), "z,x\n1,0.9\n1,-0.9\n");
    const { ended } = start(["predict", "model", "new.csv"], { cwd });
    const predicted = await ended;
    expect(predicted.stdout).toMatch(
      /^z,x,probability,prediction\n1,0\.9,0\.99\d*,1\n1,-0\.9,\d\S*e-\d+,0\n$/,
    );
    writeFileSync(join(cwd, "with.csv"), "z,w,x\n1,none,0.9\n1,-3,-0.9\n");
    const withIt = await printed(["predict", "model", "with.csv", "--json"], { cwd });
    const answers = JSON.parse(withIt) as { prediction: string }[];
    expect(answers.map(({ prediction }) => prediction)).toEqual(["1", "0"]);
  });

  it("gives the same model if all weights are 16 times as large", async () => {
    await printed(["train", "tenfold.csv", ...args, "--out", "tenfold"], { cwd });
    const [one, other] = ["model", "tenfold"].map((folder) =>
      readFileSync(join(cwd, folder, "model.safetensors")),
    );
    expect(other.equals(one)).toBe(true);
  });

  it("names a row whose weight is none", async () => {
    const { code, stderr } = await ghmgrad(["train", "bad.csv", ...args, "--out", "bad"], { cwd });
    expect(code).toBe(1);
    expect(stderr.replaceAll("\n  ", " ")).toContain(
      "bad.csv: row 101, column w: the weight is missing, and every row needs a weight, a number ≥ 0; 2 such " +
        "rows in all. Give it a weight, 0 to leave it out",
    );
  });

  it("is taken by compare, whose report says so", async () => {
    const compared = await ghmgrad(
      [
        "compare",
        "rows.csv",
        "--label",
        "y",
        "--weight",
        "w",
        "--seeds",
        "2",
        "--steps",
        "20",
      ].concat([...["--losses", "bce", "ghmc", "--report", "report.html"]]),
      { cwd },
    );
    expect(compared.code).toBe(0);
    expect(compared.stdout).toContain(
      "Rows count by their weights in every loss, metric, interval",
    );
    const report = readFileSync(join(cwd, "report.html"), "utf8");
    expect(report).toContain("Losses compared on rows, weighted by w");
    expect(report).toMatch(/<dt>Sum of weights<\/dt>\s*<dd>500<\/dd>/);
  });

  it("is taken by suspects, which lists no row of weight 0", async () => {
    const text = await printed(
      ["suspects", "rows.csv", "--label", "y", "--weight", "w", "--json"],
      { cwd },
    );
    const { suspects: found } = JSON.parse(text) as { suspects: { row: number }[] };
    expect(found).toHaveLength(200);
    expect(found.every(({ row }) => row % 3 !== 1)).toBe(true);
  });
});

describe("ghmgrad lens", () => {
  interface Shown {
    rows: number[];
    weights?: number[];
    numLabels: number;
    summary: string[];
    classes: { rows: number; recall: number }[];
  }
  const shown = async (csv: string, more: readonly string[] = []) => {
    const ended = await ghmgrad(["lens", "model", csv, "--json", ...more], { cwd });
    return { ...ended, lens: JSON.parse(ended.stdout) as Shown };
  };

  it("weighs rows by the column that the model was trained with, if it is there", async () => {
    const { lens, stderr } = await shown("rows.csv", ["--report", "lens.html"]);
    expect(stderr).toContain("! 100 rows of 300 of weight 0 are left out.");
    expect(lens.weights).toHaveLength(200);
    expect(lens.summary.at(-1)).toBe(
      "Rows count by their weights, column w (sum 500), in all but the numbers of rows.",
    );
    expect(lens.classes.every(({ recall }) => recall > 0.9)).toBe(true);
    const report = readFileSync(join(cwd, "lens.html"), "utf8");
    expect(report).toMatch(/<dt>Sum of weights<\/dt>\s*<dd>500<\/dd>/);
    expect(report).toContain("<span>weight</span>");
  });

  it("says so if it is not there", async () => {
    write(
      "plain.csv",
      lines(() => 1),
    );
    const plain = readFileSync(join(cwd, "plain.csv"), "utf8");
    writeFileSync(join(cwd, "plain.csv"), plain.replaceAll(/,[^,\n]*$/gm, ""));
    const { lens, stderr } = await shown("plain.csv");
    expect(stderr.replaceAll("\n  ", " ")).toContain(
      "! The model was trained with weights, column w, which plain.csv lacks: here, all rows count alike.",
    );
    expect([lens.weights, lens.rows.length]).toEqual([undefined, 300]);
    expect(lens.classes.every(({ recall }) => recall < 0.8)).toBe(true);
  });

  it("weighs by another column that is named, and leaves out a row whose weight is none", async () => {
    const { lens } = await shown("rows.csv", ["--weight", "z"]);
    expect(lens.rows).toHaveLength(257); // z is 0 in the others
    expect(lens.summary.at(-1)).toContain("column z (sum ");
    const bad = await shown("bad.csv");
    expect(bad.code).toBe(1);
    expect(bad.stderr.replaceAll("\n  ", " ")).toContain(
      "! bad.csv: row 102, column w: '-1' is negative, and every row needs a weight, a number ≥ 0",
    );
    expect(bad.stderr).toContain("2 of 102 rows could not be read, and are left out");
    const label = await ghmgrad(["lens", "model", "rows.csv", "--weight", "y"], { cwd });
    expect(label.stderr).toContain('--weight names "y", which is the label');
    const absent = await ghmgrad(["lens", "model", "rows.csv", "--weight", "v"], { cwd });
    expect(absent.stderr).toContain('rows.csv has no column "v"');
  });
});
