import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  auroc,
  averagePrecision,
  bestF1,
  f1,
  precision,
  recall,
} from "../../../src/train/metrics/index.js";
import { differentScores, examples } from "./helpers.js";

describe("averagePrecision", () => {
  it("adds up precision at each threshold, times the recall that it gains", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        let [wanted, before] = [0, 0];
        for (const threshold of differentScores(score)) {
          const reached = recall(target, score, threshold);
          wanted += (reached - before) * precision(target, score, threshold);
          before = reached;
        }
        expect(averagePrecision(target, score)).toBeCloseTo(wanted, 13);
      }),
    );
  });

  it("is the share of positive examples if all scores are one, and 1 if all are positive", () => {
    expect(averagePrecision([1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5])).toBe(0.25);
    expect(averagePrecision([1, 1], [0.1, 0.7])).toBe(1);
  });

  it("is exactly 1 if every positive example is before every other, however many there are", () => {
    for (const positives of [3, 49, 100, 1000]) {
      const target = Array.from({ length: 2 * positives }, (_, i) => (i < positives ? 1 : 0));
      const score = target.map((_, i) => -i);
      expect(averagePrecision(target, score)).toBe(1);
    }
  });

  it("is null without positive examples", () => {
    expect(averagePrecision([0, 0], [0.1, 0.2])).toBeNull();
  });
});

describe("auroc", () => {
  it("is the share of pairs in the right order, ties counting half", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const of = (label: number) => score.filter((_, i) => target[i] === label);
        const pairs = of(1).flatMap((p) => of(0).map((n) => (Math.sign(p - n) + 1) / 2));
        const wanted = pairs.reduce((sum, win) => sum + win, 0) / pairs.length;
        expect(auroc(target, score)).toBeCloseTo(wanted, 13);
      }),
    );
  });

  it("is null with one class", () => {
    expect([auroc([0, 0], [0.1, 0.2]), auroc([1, 1], [0.1, 0.2])]).toEqual([null, null]);
  });
});

describe("bestF1", () => {
  it("is the best of F1 at each score, with the highest score that reaches it", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const reached = differentScores(score).map((threshold) => f1(target, score, threshold));
        const best = Math.max(...reached);
        const threshold = differentScores(score)[reached.indexOf(best)];
        expect(bestF1(target, score)).toEqual({ f1: best, threshold });
      }),
    );
  });

  it("is null without positive examples", () => {
    expect(bestF1([0, 0], [0.1, 0.2])).toBeNull();
  });
});

describe("ranking metrics", () => {
  it("see the order of the scores only: logits do as well as probabilities, and ±Infinity, too", () => {
    const target = [1, 0, 0, 1, 0];
    const logits = [Infinity, 3, -2, -2, -Infinity];
    const ranks = [4, 3, 2, 2, 1];
    expect(averagePrecision(target, logits)).toBe(averagePrecision(target, ranks));
    expect(auroc(target, logits)).toBe(auroc(target, ranks));
    expect(bestF1(target, logits)?.f1).toBe(bestF1(target, ranks)?.f1);
  });

  it("take 0 and −0 for one score", () => {
    expect(auroc([1, 0], [0, -0])).toBe(0.5);
    expect(auroc([0, 1], [0, -0])).toBe(0.5);
  });
});
