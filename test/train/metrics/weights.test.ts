import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as metrics from "../../../src/train/metrics/index.js";
import type { Weights } from "../../../src/train/metrics/index.js";

type List = readonly number[];

/** Of probabilities on a coarse grid, so that many tie. */
const ofTwo: Readonly<Record<string, (target: List, p: List, weights?: Weights) => unknown>> = {
  averagePrecision: metrics.averagePrecision,
  auroc: metrics.auroc,
  bestF1: metrics.bestF1,
  precisionRecallCurve: metrics.precisionRecallCurve,
  rocCurve: metrics.rocCurve,
  brier: metrics.brier,
  logLoss: metrics.logLoss,
  ece: (target, p, weights) => metrics.ece(target, p, 5, weights),
  reliabilityCurve: (target, p, weights) => metrics.reliabilityCurve(target, p, 5, weights),
  confusionMatrix: (target, p, weights) => metrics.confusionMatrix(target, p, 0.4, weights),
  precision: (target, p, weights) => metrics.precision(target, p, 0.4, weights),
  recall: (target, p, weights) => metrics.recall(target, p, 0.4, weights),
  f1: (target, p, weights) => metrics.f1(target, p, 0.4, weights),
  accuracy: (target, p, weights) => metrics.accuracy(target, p, 0.4, weights),
  balancedAccuracy: (target, p, weights) => metrics.balancedAccuracy(target, p, 0.4, weights),
  mcc: (target, p, weights) => metrics.mcc(target, p, 0.4, weights),
};

/** Three classes: of each row, the probability p of the next class and 1 − p of its own. */
const rowsOf = (target: List, p: List) =>
  target.map((label, i) => {
    const row = [0, 0, 0];
    row[label] = 1 - p[i];
    row[(label + 1) % 3] = p[i];
    return row;
  });
const answers = (target: List, p: List) => metrics.topClass(rowsOf(target, p));

const ofThree: typeof ofTwo = {
  multiclassAccuracy: (t, p, weights) => metrics.multiclassAccuracy(t, answers(t, p), weights),
  multiclassBalancedAccuracy: (t, p, weights) =>
    metrics.multiclassBalancedAccuracy(t, answers(t, p), weights),
  macroF1: (t, p, weights) => metrics.macroF1(t, answers(t, p), weights),
  classificationReport: (t, p, weights) =>
    metrics.classificationReport(t, answers(t, p), 3, weights),
  multiclassConfusionMatrix: (t, p, weights) =>
    metrics.multiclassConfusionMatrix(t, answers(t, p), 3, weights),
  macroAveragePrecision: (t, p, weights) => metrics.macroAveragePrecision(t, rowsOf(t, p), weights),
  macroAuroc: (t, p, weights) => metrics.macroAuroc(t, rowsOf(t, p), weights),
  multiclassLogLoss: (t, p, weights) => metrics.multiclassLogLoss(t, rowsOf(t, p), weights),
  multiclassBrier: (t, p, weights) => metrics.multiclassBrier(t, rowsOf(t, p), weights),
  multiclassEce: (t, p, weights) => metrics.multiclassEce(t, rowsOf(t, p), 5, weights),
};

/** Counts, which grow with the weights. */
const counts = [
  "confusionMatrix",
  "reliabilityCurve",
  "classificationReport",
  "multiclassConfusionMatrix",
];

const all = [
  ...Object.entries(ofTwo).map(([name, metric]) => ({ name, metric, classes: 2 })),
  ...Object.entries(ofThree).map(([name, metric]) => ({ name, metric, classes: 3 })),
];

/** Examples with whole weights, some of them 0; one of each class has a weight above 0. */
const weighted = (classes: number) =>
  fc
    .array(
      fc.record({
        label: fc.nat(classes - 1),
        p: fc.integer({ min: 0, max: 8 }),
        weight: fc.nat(4),
      }),
      { minLength: classes, maxLength: 25 },
    )
    .map((rows) => ({
      target: rows.map(({ label }, i) => (i < classes ? i : label)),
      p: rows.map(({ p }) => p / 8),
      weights: rows.map(({ weight }, i) => (i < classes ? weight + 1 : weight)),
    }));

/** Equal but for rounding. */
function expectClose(actual: unknown, expected: unknown): void {
  if (typeof expected === "number" && Number.isFinite(expected)) {
    expect(actual).toBeCloseTo(expected, 11);
  } else if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      expectClose((actual as Record<string, unknown>)[name], value);
    }
  } else expect(actual).toBe(expected);
}

describe.each(all)("weights in $name", ({ name, metric, classes }) => {
  it("let an example of weight k count as k copies, and one of weight 0 not at all", () => {
    fc.assert(
      fc.property(weighted(classes), ({ target, p, weights }) => {
        const copies = weights.flatMap((weight, i) => Array<number>(weight).fill(i));
        const of = (list: List) => copies.map((i) => list[i]);
        expectClose(metric(target, p, weights), metric(of(target), of(p)));
      }),
    );
  });

  if (!counts.includes(name)) {
    it("say only how much examples count beside each other", () => {
      fc.assert(
        fc.property(weighted(classes), ({ target, p, weights }) => {
          // By a power of 2: other factors round, which may break a tie of two thresholds.
          const scaled = weights.map((weight) => weight / 8);
          expectClose(metric(target, p, scaled), metric(target, p, weights));
        }),
      );
    });
  }

  it("change nothing if all are 1, or null", () => {
    fc.assert(
      fc.property(weighted(classes), ({ target, p }) => {
        const ones = target.map(() => 1);
        expectClose(metric(target, p, ones), metric(target, p));
        expect(metric(target, p, null)).toEqual(metric(target, p));
      }),
    );
  });

  it("must be finite numbers ≥ 0, one for each target", () => {
    const [target, p] = [
      [0, 1, 1],
      [0.25, 0.5, 0.75],
    ];
    const messages = [
      { weights: [1, 2], message: "2 weights do not match 3 targets" },
      { weights: [1, -1, 2], message: "weights are finite numbers ≥ 0; weight 1 is -1" },
      { weights: [1, 1, NaN], message: "weights are finite numbers ≥ 0; weight 2 is NaN" },
      {
        weights: [1, Infinity, 1],
        message: "weights are finite numbers ≥ 0; weight 1 is Infinity",
      },
      { weights: [1e308, 1e308, 1], message: "the sum of the weights is infinite" },
      { weights: 0.5 as never, message: "the weights must be a list or a typed array" },
    ];
    for (const { weights, message } of messages) {
      expect(() => metric(target, p, weights)).toThrow(message);
    }
  });
});

describe("metrics of examples of which all have weight 0", () => {
  it("are those of no examples", () => {
    for (const { metric } of all) {
      const of = (target: List, p: List, weights?: Weights) => {
        try {
          return metric(target, p, weights);
        } catch (error) {
          return String(error);
        }
      };
      const of0 = of([], []);
      if (typeof of0 === "string" && !of0.includes("no examples")) continue; // topClass wants columns
      expect(of([0, 1], [0.25, 0.75], [0, 0])).toEqual(of0);
    }
  });
});
