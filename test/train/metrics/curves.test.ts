import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  auroc,
  averagePrecision,
  confusionMatrix,
  precision,
  precisionRecallCurve,
  recall,
  rocCurve,
} from "../../../src/train/metrics/index.js";
import { differentScores, examples } from "./helpers.js";

describe("precisionRecallCurve", () => {
  it("has precision and recall at each different score, after a point of precision 1", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const wanted = differentScores(score).map((threshold) => ({
          threshold,
          precision: precision(target, score, threshold),
          recall: recall(target, score, threshold),
        }));
        const start = { threshold: Infinity, precision: 1, recall: 0 };
        expect(precisionRecallCurve(target, score)).toEqual([start, ...wanted]);
      }),
    );
  });

  it("has, in steps, average precision below it", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const points = precisionRecallCurve(target, score) ?? [];
        const area = points
          .slice(1)
          .reduce((sum, p, i) => sum + (p.recall - points[i].recall) * p.precision, 0);
        expect(averagePrecision(target, score)).toBeCloseTo(area, 13);
      }),
    );
  });

  it("is null without positive examples", () => {
    expect(precisionRecallCurve([0, 0], [0.1, 0.2])).toBeNull();
    expect(precisionRecallCurve([1, 1], [0.1, 0.2])).toHaveLength(3);
  });
});

describe("rocCurve", () => {
  it("has both rates at each different score, after a point with none of either", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const wanted = differentScores(score).map((threshold) => {
          const { tp, fp, fn, tn } = confusionMatrix(target, score, threshold);
          return {
            threshold,
            falsePositiveRate: fp / (fp + tn),
            truePositiveRate: tp / (tp + fn),
          };
        });
        const start = { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 };
        expect(rocCurve(target, score)).toEqual([start, ...wanted]);
      }),
    );
  });

  it("has the AUROC below it, by trapezoids", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const points = rocCurve(target, score) ?? [];
        const area = points.slice(1).reduce((sum, p, i) => {
          const width = p.falsePositiveRate - points[i].falsePositiveRate;
          return sum + (width * (p.truePositiveRate + points[i].truePositiveRate)) / 2;
        }, 0);
        expect(auroc(target, score)).toBeCloseTo(area, 13);
      }),
    );
  });

  it("is null with one class", () => {
    expect([rocCurve([0, 0], [0.1, 0.2]), rocCurve([1, 1], [0.1, 0.2])]).toEqual([null, null]);
  });
});
