import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../src/node.js";
import { parseCsv, readLabels } from "../../../src/tabular/index.js";
import { advise, findingsOf } from "../../../src/tabular/lens/sentences.js";
import type { LensEffect } from "../../../src/losses/lens.js";
import { loans } from "./loans.js";
import { ghmgrad, makeFolder, printed } from "./run.js";

const cwd = makeFolder();
const path = (...names: string[]) => join(cwd, ...names);

/** Three kinds far apart, one row of which has another's name. */
const kinds = (rows: number) => {
  const names = ["ant", "bee", "cow"];
  return Array.from({ length: rows }, (_, i) => {
    const [x, z] = [4 * (i % 3) + (i % 5) / 2, (7 * i) % 11];
    return `${x},${z},${names[i === 10 ? 2 : i % 3]}`;
  });
};

beforeAll(async () => {
  writeFileSync(path("loans.csv"), loans());
  writeFileSync(path("kinds.csv"), `x,z,kind\n${kinds(60).join("\n")}\n`);
  await printed(
    [
      ...["train", "kinds.csv", "--label", "kind", "--hidden", "none", "--loss", "ghmc:norm=l2"],
      ...["--folds", "2", "--epochs", "40", "--out", "kinds"],
    ],
    { cwd },
  );
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
        ...[
          "advice",
          "after",
          "before",
          "beta",
          "bin",
          "bins",
          "classes",
          "effectiveSampleSize",
          "g",
        ],
        ...["numLabels", "rows", "summary", "shape", "top"],
      ].sort(),
    );
    expect(seen.g).toHaveLength(400);
    expect(seen.bins).toHaveLength(10);
  });

  it("says first what to look at, and names the rows that are most wrong", async () => {
    const [text, json] = await Promise.all([
      printed(["lens", "model", "loans.csv"], { cwd }),
      printed(["lens", "model", "loans.csv", "--json"], { cwd }),
    ]);
    const { advice, g, rows, bin } = JSON.parse(json) as Record<string, number[]> & {
      advice: string;
    };
    const [first] = text.split("\n\n");
    expect(first.replace(/\s+/g, " ")).toBe(advice);
    const inLast = rows.filter((_, i) => bin[i] === 9);
    const worst = [...inLast].sort((a, b) => g[rows.indexOf(b)] - g[rows.indexOf(a)]);
    expect(worst.length).toBeGreaterThan(0);
    expect(advice).toContain(
      `${worst.length === 1 ? "row" : "rows"} ${worst.slice(0, 5).join(", ")}`,
    );
    if (worst.length > 5)
      expect(advice).toContain(` and ${worst.length - 5} more (g from 0.90 on)`);
  });

  it("--rows gives g, bin and β of each row as CSV, and g is |p − label|", async () => {
    const [rows, answers] = await Promise.all([
      printed(["lens", "model", "loans.csv", "--rows"], { cwd }),
      printed(["predict", "model", "loans.csv"], { cwd }),
    ]);
    const table = parseCsv(rows);
    expect(table.columns).toEqual(["row", "label", "g", "bin", "beta"]);
    const answered = parseCsv(answers);
    answered.rows.forEach((row, i) => {
      const [number, , g, bin] = table.rows[i].map(Number);
      const label = table.rows[i][1];
      expect(number).toBe(i + 1);
      expect(label).toBe(row[answered.columns.indexOf("defaulted")]);
      expect(g).toBeCloseTo(Math.abs(Number(row.at(-2)) - Number(label === "yes")), 6);
      expect(bin).toBe(Math.floor(g * 10));
    });
  });

  it("--rows is no JSON, and warns of labels that a spreadsheet would run", async () => {
    const both = await ghmgrad(["lens", "model", "loans.csv", "--rows", "--json"], { cwd });
    expect([both.code, both.stdout]).toEqual([2, ""]);
    expect(both.stderr).toContain("'--rows' cannot be used with option '--json'");
    const input = "x,y\n" + "1,=A1\n2,no\n".repeat(20);
    await printed(["train", "-", "--label", "y", "--model", "logistic", "--out", "run"], {
      cwd,
      input,
    });
    const { code, stderr } = await ghmgrad(["lens", "run", "-", "--rows"], { cwd, input });
    expect(code).toBe(0);
    expect(stderr).toContain("! A spreadsheet would run the label '=A1' as a formula.");
  });

  it("--report writes a report, and another in its place", async () => {
    const args = ["lens", "model", "loans.csv", "--report", "lens.html"];
    for (let i = 0; i < 2; i++) {
      const { code, stderr } = await ghmgrad(args, { cwd });
      expect([code, stderr.split("\n").at(-2)]).toEqual([0, "The report is in lens.html"]);
    }
    expect(readFileSync(path("lens.html"), "utf8")).toContain(
      "<title>What GHM-C does to loans</title>",
    );
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

  it("leaves rows out that it cannot read, says which and how many, and ends with 1", async () => {
    const input = [
      ...["x,z,kind", "1,2,ant", "x,2,ant", "4,5,bee", "4,5,dog", "8,1,", "8,1,cow,7"],
      ...["8,2,cow", "y,2,ant", "8,NA,cow"],
    ].join("\n");
    const args = ["lens", "kinds", "-"];
    const { code, stdout, stderr } = await ghmgrad([...args, "--rows"], { cwd, input });
    expect(code).toBe(1);
    expect(parseCsv(stdout).rows.map(([row, label]) => [row, label])).toEqual([
      ...[
        ["1", "ant"],
        ["3", "bee"],
        ["7", "cow"],
        ["9", "cow"],
      ],
    ]);
    expect(stderr).toMatch(/^! standard input: row 6 has 4 cells/m);
    expect(stderr).toContain(
      "row 4, column kind: 'dog' is none of the classes 'ant', 'bee', 'cow'",
    );
    expect(stderr).toMatch(/row 5, column kind: the label is missing\n/);
    expect(stderr).toMatch(/row 2, column x: /);
    expect(stderr).toMatch(/row 8, column x: /);
    expect(stderr).toMatch(/ghmgrad: 5 of 9 rows could not be read, and are left out\n$/);

    const seen = JSON.parse((await ghmgrad([...args, "--json"], { cwd, input })).stdout) as {
      rows: number[];
    };
    expect(seen.rows).toEqual([1, 3, 7, 9]);
  });

  it("shows the first few of many unreadable rows, and refuses a table of nothing else", async () => {
    const input = `x,z,kind\n${kinds(20).join("\n").replaceAll("cow", "gnu")}\n`;
    const { code, stderr } = await ghmgrad(["lens", "kinds", "-"], { cwd, input });
    expect([code, stderr.match(/'gnu' is none/g)]).toEqual([1, Array(5).fill("'gnu' is none")]);
    expect(stderr).toContain("! … and 2 more rows that cannot be read.\n");
    expect(stderr).toContain("7 of 20 rows could not be read");
    const none = await ghmgrad(["lens", "kinds", "-"], { cwd, input: "x,z,kind\n1,2,gnu\n" });
    expect([none.code, none.stdout]).toEqual([1, ""]);
    expect(none.stderr).toContain("standard input: none of 1 row can be used");
  });
});

