import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brier, ece, logLoss, reliabilityCurve } from "../../../src/train/metrics/index.js";
import { examples } from "./helpers.js";

describe("brier", () => {
  it("is the mean squared distance from the label", () => {
    expect(brier([1, 0, 1], [0.5, 0.25, 1])).toBe((0.25 + 0.0625) / 3);
    expect(brier([0, 0], [1, 1])).toBe(1);
  });
});

describe("logLoss", () => {
  it("is the mean of −log of the probability of the label", () => {
    const wanted = -(Math.log(0.5) + Math.log(0.75) + Math.log(0.9)) / 3;
    expect(logLoss([1, 0, 1], [0.5, 0.25, 0.9])).toBeCloseTo(wanted, 15);
  });

  it("clips at float64's epsilon: an error beyond doubt costs 36.04, a right answer nearly nothing", () => {
    const most = 36.04365338911715; // −log 2⁻⁵²
    expect(logLoss([1, 0], [0, 1])).toBeCloseTo(most, 13);
    expect(logLoss([1, 0], [1e-300, 0])).toBeCloseTo(most / 2, 13);
    expect(logLoss([1, 0], [1, 0])).toBe(2 ** -52);
    expect(logLoss(Float32Array.of(1, 0), Float32Array.of(0, 1))).toBeCloseTo(most, 13);
  });

  it("is null with one class", () => {
    expect([logLoss([0, 0], [0.1, 0.2]), logLoss([1, 1], [0.1, 0.2])]).toEqual([null, null]);
  });
});

describe("reliabilityCurve", () => {
  it("has for each bin a count, the mean probability and the share of positives", () => {
    expect(reliabilityCurve([0, 1, 1, 0], [0.25, 0, 0.625, 0.125], 4)).toEqual([
      { count: 2, probability: 0.0625, positives: 0.5 },
      { count: 1, probability: 0.25, positives: 0 },
      { count: 1, probability: 0.625, positives: 1 },
      { count: 0, probability: null, positives: null },
    ]);
  });

  it("has 10 bins by default; a border belongs to the bin above it, and 1 to the last", () => {
    const probability = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    const counts = reliabilityCurve(new Array<number>(11).fill(0), probability).map((b) => b.count);
    // ⌊p·10⌋ decides: 0.3·10 and 0.7·10 round to 3 and 7.
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  });
});

describe("ece", () => {
  it("is the mean distance of the points of the reliability curve from its diagonal", () => {
    fc.assert(
      fc.property(examples, fc.integer({ min: 1, max: 20 }), ({ target, score }, bins) => {
        const gaps = reliabilityCurve(target, score, bins).map(
          ({ count, probability, positives }) =>
            count * Math.abs((probability ?? 0) - (positives ?? 0)),
        );
        const wanted = gaps.reduce((sum, gap) => sum + gap, 0) / target.length;
        expect(ece(target, score, bins)).toBeCloseTo(wanted, 13);
      }),
    );
  });

  it("has 10 bins by default", () => {
    const [target, probability] = [
      [1, 0, 0],
      [0.07, 0.01, 0.12],
    ];
    expect(ece(target, probability)).toBe(ece(target, probability, 10));
    expect(ece(target, probability)).not.toBe(ece(target, probability, 15));
  });

  it("is, of one bin, how far the mean probability is from the share of positives", () => {
    expect(ece([1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5], 1)).toBe(0.25);
  });
});

describe("metrics of probabilities", () => {
  it("refuse what is no probability", () => {
    for (const metric of [brier, logLoss, ece, reliabilityCurve]) {
      for (const p of [-0.001, 1.001, Infinity]) {
        expect(() => metric([0, 1], [0.5, p])).toThrow(
          new RangeError(
            `${metric.name} takes probabilities in [0, 1]; probability 1 is ${p}. Of logits, take ` +
              `the sigmoid first`,
          ),
        );
      }
    }
  });

  it("refuse a number of bins that is none", () => {
    for (const metric of [ece, reliabilityCurve]) {
      for (const bins of [0, -1, 2.5, NaN, Infinity]) {
        expect(() => metric([0, 1], [0.5, 0.5], bins)).toThrow(
          new RangeError(`${metric.name}: bins must be a whole number from 1 to 2²⁰, not ${bins}`),
        );
      }
    }
  });
});
