import { describe, expect, it } from "vitest";
import { Generator } from "../../../src/index.js";
import { calibrated, fitCalibration } from "../../../src/tabular/model/calibration.js";

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));

describe("fitCalibration", () => {
  it("finds the distortion", () => {
    const generator = new Generator(3);
    const z = Array.from({ length: 20_000 }, () => 2 * generator.normal());
    const labels = z.map((logit) => Number(generator.uniform() < sigmoid(logit)));
    const distorted = z.map((logit) => (logit - 1) / 3);
    const calibration = fitCalibration(distorted, labels);
    expect(calibration?.slope).toBeCloseTo(3, 0);
    expect(calibration?.intercept).toBeCloseTo(1, 0);
  });

  it("is scikit-learn's _sigmoid_calibration", () => {
    // sklearn 1.2.1: _sigmoid_calibration(np.array([-2, -1, 0, .5, 1, 3.]), np.array([0, 0, 1, 0, 1, 1])),
    // whose A and B are those of 1 / (1 + exp(A·z + B))
    const { slope, intercept } = fitCalibration([-2, -1, 0, 0.5, 1, 3], [0, 0, 1, 0, 1, 1]) ?? {};
    expect(slope).toBeCloseTo(0.61396, 4);
    expect(intercept).toBeCloseTo(-0.13334, 4);
  });

  it("stays finite where rows are told apart perfectly", () => {
    const { slope, intercept } = fitCalibration([-5, -4, 4, 5], [0, 0, 1, 1]) ?? {};
    expect(slope).toBeGreaterThan(0.1);
    expect(slope).toBeLessThan(1);
    expect(intercept).toBeCloseTo(0, 6);
  });

  it("is none where larger logits do not mean more positive rows", () => {
    expect(fitCalibration([1, 2, 3, 4], [1, 1, 0, 0])).toBeNull();
  });
});

describe("calibrated", () => {
  it("is slope·z + intercept, and without a calibration z", () => {
    expect([...calibrated([1, -2], { slope: 3, intercept: 0.5 })]).toEqual([3.5, -5.5]);
    expect([...calibrated([1, -2], null)]).toEqual([1, -2]);
  });
});
