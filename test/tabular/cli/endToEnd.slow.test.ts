/** Wide tables, long ones, and many classes, through the command as it ships. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generated, letters } from "./generated.js";
import { makeFolder } from "./run.js";
import { trainAndPredict } from "./shipped.js";

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
