import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bestF1, f1 } from "../../../src/index.js";
import { bestThreshold, middleBelow } from "../../../src/tabular/model/threshold.js";

describe("a threshold", () => {
  it("is in the middle between the last score that is called positive and the next lower one", () => {
    expect(bestThreshold([0, 0, 1, 1], [0.1, 0.3, 0.7, 0.9])).toBe(0.5);
    expect(bestThreshold([1, 0, 1, 0], [0.9, 0.7, 0.7, 0.3])).toBe(0.5);
    expect(middleBelow(0.9, [0.9, 0.9, 0.5, 0.1])).toBe(0.7);
  });

  it("is the lowest score if all are called positive, and 0.5 if none is positive", () => {
    expect(bestThreshold([1, 1, 0, 1], [0.2, 0.9, 0.8, 0.25])).toBe(0.2);
    expect(bestThreshold([0, 0], [0.2, 0.9])).toBe(0.5);
  });

  it("tells scores apart that have no number between them", () => {
    const above = 1 - Number.EPSILON / 2;
    for (const [low, high] of [
      [above, 1],
      [above - Number.EPSILON / 2, above],
      [0, Number.MIN_VALUE],
      [Number.MIN_VALUE, 2 * Number.MIN_VALUE],
    ]) {
      expect(bestThreshold([0, 1], [low, high])).toBe(high);
    }
  });

  it("has the best F1, and calls the same rows positive as the score above it", () => {
    const row = fc.record({ label: fc.nat(1), score: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const labels = rows.map(({ label }) => label);
        const scores = rows.map(({ score }) => score);
        const best = bestF1(labels, scores);
        if (best === null) return;
        const threshold = bestThreshold(labels, scores);
        expect(f1(labels, scores, threshold)).toBe(best.f1);
        expect(scores.map((s) => s >= threshold)).toEqual(scores.map((s) => s >= best.threshold));
      }),
    );
  });
});
