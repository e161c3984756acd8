import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseCsv } from "../../../src/tabular/index.js";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);

beforeAll(async () => {
  writeFileSync(path("loans.csv"), loans());
  await printed(
    [
      "train",
      "loans.csv",
      "--label",
      "defaulted",
      "--epochs",
      "40",
      "--loss",
      "bce",
      "--out",
      "model",
    ],
    { cwd },
  );
});

describe.concurrent("ghmgrad lens", () => {
  it("shows each bin of gradient norms, and says what GHM does to the worst", async () => {
    const { code, stdout, stderr } = await ghmgrad(["lens", "model", "loans.csv"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^! Column age/);
    const counts = [...stdout.matchAll(/^\d\.\d\d to \d\.\d\d +(\d+) /gm)].map(([, n]) =>
      Number(n),
    );
    expect(counts).toHaveLength(10);
    expect(counts.reduce((sum, count) => sum + count)).toBe(400);
    expect(stdout).toMatch(
      /\n\nNo row has its g|\n\nGHM (leaves|amplifies|suppresses) the \d+ rows/,
    );
    expect(stdout).not.toMatch(/undefined|NaN/);
    expect(stdout).not.toContain("\u001b"); // no colours
  });

  it("--json gives everything as JSON", async () => {
    const seen = JSON.parse(await printed(["lens", "model", "loans.csv", "--json"], { cwd })) as {
      g: number[];
      bins: unknown[];
      summary: string[];
    };
    expect(Object.keys(seen).sort()).toEqual(
      [
        ...["after", "before", "beta", "bin", "bins", "effectiveSampleSize", "g", "numLabels"],
        ...["summary", "shape", "top"],
      ].sort(),
    );
    expect(seen.g).toHaveLength(400);
    expect(seen.bins).toHaveLength(10);
  });

  it("--rows gives g, bin and β of each row as CSV, and g is |p − label|", async () => {
    const [rows, answers] = await Promise.all([
      printed(["lens", "model", "loans.csv", "--rows"], { cwd }),
      printed(["predict", "model", "loans.csv"], { cwd }),
    ]);
    const table = parseCsv(rows);
    expect(table.columns).toEqual(["row", "label", "g", "bin", "beta"]);
    parseCsv(answers).rows.forEach((row, i) => {
      const [number, label, g, bin] = table.rows[i].map(Number);
      expect(number).toBe(i + 1);
      expect(g).toBeCloseTo(Math.abs(Number(row.at(-2)) - label), 6);
      expect(bin).toBe(Math.floor(g * 10));
    });
  });

  it("--report writes a report, and another in its place", async () => {
    const args = ["lens", "model", "loans.csv", "--report", "lens.html"];
    for (let i = 0; i < 2; i++) {
      const { code, stderr } = await ghmgrad(args, { cwd });
      expect([code, stderr.split("\n").at(-2)]).toEqual([0, "The report is in lens.html"]);
    }
    expect(readFileSync(path("lens.html"), "utf8")).toContain("What GHM-C does to loans.csv");
  });

  it("says that rows without features are of no use, if the model was trained without such", async () => {
    const table = "a,b,y\n1,2,u\n2,3,v\n3,1,u\n4,4,v\n2,4,u\n1,1,v\n";
    await ghmgrad(
      ["train", "-", "--label", "y", "--missing", "drop", "--epochs", "1", "--out", "strict"],
      {
        cwd,
        input: table,
      },
    );
    const { code, stderr } = await ghmgrad(["lens", "strict", "-"], {
      cwd,
      input: "a,b,y\n,1,u\n",
    });
    expect([code, stderr]).toEqual([
      1,
      "ghmgrad: standard input: every row lacks a feature, and this model cannot use such rows\n",
    ]);
  });
});