describe.concurrent("ghmgrad lens of three classes", () => {
  interface Seen {
    g: number[];
    beta: number[];
    before: number[];
    after: number[];
    classes: Record<string, number | string>[];
  }

  it("measures by the norm of the model's loss, and sums up each class", async () => {
    const [text, answers] = await Promise.all([
      printed(["lens", "kinds", "kinds.csv", "--json"], { cwd }),
      printed(["predict", "kinds", "kinds.csv"], { cwd }),
    ]);
    const { g, beta, before, after, classes } = JSON.parse(text) as Seen;
    const model = loadModel(path("kinds"));
    const table = parseCsv(readFileSync(path("kinds.csv"), "utf8"));
    const labels = readLabels(table, model.encoder);
    const p = model.predict(table).logits.softmax(-1).toArray() as number[][];
    g.forEach((value, i) => {
      const d = p[i].map((each, c) => each - Number(c === labels[i]));
      expect(value).toBeCloseTo(Math.hypot(...d) / Math.SQRT2, 5);
    });
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
    const answered = parseCsv(answers).rows.map((row) => row.at(-1));
    for (const [c, name] of ["ant", "bee", "cow"].entries()) {
      const own = <T>(list: readonly T[]) => list.filter((_, i) => labels[i] === c);
      const right = own(answered).filter((answer) => answer === name).length;
      const seen = classes[c];
      expect([seen["class"], seen["rows"]]).toEqual([name, own(labels).length]);
      expect(seen["g"]).toBeCloseTo(sum(own(g)) / own(g).length, 9);
      expect(seen["beta"]).toBeCloseTo(sum(own(beta)) / own(g).length, 9);
      expect(seen["shareBefore"]).toBeCloseTo(sum(own(before)) / sum(before), 9);
      expect(seen["shareAfter"]).toBeCloseTo(sum(own(after)) / sum(after), 9);
      expect(seen["recall"]).toBeCloseTo(right / own(g).length, 9);
      expect(seen["precision"]).toBeCloseTo(
        right / answered.filter((answer) => answer === name).length,
        9,
      );
    }
  });

  it("shows the classes under the bins", async () => {
    const lines = (await printed(["lens", "kinds", "kinds.csv"], { cwd })).split("\n");
    const head = lines.findIndex((line) => /^label +rows +mean g +mean β/.test(line));
    expect(lines[head + 2]).toMatch(/^ant +20 +0\.\d{3} +[\d.]+ +[\d.]+ % +[\d.]+ %$/);
    expect(lines[head + 4]).toMatch(/^cow +21 /);
  });

  it("--report shows the confusions, each class, and reliability before and after", async () => {
    await printed(["lens", "kinds", "kinds.csv", "--report", "kinds.html"], { cwd });
    const { document } = parseHTML(readFileSync(path("kinds.html"), "utf8"));
    const cells = [...document.querySelectorAll(".confusion tbody tr")].map((row) =>
      [...row.children].map((cell) => cell.textContent.trim()),
    );
    expect(cells.map(([name]) => name)).toEqual(["ant", "bee", "cow"]);
    expect(cells.map((row) => Number(row.at(-1)))).toEqual([20, 19, 21]);
    expect(cells.flatMap((row) => row.slice(1, -1)).reduce((sum, n) => sum + Number(n), 0)).toBe(
      60,
    );
    expect(document.querySelectorAll("#classes ~ div tbody tr")).toHaveLength(3);
    expect(document.querySelector("main")?.textContent).toMatch(/before: ECE\s*0\.\d{3}/);
    expect(document.querySelector("main")?.textContent).toMatch(/after: ECE\s*0\.\d{3}/);
  });
});

