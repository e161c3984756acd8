import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { datasets, parseCsv } from "../../../src/tabular/index.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();
const shipped = (file: string) => {
  return readFileSync(fileURLToPath(new URL(`../../../data/${file}`, import.meta.url)), "utf8");
};

describe.concurrent("ghmgrad data", () => {
  it("lists the data sets that ship, on 100 columns", async () => {
    const { code, stdout, stderr } = await ghmgrad(["data"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    for (const [name, { rows, about }] of Object.entries(datasets)) {
      expect(stdout).toMatch(new RegExp(`^${name} +${rows} `, "m"));
      expect(stdout.replace(/\n {2}/g, " ")).toContain(`${name}: ${about}.`);
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("--json lists them as JSON", async () => {
    expect(JSON.parse(await printed(["data", "--json"], { cwd }))).toEqual(datasets);
  });

  it("writes a set to standard output, and says on standard error whom to name", async () => {
    const { code, stdout, stderr } = await ghmgrad(["data", "penguins"], { cwd });
    expect(code).toBe(0);
    expect(parseCsv(stdout)).toEqual(parseCsv(shipped("penguins.csv")));
    expect(stderr).toMatch(/^Licence: CC0 1\.0\. Name its authors: Gorman/);
  });

  it("NAME --json writes its rows as JSON", async () => {
    const rows = JSON.parse(await printed(["data", "wdbc", "--json"], { cwd })) as unknown[];
    expect(rows).toHaveLength(datasets.wdbc.rows);
    const { columns, rows: cells } = parseCsv(shipped("wdbc.csv"));
    expect(rows[0]).toEqual(Object.fromEntries(columns.map((name, i) => [name, cells[0][i]])));
  });

  it("--out writes a new file, and leaves one that exists as it was", async () => {
    expect(await printed(["data", "digits8", "--out", "digits.csv"], { cwd })).toBe("");
    expect(parseCsv(readFileSync(join(cwd, "digits.csv"), "utf8")).rows).toHaveLength(1797);
    writeFileSync(join(cwd, "mine.csv"), "mine");
    const { code, stderr } = await ghmgrad(["data", "penguins", "--out", "mine.csv"], { cwd });
    expect([code, stderr]).toEqual([
      1,
      "ghmgrad: mine.csv exists, and shall not be overwritten: name another file\n",
    ]);
    expect(readFileSync(join(cwd, "mine.csv"), "utf8")).toBe("mine");
  });
});
