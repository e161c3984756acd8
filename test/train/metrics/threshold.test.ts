import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accuracy,
  balancedAccuracy,
  confusionMatrix,
  f1,
  mcc,
  precision,
  recall,
} from "../../../src/train/metrics/index.js";
import { examples } from "./helpers.js";

const target = [1, 1, 1, 0, 0, 0, 0, 0];
const score = [0.9, 0.5, 0.4, 0.6, 0.3, 0.2, 0.1, 0];

describe("confusionMatrix", () => {
  it("counts a score at the threshold as positive; the threshold is 0.5 by default", () => {
    expect(confusionMatrix(target, score)).toEqual({ tp: 2, fp: 1, fn: 1, tn: 4 });
    expect(confusionMatrix(target, score, 0.51)).toEqual({ tp: 1, fp: 1, fn: 2, tn: 4 });
  });

  it("takes thresholds below and above all scores", () => {
    expect(confusionMatrix(target, score, -Infinity)).toEqual({ tp: 3, fp: 5, fn: 0, tn: 0 });
    expect(confusionMatrix(target, score, Infinity)).toEqual({ tp: 0, fp: 0, fn: 3, tn: 5 });
  });

  it("refuses a threshold that is no number", () => {
    for (const metric of [
      confusionMatrix,
      recall,
      precision,
      f1,
      accuracy,
      balancedAccuracy,
      mcc,
    ]) {
      expect(() => metric(target, score, NaN)).toThrow("the threshold is NaN, not a number");
      expect(() => metric(target, score, "0.5" as never)).toThrow(RangeError);
    }
  });
});

describe("metrics at a threshold", () => {
  it("follow from the four counts", () => {
    // TP 2, FP 1, FN 1, TN 4
    expect(recall(target, score)).toBe(2 / 3);
    expect(precision(target, score)).toBe(2 / 3);
    expect(f1(target, score)).toBe(4 / 6);
    expect(accuracy(target, score)).toBe(6 / 8);
    expect(balancedAccuracy(target, score)).toBe((2 / 3 + 4 / 5) / 2);
    expect(mcc(target, score)).toBeCloseTo(7 / 15, 15);
  });

  it("use the threshold that they are given", () => {
    // TP 3, FP 2, FN 0, TN 3
    expect(recall(target, score, 0.3)).toBe(1);
    expect(precision(target, score, 0.3)).toBe(3 / 5);
    expect(f1(target, score, 0.3)).toBe(6 / 8);
    expect(accuracy(target, score, 0.3)).toBe(6 / 8);
    expect(balancedAccuracy(target, score, 0.3)).toBe((1 + 3 / 5) / 2);
    expect(mcc(target, score, 0.3)).toBeCloseTo(9 / Math.sqrt(5 * 3 * 5 * 3), 15);
  });

  it("are 0 where their denominator is", () => {
    // Nothing is called positive
    expect(precision(target, score, 2)).toBe(0);
    expect(f1(target, score, 2)).toBe(0);
    expect(mcc(target, score, 2)).toBe(0);
    // Nothing is positive
    expect(recall([0, 0], [0.9, 0.1])).toBe(0);
    expect(f1([0, 0], [0.1, 0.1])).toBe(0);
    expect(mcc([0, 0], [0.9, 0.1])).toBe(0);
    expect(mcc([1, 1], [0.9, 0.1])).toBe(0);
  });

  it("are null, in balanced accuracy, with one class", () => {
    expect(balancedAccuracy([0, 0], [0.9, 0.1])).toBeNull();
    expect(balancedAccuracy([1, 1], [0.9, 0.1])).toBeNull();
  });

  it("are 1 if nothing is wrong", () => {
    fc.assert(
      fc.property(examples, ({ target }) => {
        for (const metric of [recall, precision, f1, accuracy, balancedAccuracy, mcc]) {
          expect(metric(target, target)).toBe(1);
        }
      }),
    );
  });

  it("are 1, in Matthews' coefficient, also where the product of four counts is rounded", () => {
    const target = new Uint8Array(395_000).fill(1, 129_165);
    expect(mcc(target, target)).toBe(1);
  });

  it("are Pearson's correlation of targets and answers, in Matthews' coefficient", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const answers = score.map((s) => Number(s >= 0.5));
        const mean = (list: number[]) => list.reduce((sum, v) => sum + v, 0) / list.length;
        const covariance = (a: number[], b: number[]) =>
          mean(a.map((v, i) => (v - mean(a)) * (b[i] - mean(b))));
        const scale = Math.sqrt(covariance(target, target) * covariance(answers, answers));
        const wanted = scale < 1e-12 ? 0 : covariance(target, answers) / scale;
        expect(mcc(target, score)).toBeCloseTo(wanted, 12);
      }),
    );
  });
});