describe("what lens says of the worst rows", () => {
  const said = (effect: LensEffect, shareBefore: number, shareAfter: number) => {
    const range = { from: 0.9, to: 1, count: 2, before: 1, after: 1, beta: 1 };
    const top = { ...range, effect, shareBefore, shareAfter };
    const seen = { top, effectiveSampleSize: 10, numLabels: 20 };
    return [advise(seen, [4, 7]), findingsOf(seen)[0]];
  };

  it("does not call rows amplified whose part of the gradient shrinks, nor suppressed where it grows", () => {
    for (const text of said("amplifies", 0.43, 0.38)) {
      expect(text).not.toMatch(/amplifies/);
      expect(text).toMatch(/larger/);
    }
    for (const text of said("suppresses", 0.38, 0.43)) {
      expect(text).not.toMatch(/suppresses/);
      expect(text).toMatch(/smaller/);
    }
    for (const text of said("amplifies", 0.1, 0.2)) expect(text).toMatch(/amplifies/);
    for (const text of said("suppresses", 0.2, 0.1)) expect(text).toMatch(/suppresses/);
  });

  it("speaks of one row as of one, and separates thousands", () => {
    const top = { from: 0.9, to: 1, count: 1, before: 1, after: 1, beta: 1 };
    const seen = {
      top: { ...top, effect: "amplifies" as const, shareBefore: 0.1, shareAfter: 0.2 },
      ...{ effectiveSampleSize: 1234.5, numLabels: 200_000 },
    };
    expect(advise(seen, [298])).toMatch(
      /Look at row 298 .*: if its label is wrong, .* which amplifies it\.$/,
    );
    expect(findingsOf(seen)).toEqual([
      expect.stringMatching(
        /^GHM amplifies the row that .*, for it is rare: .* If its label is wrong, that does harm\.$/,
      ),
      "With GHM's weights, the 200,000 rows say as much as 1,235 of equal weight.",
    ]);
  });
});
