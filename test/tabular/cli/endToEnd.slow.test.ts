/** Wide tables, long ones, and many classes, through the command as it ships. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { generated, letters } from "./generated.js";
import { makeFolder } from "./run.js";
import { lookAt, trainAndPredict } from "./shipped.js";

const cwd = makeFolder();
const minutes = 60_000;

describe("train and predict, as they ship,", () => {
  it.each([
    ["26 classes", 26 * 30, 8, letters],
    ["3,000 columns", 400, 3000, ["no", "yes"]],
    ["200,000 rows", 200_000, 4, ["no", "yes"]],
  ])(
    "take %s",
    async (name, rows, features, classes) => {
      writeFileSync(join(cwd, `${name}.csv`), generated(rows, features, classes));
      const { right } = await trainAndPredict(`${name}.csv`, { cwd });
      expect(right).toBeGreaterThan(0.9);
    },
    5 * minutes,
  );
});

describe("lens, compare and suspects, as they ship,", () => {
  const wrong = [11, 52, 93, 134, 175, 216, 257, 298];
  it.each([
    // Among thousands of columns without a meaning, little can be found.
    [
      "3 classes",
      { rows: 300, features: 4, classes: ["ash", "elm", "oak"], least: 0.85, found: 6 },
    ],
    ["26 classes, packed", { rows: 26 * 30, features: 8, classes: letters, least: 0.75, found: 6 }],
    ["3,000 columns", { rows: 400, features: 3000, classes: ["no", "yes"], least: 0.5, found: 0 }],
    ["200,000 rows", { rows: 2e5, features: 4, classes: ["no", "yes"], least: 0.85, found: 6 }],
  ])(
    "take %s",
    async (name, { rows, features, classes, least, found }) => {
      const text = generated(rows, features, classes, wrong);
      writeFileSync(join(cwd, `${name}.csv`), name.endsWith("packed") ? gzipSync(text) : text);
      const { lens, comparison, suspects } = await lookAt(`${name}.csv`, { cwd });
      expect(lens.bins.reduce((sum, { count }) => sum + count, 0)).toBe(rows);
      expect(lens.classes.map((each) => each.class)).toEqual(classes);
      for (const { metrics } of comparison.losses) {
        expect(metrics.balancedAccuracy.mean).toBeGreaterThan(least);
      }
      expect(comparison.advice).toMatch(/BCE|cross-entropy/);
      expect(suspects.rows).toBe(rows);
      const first = suspects.suspects.slice(0, rows > 10_000 ? 40 : 12).map(({ row }) => row);
      expect(wrong.filter((row) => first.includes(row)).length).toBeGreaterThanOrEqual(found);
    },
    10 * minutes,
  );
});
