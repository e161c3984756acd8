import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { auroc, averagePrecision, bestF1, precision, recall } from "../../src/index.js";

interface GoldenCase {
  name: string;
  target: number[];
  probability: number[];
  threshold: number;
  average_precision: number | null;
  auroc: number | null;
  best_f1: number | null;
  best_f1_threshold: number | null;
  precision: number;
  recall: number;
}

const file = new URL("./metrics-open.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: GoldenCase[] };

/** Equal to 1e-12; `null` only to `null`. */
function expectEqual(found: number | null, wanted: number | null | undefined): void {
  if (found === null || wanted == null) expect(found).toBe(wanted ?? null);
  else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-12);
}

describe.each(cases)("on $name the metrics are scikit-learn's:", (golden) => {
  const { target, probability } = golden;

  it("average precision", () => {
    expectEqual(averagePrecision(target, probability), golden.average_precision);
  });
  it("the area under the ROC curve", () => {
    expectEqual(auroc(target, probability), golden.auroc);
  });
  it("the best F1, and its threshold", () => {
    const best = bestF1(target, probability);
    expectEqual(best?.f1 ?? null, golden.best_f1);
    expectEqual(best?.threshold ?? null, golden.best_f1_threshold);
  });
  it("recall and precision at the threshold", () => {
    expectEqual(recall(target, probability, golden.threshold), golden.recall);
    expectEqual(precision(target, probability, golden.threshold), golden.precision);
  });
});

describe("metrics", () => {
  it("do not depend on the order of the examples, also where scores tie", () => {
    const target = [1, 0, 0, 1, 0, 1];
    const score = [0.3, 0.3, 0.1, 0.9, 0.9, 0.3];
    const order = [5, 2, 4, 0, 3, 1];
    const shuffled = [target, score].map((list) => order.map((i) => list[i]));
    expect(averagePrecision(shuffled[0], shuffled[1])).toBe(averagePrecision(target, score));
    expect(auroc(shuffled[0], shuffled[1])).toBe(auroc(target, score));
    expect(bestF1(shuffled[0], shuffled[1])).toEqual(bestF1(target, score));
  });

  it("of no examples are not defined", () => {
    expect([averagePrecision([], []), auroc([], []), bestF1([], [])]).toEqual([null, null, null]);
  });

  it.each([
    [[1, 0], [0.5], "2 targets do not match 1 scores"],
    [[1, 0.5], [0.1, 0.2], "targets are 0 or 1; target 1 is 0.5"],
    [[1, 0], [0.1, NaN], "score 1 is NaN, not a number"],
  ])("refuse targets %j with scores %j", (target, score, message) => {
    for (const metric of [averagePrecision, auroc, bestF1, precision, recall]) {
      expect(() => metric(target, score)).toThrow(new RangeError(message));
    }
  });
});
