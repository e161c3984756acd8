import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accuracy,
  balancedAccuracy,
  classificationReport,
  confusionMatrix,
  f1,
  macroF1,
  multiclassAccuracy,
  multiclassBalancedAccuracy,
  multiclassConfusionMatrix,
  precision,
  recall,
} from "../../../src/train/metrics/index.js";
import { examples } from "./helpers.js";

const target = [0, 1, 2, 2, 0, 0];
const decision = [0, 2, 2, 2, 0, 1];

/** Targets and decisions of up to four classes. */
const answers = fc
  .array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1, maxLength: 40 })
  .map((rows) => ({ target: rows.map(([t]) => t), decision: rows.map(([, d]) => d) }));

describe("multiclassConfusionMatrix", () => {
  it("has a row for each class, with what its examples were taken for", () => {
    expect(multiclassConfusionMatrix(target, decision, 3)).toEqual([
      [2, 1, 0],
      [0, 0, 1],
      [0, 0, 2],
    ]);
  });

  it("has rows and columns for classes that do not occur, and without examples is all 0", () => {
    expect(multiclassConfusionMatrix([2], [0], 3)).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [1, 0, 0],
    ]);
    expect(multiclassConfusionMatrix([], [], 2)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it("has the four counts of two classes", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const { tp, fp, fn, tn } = confusionMatrix(target, score);
        const decision = score.map((s) => Number(s >= 0.5));
        expect(multiclassConfusionMatrix(target, decision, 2)).toEqual([
          [tn, fp],
          [fn, tp],
        ]);
      }),
    );
  });
});

