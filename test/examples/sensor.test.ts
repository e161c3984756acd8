import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readReadings, split } from "../../examples/sensor/data.js";
import { logBar, meanAndDeviation, table } from "../../examples/sensor/terminal.js";

const file = new URL("../../data/sensor-singlehop.csv", import.meta.url);

describe("the sensor data", () => {
  const readings = readReadings(file);

  it("are 18,914 readings, 149 of them events", () => {
    expect(readings).toHaveLength(18914);
    expect(readings.filter((reading) => reading.label === 1)).toHaveLength(149);
  });

  it("are split with the same share of events on both sides, and no reading twice", () => {
    const { training, heldOut } = split(readings, 0.6, 1);
    expect([training.y.size, training.y.sum().item()]).toEqual([11348, 89]);
    expect([heldOut.y.size, heldOut.y.sum().item()]).toEqual([7566, 60]);
  });

  it("are scaled by the training rows alone", () => {
    const { training, heldOut } = split(readings, 0.6, 1);
    const spread = [...(training.x.mean(0).toArray() as number[])];
    spread.push(...(training.x.std(0).sub(1).toArray() as number[]));
    for (const value of spread) expect(Math.abs(value)).toBeLessThan(1e-5);
    expect(Math.abs(heldOut.x.mean().item())).toBeGreaterThan(1e-5);
  });

  it("are split in the same way by the same seed, and otherwise by another", () => {
    const first = (seed: number) =>
      split(readings, 0.6, seed)
        .training.x.slice([[0, 5]])
        .toArray();
    expect(first(3)).toEqual(first(3));
    expect(first(3)).not.toEqual(first(4));
  });
});

describe("the terminal", () => {
  it("draws bars whose length is the logarithm of the count", () => {
    expect(logBar(0, 1000, 12)).toBe("");
    expect(logBar(1000, 1000, 12)).toBe("████████████");
    expect(logBar(30.6, 1000, 12)).toBe("██████");
  });

  it("shows the mean and standard deviation of a sample", () => {
    expect(meanAndDeviation([1, 2, 3])).toBe("2.000 ± 1.000");
    expect(meanAndDeviation([0.5])).toBe("0.500");
  });

  it("aligns the columns of a table", () => {
    expect(
      table([
        ["a", "bb"],
        ["ccc", "d"],
      ]),
    ).toBe("a     bb\n────────\nccc   d");
  });
});

it("the main job trains and prints its table and histograms", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const printed = execFileSync(
    process.execPath,
    ["--import", "tsx", "examples/sensor/main.ts", "1"],
    { cwd: root, encoding: "utf8" },
  );
  expect(printed).toMatch(/GHM-C( +[01]\.\d{3}){5}\n/);
  expect(printed.match(/^ {2}0\.9–1\.0/gm)).toHaveLength(2);
  for (const line of printed.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});
