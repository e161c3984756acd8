import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();

/** Two classes far apart, and row 11 with the wrong one's label. */
const rows = Array.from({ length: 40 }, (_, i) => {
  const label = i % 2 === 0;
  const x = (label ? 1 : -1) * (3 + (i % 5));
  return `${x},${i % 7},${label !== (i === 10) ? "b" : "a"}`;
});
writeFileSync(join(cwd, "flip.csv"), `x,z,y\n${rows.join("\n")}\n`);
writeFileSync(join(cwd, "loans.csv"), loans(200));

interface Found {
  rows: number;
  wrong: { count: number; low: number; high: number; pairs: unknown[] } | null;
  suspects: {
    row: number;
    run: [number, number] | null;
    label: string;
    likelier: { label: string; probability: number };
    g: number;
    margin: number;
    reasons: { column: string; value: string; contribution: number }[];
  }[];
}
const suspects = async (...args: string[]) => {
  const text = await printed(["suspects", ...args, "--json"], { cwd });
  return JSON.parse(text) as Found;
};

describe.concurrent("ghmgrad suspects", () => {
  it("says how many labels look wrong, and lists the row first, with its number and why", async () => {
    const { code, stdout, stderr } = await ghmgrad(
      ["suspects", "flip.csv", "--label", "y", "--top", "3"],
      { cwd },
    );
    expect(code).toBe(0);
    const [answer, advice, blank, head, , first, ...others] = stdout.trimEnd().split("\n");
    expect(answer).toBe("About 1 of 40 labels looks wrong (0 to 3): 1 labelled a looks like b.");
    expect(advice).toMatch(/^Look at them from the top/);
    expect(blank).toBe("");
    expect(head).toMatch(/^row +label +likelier +p +margin +because of$/);
    expect(first).toMatch(/^ *11 +a +b +0\.\d{3} +-\d\.\d +x = 3 \(-\d+\.\d\)/);
    expect(others).toHaveLength(2);
    expect(stderr).toMatch(/suspects \|=+\| 1000\/1000, \d+s, 5 of 5 models trained\n/);
    expect(stderr).toMatch(/Rows are counted from 1, without the header\./);
  });

  it("--json has the counts and all rows, the most suspicious first", async () => {
    const { rows, wrong, suspects: found } = await suspects("flip.csv", "--label", "y");
    expect([rows, found.length]).toEqual([40, 40]);
    expect(wrong?.pairs).toEqual([
      { label: "a", likelier: "b", count: wrong?.count, low: wrong?.low, high: wrong?.high },
    ]);
    const [first] = found;
    expect(Object.keys(first)).toEqual([
      ...["row", "run", "label", "likelier", "g", "margin", "reasons"],
    ]);
    expect([first.row, first.run, first.label, first.likelier.label]).toEqual([11, null, "a", "b"]);
    expect(first.reasons[0]).toEqual({
      ...{ column: "x", value: "3", contribution: expect.any(Number) as number },
    });
    const margins = found.map(({ margin }) => margin);
    expect(margins).toEqual([...margins].sort((a, b) => a - b));
  });

  it("shows neighbouring rows with the same label and likelier class as one", async () => {
    const event = [...Array(60).keys()].map((i) => {
      const isEvent = i >= 20 && i < 24;
      const label = i % 5 === 0 || isEvent ? "on" : "off";
      return `${label === "on" && !isEvent ? 5 + (i % 3) : (i % 7) / 7},${label}`;
    });
    const input = `x,y\n${event.join("\n")}\n`;
    const args = ["suspects", "-", "--label", "y", "--top", "1"];
    const { stdout, stderr } = await ghmgrad(args, { cwd, input });
    expect(stdout).toMatch(/^21–24 \(4 rows\) +on +off /m);
    expect(stderr.replaceAll("\n  ", " ")).toContain(
      "are one line, with the figures of the most suspicious of them; --no-runs",
    );
    const single = await ghmgrad([...args, "--no-runs"], { cwd, input });
    expect(single.stdout).toMatch(/^ *2[1-4] +on +off /m);
    expect(single.stderr).not.toContain("--no-runs");
    const json = JSON.parse(await printed([...args, "--json"], { cwd, input })) as Found;
    const runs = json.suspects.filter(({ run }) => run !== null);
    expect(runs.map(({ row }) => row).sort()).toEqual([21, 22, 23, 24]);
    for (const { run } of runs) expect(run).toEqual([21, 24]);
  });

  it("cuts long names of columns and classes on a terminal, not in the report", async () => {
    const [column, name] = ["a column with a name of more than forty letters", "c".repeat(50)];
    const text = readFileSync(join(cwd, "flip.csv"), "utf8");
    const input = text.replace("x,z", `${column},z`).replaceAll(",b", `,${name}`);
    const report = "long-names.html";
    const args = ["suspects", "-", "--label", "y", "--folds", "2", "--report", report];
    const { stdout } = await ghmgrad(args, { cwd, input });
    expect(stdout).toMatch(/11 +a +c{15}… .*a column with a name of… = 3 \(/);
    const page = readFileSync(join(cwd, report), "utf8");
    expect(page).toContain(`→ ${name}`);
    expect(page).toContain(`${column} =`);
  });

  it("fits a terminal of 100 columns, however long the names are", async () => {
    const [column, name] = ["an odd, long name of a column ".repeat(4), "c".repeat(50)];
    const cells = rows.map((row, i) => `${row.replace(/,[^,]*$/, "")},${Math.cos(i)},${i % 5}`);
    const labels = rows.map((row, i) =>
      i % 4 === 0 ? "z".repeat(60) : row.endsWith("b") ? name : "a",
    );
    const head = `"${column}",z,${"v".repeat(80)},w,y`;
    const input = `${head}\n${cells.map((row, i) => `${row},${labels[i]}`).join("\n")}\n`;
    const { stdout, stderr } = await ghmgrad(["suspects", "-", "--label", "y"], { cwd, input });
    for (const line of [...stdout.split("\n"), ...stderr.split("\n")]) {
      expect(Array.from(line).length, line).toBeLessThanOrEqual(100);
    }
    expect(stdout).not.toContain("(-0.0)");
  });

  it("keeps the numbers of rows when incomplete ones are left out, and takes quick options", async () => {
    const { suspects: found } = await suspects(
      ...["loans.csv", "--label", "defaulted", "--missing", "drop", "--folds", "2", "--seed", "3"],
      ...["--hidden", "none", "--loss", "focal:alpha=0.5", "--drop", "id", "--positive", "yes"],
    );
    expect(found.length).toBeLessThan(200);
    expect(Math.max(...found.map(({ row }) => row))).toBeGreaterThan(found.length);
    for (const { row, label } of found) {
      expect(label).toBe((row - 1) % 25 === 7 ? "yes" : "no");
    }
  });

  it("--report writes a report", async () => {
    const args = ["suspects", "flip.csv", "--label", "y", "--folds", "2", "--report", "s.html"];
    expect((await ghmgrad(args, { cwd })).stderr).toContain("The report is in s.html\n");
    expect(readFileSync(join(cwd, "s.html"), "utf8")).toContain("Suspects in flip</h1>");
  });

  it("says how many parts there can be", async () => {
    const input = "x,y\n1,a\n2,b\n3,a\n4,b\n";
    const args = ["suspects", "-", "--label", "y"];
    const { code, stdout, stderr } = await ghmgrad(args, { cwd, input });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("4 rows do not make 5 parts: take --folds 4 at most\n");
    const groups = rows.map((row, i) => `${row},g${i % 3}`).join("\n");
    const grouped = await ghmgrad([...args, "--group", "g"], {
      cwd,
      input: `x,z,y,g\n${groups}\n`,
    });
    expect(grouped.stderr).toContain("3 groups do not make 5 parts: take --folds 3 at most\n");
  });

  it("takes classes that not every part has a row of", async () => {
    const args = ["suspects", "loans.csv", "--label", "defaulted", "--folds", "9", "--json"];
    expect((JSON.parse(await printed(args, { cwd })) as Found).suspects).toHaveLength(200);
  });
});

describe.concurrent("ghmgrad suspects of three classes", () => {
  const names = ["low", "mid", "high"];
  const table = Array.from({ length: 60 }, (_, i) => {
    const name = names[(i === 10 ? 2 : i) % 3];
    return `${5 * (i % 3) + (i % 5) / 3},${i % 7},${name}`;
  });
  writeFileSync(join(cwd, "levels.csv"), `x,z,level\n${table.join("\n")}\n`);
  const args = ["suspects", "levels.csv", "--label", "level"];

  it("names the likelier class", async () => {
    const { code, stdout } = await ghmgrad([...args, "--top", "2"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /labels? looks? wrong \(\d+ to \d+\): 1 labelled high looks like mid\.\n/,
    );
    expect(stdout).toMatch(/^ *11 +high +mid +0\.\d{3} +-\d\.\d +x = 5 \(-\d+\.\d\)/m);
  });

  it("--json gives classes by their names", async () => {
    const found = await suspects("levels.csv", "--label", "level");
    expect(found.suspects).toHaveLength(60);
    expect(found.suspects[0]).toMatchObject({ row: 11, label: "high", likelier: { label: "mid" } });
    expect(found.wrong?.pairs[0]).toMatchObject({ label: "high", likelier: "mid" });
  });

  it("--report shows the likelier class, and says what rows are ordered by", async () => {
    await printed([...args, "--report", "levels.html"], { cwd });
    const text = readFileSync(join(cwd, "levels.html"), "utf8");
    expect(text).toContain("Ordered by the margin, by models that had not seen the row");
    expect(text).toMatch(/<td>high <br \/>→ mid<\/td>/);
  });

  it("names a class that dropping incomplete rows leaves with a single row", async () => {
    const input = `${readFileSync(join(cwd, "levels.csv"), "utf8")}1,,top\n2,2,top\n`;
    const { code, stderr } = await ghmgrad(
      ["suspects", "-", "--label", "level", "--missing", "drop"],
      { cwd, input },
    );
    expect(code).toBe(1);
    expect(stderr).toContain(
      "the label column level: 1 of 4 classes has one row only, where at least 2 are needed",
    );
  });

  it("a data set that ships takes another label than its own, without what reveals it", async () => {
    const args = ["suspects", "penguins", "--label", "species", "--folds", "2", "--top", "1"];
    const { code, stdout } = await ghmgrad(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *\d+ +Adelie +Chinstrap /m);
  });
});

it("says that a class may be one that the columns do not tell, where all its labels count as wrong", async () => {
  // The cosine of a row's number says nothing of its label.
  const noise = Array.from(
    { length: 300 },
    (_, i) => `${Math.cos(i)},${i % 30 === 7 ? "hit" : "no"}`,
  );
  const args = ["suspects", "-", "--label", "y", "--folds", "2", "--top", "1"];
  const stdout = await printed(args, { cwd, input: `x,y\n${noise.join("\n")}\n` });
  expect(stdout.replaceAll("\n  ", " ")).toMatch(
    /About 10 of 300 labels look wrong .*\nThe models hardly ever recognise rows labelled hit: either most of these labels are wrong, or the columns do not tell/,
  );
});