describe("classificationReport", () => {
  it("has precision, recall, F1 and the number of examples of each class", () => {
    expect(classificationReport(target, decision, 3)).toEqual([
      { precision: 1, recall: 2 / 3, f1: 4 / 5, support: 3 },
      { precision: 0, recall: 0, f1: 0, support: 1 },
      { precision: 2 / 3, recall: 1, f1: 4 / 5, support: 2 },
    ]);
  });

  it("is 0 where there is nothing to divide by: no answers, no examples, neither", () => {
    expect(classificationReport([0, 0], [0, 1], 4)).toEqual([
      { precision: 1, recall: 0.5, f1: 2 / 3, support: 2 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
    ]);
    expect(classificationReport([0, 1], [0, 0], 2)[1]).toEqual({
      precision: 0,
      recall: 0,
      f1: 0,
      support: 1,
    });
  });

  it("says of each class what the two-class metrics say of it against all others", () => {
    fc.assert(
      fc.property(answers, ({ target, decision }) => {
        classificationReport(target, decision, 4).forEach((row, k) => {
          const [is, called] = [target, decision].map((list) => list.map((c) => Number(c === k)));
          expect(row).toEqual({
            precision: precision(is, called),
            recall: recall(is, called),
            f1: f1(is, called),
            support: is.filter(Boolean).length,
          });
        });
      }),
    );
  });
});

describe("macroF1", () => {
  it("is the mean of F1 over the classes", () => {
    expect(macroF1(target, decision)).toBeCloseTo((0.8 + 0 + 0.8) / 3, 15);
  });

  it("counts a class that was answered without having examples, and none that does not occur", () => {
    expect(macroF1([0, 0, 5], [0, 0, 5])).toBe(1);
    expect(macroF1([0, 0, 5], [0, 3, 5])).toBeCloseTo((2 / 3 + 0 + 1) / 3, 15);
  });
});

describe("multiclassAccuracy", () => {
  it("is the share of right answers", () => {
    expect(multiclassAccuracy(target, decision)).toBe(4 / 6);
  });
});

describe("multiclassBalancedAccuracy", () => {
  it("is the mean of recall over the classes among the targets", () => {
    expect(multiclassBalancedAccuracy(target, decision)).toBeCloseTo((2 / 3 + 0 + 1) / 3, 15);
    expect(multiclassBalancedAccuracy([0, 0, 2], [0, 1, 2])).toBe((0.5 + 1) / 2);
  });

  it("is null unless there are examples of two classes", () => {
    expect(multiclassBalancedAccuracy([1, 1], [1, 2])).toBeNull();
    expect(multiclassBalancedAccuracy([], [])).toBeNull();
  });
});

describe("metrics of decisions", () => {
  type Metric = (target: ArrayLike<number>, decision: ArrayLike<number>) => unknown;
  const all: readonly { name: string; most: string; metric: Metric }[] = [
    ...[multiclassConfusionMatrix, classificationReport].map((metric) => ({
      ...{ name: metric.name, most: "2" },
      metric: (...[target, decision]: Parameters<Metric>) => metric(target, decision, 3),
    })),
    ...[macroF1, multiclassAccuracy, multiclassBalancedAccuracy].map((metric) => ({
      ...{ name: metric.name, most: "1048575", metric },
    })),
  ];

  it("agree with those of two classes", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const decision = score.map((s) => Number(s >= 0.5));
        expect(multiclassAccuracy(target, decision)).toBe(accuracy(target, score));
        expect(multiclassBalancedAccuracy(target, decision)).toBe(balancedAccuracy(target, score));
      }),
    );
  });

  it("refuse what is not the index of a class, and lists that do not match", () => {
    for (const { name, most, metric } of all) {
      for (const [bad, shown] of [
        [-1, "-1"],
        [0.5, "0.5"],
        [NaN, "NaN"],
        [2 ** 20, "1048576"],
        [true as never, "true"],
        ["1" as never, '"1"'],
        [undefined as never, "undefined"],
      ] as const) {
        const rule = `are class indices, whole numbers from 0 to ${most}`;
        expect(() => metric([0, bad, 1], [0, 1, 1])).toThrow(
          new RangeError(`${name}: targets ${rule}; target 1 is ${shown}`),
        );
        expect(() => metric([0, 1, 1], [0, 1, bad])).toThrow(
          new RangeError(
            `${name}: decisions ${rule}, as topClass makes them of scores; ` +
              `decision 2 is ${shown}`,
          ),
        );
      }
      expect(() => metric([0, 1], [0])).toThrow(
        new RangeError(`${name}: 2 targets do not match 1 decisions`),
      );
      expect(() => metric([[0], [1]] as never, [0, 1])).toThrow("target 0 is [0]");
      expect(() => metric(3 as never, [0, 1])).toThrow(TypeError);
    }
  });

  it("refuse classes beyond the number that is stated", () => {
    for (const metric of [multiclassConfusionMatrix, classificationReport]) {
      expect(() => metric([0, 3], [0, 1], 3)).toThrow("from 0 to 2; target 1 is 3");
      expect(() => metric([0, 1], [3, 1], 3)).toThrow(
        "from 0 to 2, as topClass makes them of scores; decision 0 is 3",
      );
    }
  });

  it("refuse a number of classes that is none", () => {
    for (const [metric, most] of [
      [multiclassConfusionMatrix, 4096],
      [classificationReport, 2 ** 20],
    ] as const) {
      for (const classes of [0, 1, 2.5, NaN, Infinity, most + 1, undefined as never]) {
        expect(() => metric([0, 1], [0, 1], classes)).toThrow(
          new RangeError(
            `${metric.name}: the number of classes must be a whole number from 2 to ${most}, not ` +
              String(classes),
          ),
        );
      }
    }
  });

  it("are not defined of no examples, where they have no other value", () => {
    const report = () => classificationReport([], [], 3);
    for (const [metric, call] of [
      ["classificationReport", report],
      ["macroF1", () => macroF1([], [])],
      ["multiclassAccuracy", () => multiclassAccuracy([], [])],
    ] as const) {
      expect(call).toThrow(new RangeError(`${metric} of no examples is not defined`));
    }
  });

  it("take typed arrays", () => {
    for (const { metric } of all) {
      const typed = metric(Uint8Array.from(target), Float32Array.from(decision));
      expect(typed).toEqual(metric(target, decision));
    }
  });
});
