import { describe, expect, it } from "vitest";
import { reliabilityOf } from "../../../src/tabular/compare/reliability.js";

describe("reliabilityOf", () => {
  it("tells apart the rows of a rare class, whose probabilities are all near 0", () => {
    const probabilities = [0.0004, 0.0006, 0.002, 0.02, 0.02, 0.9995, 1];
    const labels = [0, 0, 0, 1, 0, 1, 0];
    expect(reliabilityOf(labels, probabilities)).toEqual([
      { count: 2, probability: (0.0004 + 0.0006) / 2, positives: 0 },
      { count: 1, probability: 0.002, positives: 0 },
      { count: 2, probability: 0.02, positives: 0.5 },
      { count: 2, probability: (0.9995 + 1) / 2, positives: 0.5 },
    ]);
  });

  it("has no bins without rows", () => {
    expect(reliabilityOf([], [])).toEqual([]);
  });
});
