import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "prettier";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cache, nameOfCode } from "../../scripts/science/cache.js";
import { keyOf, runCell, type Cell } from "../../scripts/science/cell.js";
import { Claims } from "../../scripts/science/claims.js";
import { difference, number } from "../../scripts/science/markdown.js";
import { mean, Result } from "../../scripts/science/result.js";
import { drawSample } from "../../scripts/science/samples.js";
import { Study } from "../../scripts/science/study.js";
import { runCells } from "../../scripts/science/workers.js";
import { version } from "../../src/tabular/cli/version.js";

const folder = mkdtempSync(join(tmpdir(), "ghmgrad-science-"));
const [cacheFolder, out] = [join(folder, "cache"), join(folder, "docs", "science.md")];
const code = nameOfCode(version);
const limits = { seeds: 2, steps: 2 };

const cell: Cell = {
  sample: { name: "oneSidedOutliers", outliers: 0.1 },
  losses: ["bce", "ghmc"],
  hidden: [],
  steps: 3,
  learningRates: [0.1, 0.3],
  selectBy: "balancedAccuracy",
  priorBias: true,
  seed: 1,
};

function runScript(): ReturnType<typeof spawnSync> {
  const script = ["scripts/science.ts", "--seeds", `${limits.seeds}`, "--steps", `${limits.steps}`];
  const args = ["--import", "tsx", ...script, "--cache", cacheFolder, "--out", out];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

beforeAll(() => {
  const { stderr } = runScript();
  if (readdirSync(folder).length < 2) throw new Error(String(stderr));
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("npm run science", () => {
  test("writes a section for each regime, with tables, and a summary", () => {
    const text = readFileSync(out, "utf8");
    const sections = text.split(/^## /m).slice(1);
    const names = sections.map((section) => section.split("\n")[0]);
    expect(names.map((name) => name.split(/[.:\n]/)[0])).toEqual([
      ...["A", "B", "C", "E", "G", "I"],
      "Summary",
      "Repeat it",
    ]);
    for (const section of sections.slice(0, 6)) {
      expect(section).toMatch(/^\| \S.*\| loss .*\| mean .*\| difference from BCE .*\| earlier/m);
      expect(section).toMatch(
        /^\| \S.*\| GHM-C .*\| [−+]?\d\.\d{3} +\| [−+]\d\.\d{3} ± \d\.\d{3}/m,
      );
      expect(section).toContain("| g < 0.1");
    }
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  test("writes what prettier would", async () => {
    const text = readFileSync(out, "utf8");
    expect(await check(text, { parser: "markdown", printWidth: 100 })).toBe(true);
  });

  test("marks what the numbers of a try do not carry", () => {
    expect(readFileSync(out, "utf8")).toContain("The numbers of this run do not carry");
  });

  test("goes on from what is in the cache", () => {
    const written = (file: string) => statSync(join(cacheFolder, file)).mtimeMs;
    const files = readdirSync(cacheFolder);
    const before = new Map(files.map((file) => [file, written(file)]));
    rmSync(join(cacheFolder, files[0]));
    const { stdout, status } = runScript();
    expect(status).toBe(1); // there are sentences that two seeds do not carry
    expect(stdout).toContain("science.md is written");
    const again = readdirSync(cacheFolder).filter((file) => written(file) !== before.get(file));
    expect(again).toEqual([files[0]]);
  }, 30_000);

  test("does not take results of other parameters, or of other code", () => {
    const missing = (changed: Partial<typeof limits>, ofCode = code) =>
      new Study(new Cache(cacheFolder, ofCode), { ...limits, ...changed }).missing.length;
    const { cells } = new Study(new Cache(cacheFolder, code), limits);
    expect(missing({})).toBe(0);
    expect(missing({ steps: 1 })).toBe(cells.length);
    expect(missing({}, "0.0.0")).toBe(cells.length);
    expect(missing({ seeds: 3 })).toBe(cells.length / 2);
  });
});

describe("the cache", () => {
  test("has another name for a cell with anything changed", () => {
    const changes: Partial<Cell>[] = [
      { seed: 2 },
      { sample: { name: "oneSidedOutliers", outliers: 0.2 } },
      { losses: ["bce"] },
      { hidden: [4] },
      { steps: 4 },
      { learningRates: [0.1] },
      { selectBy: "ap" },
      { priorBias: false },
      { start: "zero" },
    ];
    const keys = [cell, ...changes.map((change) => ({ ...cell, ...change }))].map((c) =>
      keyOf(c, "1.0.0"),
    );
    expect(new Set([...keys, keyOf(cell, "1.0.1")]).size).toBe(changes.length + 2);
    expect(keyOf({ ...cell }, "1.0.0")).toBe(keys[0]);
  });

  test("runs a cell again whose file is damaged", async () => {
    const cache = new Cache(join(folder, "damaged"), code);
    const result = await runCell(cell);
    cache.set(cell, 1.5, result);
    expect(cache.get(cell)).toEqual({ cell, code, seconds: 1.5, result });
    const [file] = readdirSync(cache.folder);
    writeFileSync(join(cache.folder, file), '{"cell":');
    expect(cache.get(cell)).toBeNull();
  });
});

describe("a cell", () => {
  test("that starts from zero is at one half if it hardly moves, and else learns", async () => {
    const start = { ...cell, start: "zero", priorBias: false } as const;
    const still = await runCell({ ...start, learningRates: [1e-9] });
    expect(still.losses["ghmc"].tested.brier).toBeCloseTo(0.25, 6);
    const moved = await runCell({ ...start, steps: 100 });
    expect(moved.losses["bce"].tested.balancedAccuracy).toBeGreaterThan(0.8);
    expect(Object.keys(moved.losses)).toEqual(cell.losses);
  });

  test("knows the outliers' weight in the chosen model, and no outliers where there are none", async () => {
    const seen = (await runCell({ ...cell, steps: 50 })).losses["bce"];
    expect(seen.outliers?.beta).toBeGreaterThan(0);
    expect(seen.outliers?.shareAfter).toBeCloseTo(seen.outliers?.shareBefore ?? NaN, 6); // BCE has no weights
    const clean = await runCell({ ...cell, sample: { name: "oneSidedOutliers", outliers: 0 } });
    expect(clean.losses["bce"].outliers).toBeNull();
  });
});

describe("workers", () => {
  test("give what this process gives, and name the cell that fails", async () => {
    const { signal } = new AbortController();
    const results: unknown[] = [];
    await runCells([cell], 1, signal, (_, result) => results.push(result));
    expect(results).toEqual([await runCell(cell)]);
    const bad = { ...cell, steps: 0 };
    await expect(runCells([bad], 1, signal, () => undefined)).rejects.toThrow(
      /"steps":0.*steps must be a whole number/s,
    );
  });

  test("stop when they are told to", async () => {
    const controller = new AbortController();
    const cells = [1, 2, 3, 4].map((seed) => ({ ...cell, seed }));
    const done: number[] = [];
    const run = runCells(cells, 1, controller.signal, ({ seed }) => {
      done.push(seed);
      if (seed === 2) controller.abort();
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(done).toEqual([1, 2]);
  });
});

describe("samples", () => {
  test("have flipped labels in training and validation only, and know which", () => {
    const spec = { name: "table", file: "digits8", mostTraining: 200 } as const;
    const clean = drawSample({ ...spec, flipped: 0 }, 5);
    const spoilt = drawSample({ ...spec, flipped: 0.1 }, 5);
    const labels = (part: keyof typeof clean) =>
      [clean, spoilt].map((split) => (split[part].y.toArray() as number[][]).flat());
    for (const part of ["training", "validation"] as const) {
      const [before, after] = labels(part);
      const changed = before.map((label, row) => label !== after[row]);
      expect(changed.filter(Boolean)).toHaveLength(Math.round(0.1 * before.length));
      expect(changed).toEqual(spoilt[part].outlier);
    }
    const [before, after] = labels("test");
    expect(after).toEqual(before);
    expect(spoilt.training.x.toArray()).toEqual(clean.training.x.toArray());
  });
});

describe("what is written", () => {
  test("is a sentence where it holds, and marked and counted where it does not", () => {
    const claims = new Claims();
    expect(claims.says(true, "Two is even.")).toBe("Two is even.");
    expect(claims.failed).toEqual([]);
    expect(claims.says(false, "Three is even.")).toMatch(/do not carry.*Three is even\./s);
    expect(claims.failed).toEqual(["Three is even."]);
  });

  test("has numbers with a true minus, and differences with half their interval", async () => {
    expect(number(-0.1234)).toBe("−0.123");
    expect(difference({ mean: -0.01, low: -0.03, high: 0.01, n: 5 })).toBe("−0.010 ± 0.020");
    expect(difference({ mean: 0.01, low: -0.01, high: 0.03, n: 5 })).toBe("+0.010 ± 0.020");
    const cells = await Promise.all([1, 2].map((seed) => runCell({ ...cell, seed })));
    const result = new Result({ ...cell, seeds: 2 }, cells);
    const of = (loss: string) => cells.map((c) => c.losses[loss].tested.ap ?? NaN);
    const differences = of("ghmc").map((value, i) => value - of("bce")[i]);
    expect(result.difference("ghmc", "ap").mean).toBeCloseTo(mean(differences), 12);
    expect(result.histogram("bce").reduce((sum, count) => sum + count, 0)).toBeCloseTo(600, 9);
  });
});
