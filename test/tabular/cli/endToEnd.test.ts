/** Tables of several classes, and packed ones, through the command as it ships. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { generated, letters } from "./generated.js";
import { makeFolder } from "./run.js";
import { trainAndPredict } from "./shipped.js";

const cwd = makeFolder();

describe("train and predict, as they ship,", () => {
  it.each([
    ["3 classes", 300, 4, ["ash", "elm", "oak"]],
    ["26 classes", 26 * 30, 8, letters],
  ])("learn %s", async (name, rows, features, classes) => {
    writeFileSync(join(cwd, `${name}.csv`), generated(rows, features, classes));
    const { right, columns } = await trainAndPredict(`${name}.csv`, {
      cwd,
      args: ["--model", "logistic", "--strengths", "1,0.1"],
    });
    expect(right).toBeGreaterThan(0.9);
    expect(columns.slice(features + 1)).toEqual([
      ...classes.map((c) => `probability ${c}`),
      "prediction",
    ]);
  });

  it("read a table that gzip has packed, whatever it is called", async () => {
    writeFileSync(join(cwd, "packed.csv"), gzipSync(generated(400, 3, ["no", "yes"])));
    const { right, columns } = await trainAndPredict("packed.csv", { cwd });
    expect(right).toBeGreaterThan(0.9);
    expect(columns).toEqual(["x0", "x1", "x2", "y", "probability", "prediction"]);
  });
});
