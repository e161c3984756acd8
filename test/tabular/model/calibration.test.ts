import { describe, expect, it } from "vitest";
import { array, Generator } from "../../../src/index.js";
import { calibrated, fitCalibration, recentred } from "../../../src/tabular/model/calibration.js";

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const column = (z: readonly number[]) => z.map((value) => [value]);

describe("fitCalibration", () => {
  it("finds the distortion", () => {
    const generator = new Generator(3);
    const z = Array.from({ length: 20_000 }, () => 2 * generator.normal());
    const labels = z.map((logit) => Number(generator.uniform() < sigmoid(logit)));
    const distorted = column(z.map((logit) => (logit - 1) / 3));
    const { slope, intercepts } = fitCalibration(distorted, labels);
    expect(slope).toBeCloseTo(3, 0);
    expect(intercepts[0]).toBeCloseTo(1, 0);
  });

  it("finds the distortion of three classes", () => {
    const generator = new Generator(4);
    const z = Array.from({ length: 20_000 }, () =>
      Array.from({ length: 3 }, () => 2 * generator.normal()),
    );
    const labels = z.map((row) => {
      let left = generator.uniform() * row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      return row.findIndex((logit) => (left -= Math.exp(logit)) < 0);
    });
    const moved = z.map(([a, b, c]) => [a / 2 - 1, b / 2, c / 2 + 0.5]);
    const { slope, intercepts } = fitCalibration(moved, labels);
    expect(slope).toBeCloseTo(2, 0);
    // Adding a number to all changes nothing.
    expect(intercepts[0] - intercepts[1]).toBeCloseTo(2, 0);
    expect(intercepts[2] - intercepts[1]).toBeCloseTo(-1, 0);
  });

  it("is scikit-learn's _sigmoid_calibration", () => {
    // sklearn 1.2.1: _sigmoid_calibration(np.array([-2, -1, 0, .5, 1, 3.]), np.array([0, 0, 1, 0, 1, 1])),
    // whose A and B are those of 1 / (1 + exp(A·z + B))
    const found = fitCalibration(column([-2, -1, 0, 0.5, 1, 3]), [0, 0, 1, 0, 1, 1]);
    expect(found.slope).toBeCloseTo(0.61396, 4);
    expect(found.intercepts[0]).toBeCloseTo(-0.13334, 4);
  });

  it("stays finite where rows are told apart perfectly", () => {
    const { slope, intercepts } = fitCalibration(column([-5, -4, 4, 5]), [0, 0, 1, 1]);
    expect(slope).toBeGreaterThan(0.1);
    expect(slope).toBeLessThan(1);
    expect(intercepts[0]).toBeCloseTo(0, 6);
  });

  it("is the share of positive rows where larger logits do not mean more of them", () => {
    const { slope, intercepts } = fitCalibration(
      column([1, 2, 3, 4, 5, 6, 7, 8]),
      [1, 1, 0, 0, 0, 0, 0, 0],
    );
    expect(slope).toBe(0);
    expect(sigmoid(intercepts[0])).toBeCloseTo((2 * (3 / 4) + 6 * (1 / 8)) / 8, 6); // Platt's targets
  });

  it("recentred keeps the slope, and makes the mean probability the share", () => {
    const z = array.array(column([3, 1, 2, 5]));
    const { slope, intercepts } = recentred({ slope: 2, intercepts: [7] }, z, [1, 0, 0, 1]);
    expect(slope).toBe(2);
    const p = [3, 1, 2, 5].map((logit) => sigmoid(2 * logit + intercepts[0]));
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2, 4);
  });

  it("refuses logits and labels that do not fit", () => {
    expect(() => fitCalibration([1, 2], [0, 1])).toThrow(
      "there are 2 labels for logits of shape [2]",
    );
    expect(() => fitCalibration(column([1, 2]), [0, 2])).toThrow("label 1 is 2");
  });
});

describe("calibrated", () => {
  it("is slope·z + intercepts, and without a calibration z", () => {
    const z = array.array([[1], [-2]]);
    const flat = (x: ReturnType<typeof calibrated>) => Array.from(array.flat(x));
    expect(flat(calibrated(z, { slope: 3, intercepts: [0.5] }))).toEqual([3.5, -5.5]);
    expect(flat(calibrated(z, null))).toEqual([1, -2]);
  });
});
