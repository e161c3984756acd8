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

interface Row {
  row: number;
  label: number;
  probability: number;
  g: number;
}
const suspects = async (...args: string[]) => {
  const text = await printed(["suspects", ...args, "--json"], { cwd });
  return JSON.parse(text) as Row[];
};

describe.concurrent("ghmgrad suspects", () => {
  it("lists the row with a wrong label first, with its number in the file", async () => {
    const { code, stdout, stderr } = await ghmgrad(
      ["suspects", "flip.csv", "--label", "y", "--top", "3"],
      { cwd },
    );
    expect(code).toBe(0);
    const [head, , first, ...others] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^row +label +probability +g +x +z$/);
    expect(first).toMatch(/^ *11 +a +\d\.\d{3} +0\.9\d\d +3 +3$/);
    expect(others).toHaveLength(2);
    expect(stderr).toMatch(/suspects \|=+\| 5\/5, \d+s, models trained\n/);
    expect(stderr).toMatch(/Rows are counted from 1, without the header\./);
  });

  it("--json lists all rows as JSON, the most suspicious first", async () => {
    const found = await suspects("flip.csv", "--label", "y");
    expect(found).toHaveLength(40);
    expect(Object.keys(found[0])).toEqual(["row", "label", "probability", "g"]);
    expect(found[0].row).toBe(11);
    expect(found.map(({ g }) => g)).toEqual(found.map(({ g }) => g).sort((a, b) => b - a));
    for (const { label, probability, g } of found) expect(g).toBe(Math.abs(probability - label));
  });

  it("keeps the numbers of rows when incomplete ones are left out, and takes quick options", async () => {
    const found = await suspects(
      ...["loans.csv", "--label", "defaulted", "--missing", "drop", "--folds", "2", "--seed", "3"],
      ...["--hidden", "none", "--loss", "focal:alpha=0.5", "--drop", "id", "--positive", "yes"],
    );
    expect(found.length).toBeLessThan(200);
    expect(Math.max(...found.map(({ row }) => row))).toBeGreaterThan(found.length);
    for (const { row, label } of found) expect(label).toBe(Number((row - 1) % 25 === 7));
  });

  it("--report writes a report", async () => {
    const args = ["suspects", "flip.csv", "--label", "y", "--folds", "2", "--report", "s.html"];
    expect((await ghmgrad(args, { cwd })).stderr).toContain("The report is in s.html\n");
    expect(readFileSync(join(cwd, "s.html"), "utf8")).toContain("Suspects in flip.csv");
  });

  it("says how many parts there can be", async () => {
    const input = "x,y\n1,a\n2,b\n3,a\n4,b\n";
    const args = ["suspects", "-", "--label", "y"];
    const { code, stdout, stderr } = await ghmgrad(args, { cwd, input });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("4 rows do not make 5 parts: take --folds 4 at most\n");
  });

  it("takes classes that not every part has a row of", async () => {
    const args = ["suspects", "loans.csv", "--label", "defaulted", "--folds", "9", "--json"];
    expect(JSON.parse(await printed(args, { cwd }))).toHaveLength(200);
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
    const [head, , first] = stdout.trimEnd().split("\n");
    expect(head).toMatch(/^row +label +likelier +probability +g +margin +x +z$/);
    expect(first).toMatch(/^ *11 +high +mid +[01]\.\d{3} +[01]\.\d{3} +-\d\.\d{3} +5 +3$/);
  });

  it("--json gives classes by their names", async () => {
    const found = JSON.parse(await printed([...args, "--order", "margin", "--json"], { cwd })) as {
      row: number;
    }[];
    expect(found).toHaveLength(60);
    expect(found[0]).toEqual({
      row: 11,
      label: "high",
      likelier: { label: "mid", probability: expect.any(Number) as number },
      g: expect.any(Number) as number,
      margin: expect.any(Number) as number,
    });
  });

  it("--report shows the likelier class, and says what rows are ordered by", async () => {
    await printed([...args, "--order", "margin", "--report", "levels.html"], { cwd });
    const text = readFileSync(join(cwd, "levels.html"), "utf8");
    expect(text).toContain("Ordered by the margin, the label&#39;s probability minus");
    expect(text).toMatch(/<td>high<\/td>\s*<td>mid<\/td>/);
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
    expect(stdout).toMatch(/^ *\d+ +Adelie +Chinstrap/m);
  });
});
