import { describe, expect, it } from "vitest";
import {
  formatDifference,
  formatLogit,
  formatPower,
  formatProbability,
  formatShare,
  formatWeight,
} from "../../../src/tabular/report/format.js";

describe("numbers in a report", () => {
  it("are shares with the digits that count", () => {
    const shares = [0, 0.00001, 0.0004, 0.032, 0.5, 1].map(formatShare);
    expect(shares.map((text) => text.replace("\u00a0", " "))).toEqual([
      "0 %",
      "< 0.01 %",
      "0.04 %",
      "3.2 %",
      "50 %",
      "100 %",
    ]);
    expect([null, NaN].map(formatShare)).toEqual(["not defined", "not defined"]);
  });

  it("are weights short enough for a bar, of any size", () => {
    const weights = [0, 0.0004, 0.05, 0.994, 0.996, 9.94, 9.96, 928, 1234, 12_345, 2.5e6];
    expect(weights.map(formatWeight)).toEqual([
      "0",
      "0.0004",
      "0.05",
      "0.99",
      "1.0",
      "9.9",
      "10",
      "928",
      "1.2k",
      "12k",
      "2.5M",
    ]);
  });

  it("are differences with a sign, but for what rounds to 0", () => {
    expect(formatDifference(0.0123, 3)).toBe("+0.012");
    expect(formatDifference(-0.0123, 3)).toBe("−0.012");
    expect(formatDifference(-0.0001, 3)).toBe("0.000");
  });

  it("are logits that are 0 only if they are", () => {
    const logits = [-6.21, 0.44, -0.05, -0.02, 0.0031, 0];
    expect(logits.map(formatLogit)).toEqual(["−6.2", "0.4", "−0.1", "−0.02", "0.003", "0.0"]);
  });

  it("are probabilities that are 1 only if they are", () => {
    const probabilities = [0.5, 0.9994, 0.9995, 0.99999, 1];
    const texts = probabilities.map(formatProbability);
    expect(texts).toEqual(["0.500", "0.999", "> 0.999", "> 0.999", "1.000"]);
  });

  it("are powers of ten on an axis", () => {
    const powers = [1e-12, 1e-4, 1e-3, 0.1, 1, 100, 1e4, 1e6].map(formatPower);
    expect(powers).toEqual(["10⁻¹²", "10⁻⁴", "0.001", "0.1", "1", "100", "10k", "1M"]);
  });
});
