import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tensor } from "../../../src/index.js";
import {
  auroc,
  averagePrecision,
  brier,
  ece,
  logLoss,
  macroAuroc,
  macroAveragePrecision,
  multiclassBrier,
  multiclassEce,
  multiclassLogLoss,
  topClass,
} from "../../../src/train/metrics/index.js";
import { examples } from "./helpers.js";

const target = [0, 2, 1, 2];
const probability = [
  [0.5, 0.25, 0.25],
  [0.25, 0.25, 0.5],
  [0.125, 0, 0.875],
  [0.5, 0.125, 0.375],
];
/** Of two classes, the probability of the second one given. */
const pairs = (score: readonly number[]) => score.map((p) => [1 - p, p]);

describe("topClass", () => {
  it("is the class of the highest score in each row, the first where several tie", () => {
    expect(topClass(probability)).toEqual([0, 2, 2, 0]);
    expect(
      topClass([
        [1, 1, 0],
        [-3, -2, -2],
        [-Infinity, -Infinity, -Infinity],
      ]),
    ).toEqual([0, 1, 0]);
  });

  it("takes tensors, and views whose rows are not one after the other", () => {
    expect(topClass(tensor(probability))).toEqual([0, 2, 2, 0]);
    expect(topClass(tensor(probability).transpose(0, 1))).toEqual([0, 0, 2]);
  });

  it("has no rows where there are none", () => {
    expect(topClass(tensor([], { shape: [0, 3] }))).toEqual([]);
  });

  it("refuses what has no axis of classes, and NaN", () => {
    expect(() => topClass([0.5, 0.5])).toThrow(
      new RangeError("topClass takes scores of shape [N, K], one for each class, not of shape [2]"),
    );
    expect(() => topClass([[], []])).toThrow("not of shape [2, 0]");
    expect(() =>
      topClass([
        [1, 2],
        [3, NaN],
      ]),
    ).toThrow(new RangeError("topClass: the score of class 1 in row 1 is NaN"));
  });
});

describe.each([
  { macro: macroAveragePrecision, metric: averagePrecision },
  { macro: macroAuroc, metric: auroc },
])("$macro.name", ({ macro, metric }) => {
  const against = (k: number) =>
    metric(
      target.map((t) => Number(t === k)),
      probability.map((row) => row[k]),
    ) as number;

  it("is the mean over the classes of the metric of each against all others", () => {
    expect(macro(target, probability)).toBeCloseTo((against(0) + against(1) + against(2)) / 3, 15);
  });

  it("is over the classes among the targets", () => {
    const wider = probability.map((row) => [row[0], 0, row[1], row[2]]);
    const apart = target.map((t) => (t === 0 ? 0 : t + 1));
    expect(macro(apart, wider)).toBe(macro(target, probability));
  });

  it("is null unless there are examples of two classes", () => {
    expect(macro([1, 1], probability.slice(2))).toBeNull();
    expect(macro([1], probability.slice(3))).toBeNull();
    expect(macro([], [])).toBeNull();
    expect(macro([], tensor([], { shape: [0, 3] }))).toBeNull();
  });

  it("is 1 if each class is ranked first by its own probability", () => {
    const perfect = [0, 1, 2, 1].map((t) => [0, 1, 2].map((k) => (k === t ? 0.8 : 0.1)));
    expect(macro([0, 1, 2, 1], perfect)).toBe(1);
  });
});

describe("macroAuroc", () => {
  it("is that of two classes, whose curves are each other's reflection", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        expect(macroAuroc(target, pairs(score))).toBeCloseTo(auroc(target, score) as number, 13);
      }),
    );
  });
});

describe("multiclassLogLoss", () => {
  it("is the mean of −log of the probability of the true class", () => {
    const wanted = -Math.log(0.5 * 0.5 * 0.375 * 0.125) / 4;
    const shown = probability.with(2, [0.375, 0.125, 0.5]);
    expect(multiclassLogLoss(target, shown)).toBeCloseTo(wanted, 15);
  });

  it("clips at float64's epsilon, as that of two classes", () => {
    const certain = [
      [1, 0, 0],
      [0, 1, 0],
    ];
    expect(multiclassLogLoss([0, 0], certain)).toBeCloseTo(36.04365338911715 / 2, 13);
    expect(multiclassLogLoss([0, 1], certain)).toBeCloseTo(0, 14);
  });

  it("divides a row by its sum", () => {
    expect(multiclassLogLoss([0], [[0.33, 0.33, 0.33]])).toBeCloseTo(Math.log(3), 15);
  });

  it("has a value also if all targets are of one class", () => {
    expect(multiclassLogLoss([0, 0], [probability[0], probability[0]])).toBe(Math.LN2);
  });

  it("is that of two classes", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        const wanted = logLoss(target, score) as number;
        expect(multiclassLogLoss(target, pairs(score))).toBeCloseTo(wanted, 13);
      }),
    );
  });
});

describe("multiclassBrier", () => {
  it("is the mean of the squared distance of a row from its true class", () => {
    expect(multiclassBrier([0, 0], probability.slice(0, 2))).toBe((0.375 + 0.875) / 2);
    expect(multiclassBrier([1], [[1, 0, 0]])).toBe(2);
    expect(multiclassBrier([0], [[1, 0, 0]])).toBe(0);
  });

  it("is, of two classes, twice that of the positive one", () => {
    fc.assert(
      fc.property(examples, ({ target, score }) => {
        expect(multiclassBrier(target, pairs(score))).toBeCloseTo(2 * brier(target, score), 13);
      }),
    );
  });
});

describe("multiclassEce", () => {
  it("is the calibration error of whether the top class is right, by its probability", () => {
    // The top classes are 0, 2, 2 and 0, with 0.5, 0.5, 0.875 and 0.5; the first two are right.
    for (const bins of [1, 4, 15]) {
      const wanted = ece([1, 1, 0, 0], [0.5, 0.5, 0.875, 0.5], bins);
      expect(multiclassEce(target, probability, bins)).toBe(wanted);
    }
    expect(multiclassEce(target, probability, 4)).toBeCloseTo((0.5 + 0.875) / 4, 15);
  });

  it("has 10 bins by default", () => {
    const rows = [
      [0.61, 0.39],
      [0.66, 0.34],
    ];
    expect(multiclassEce([0, 1], rows)).toBe(multiclassEce([0, 1], rows, 10));
    expect(multiclassEce([0, 1], rows)).not.toBe(multiclassEce([0, 1], rows, 20));
  });

  it("takes the first class where the top ones tie", () => {
    expect(multiclassEce([0], [[0.5, 0.5]])).toBe(0.5);
    expect(multiclassEce([1], [[0.5, 0.5]], 1)).toBe(0.5);
    expect(multiclassEce([1, 1], pairs([0.5, 0.5]), 1)).toBe(0.5);
  });

  it("refuses a number of bins that is none", () => {
    for (const bins of [0, 2.5, NaN]) {
      expect(() => multiclassEce(target, probability, bins)).toThrow(
        new RangeError(`multiclassEce: bins must be a whole number from 1 to 2²⁰, not ${bins}`),
      );
    }
  });
});

describe("metrics of the probabilities of classes", () => {
  const all = [
    macroAveragePrecision,
    macroAuroc,
    multiclassLogLoss,
    multiclassBrier,
    multiclassEce,
  ];

  it("take shape [N, K] as a tensor, an ndarray, nested lists, or N·K numbers row by row", () => {
    const exact = tensor(probability, { dtype: "float64" });
    for (const metric of all) {
      const wanted = metric(target, probability);
      for (const given of [
        exact,
        exact.data,
        exact.transpose(0, 1).transpose(0, 1),
        probability.flat(),
        Float64Array.from(probability.flat()),
        tensor(probability, { dtype: "float32" }), // eighths
        Float32Array.from(probability.flat()),
      ]) {
        expect(metric(target, given)).toBe(wanted);
      }
      const columns = tensor(exact.transpose(0, 1).toArray(), { dtype: "float64" });
      expect(metric(target, columns.transpose(0, 1))).toBe(wanted);
      expect(metric(Uint8Array.from(target), probability)).toBe(wanted);
    }
  });

  it("do not depend on the order of the examples", () => {
    const order = [2, 0, 3, 1];
    for (const metric of all) {
      const shuffled = metric(
        order.map((i) => target[i]),
        order.map((i) => probability[i]),
      );
      expect(shuffled).toBeCloseTo(metric(target, probability) as number, 14);
    }
  });

  it("keep plain numbers in float64", () => {
    const p = 1 - 2 ** -40;
    expect(multiclassLogLoss([0], [[p, 1 - p]])).toBeCloseTo(2 ** -40, 15);
    expect(multiclassLogLoss([1], [[p, 1 - p]])).toBeCloseTo(40 * Math.LN2, 10);
  });

  it("refuse a shape that does not fit the targets", () => {
    for (const metric of all) {
      for (const [given, shape] of [
        [probability.slice(1), "[3, 3]"],
        [[0.5, 0.5, 0.5, 0.5], "[4]"],
        [[[0.5], [0.5], [0.5], [0.5]], "[4, 1]"],
        [new Float64Array(9), "[9]"],
        [[], "[0]"],
        [[probability], "[1, 4, 3]"],
        [1, "[]"],
      ] as const) {
        expect(() => metric(target, given)).toThrow(
          new RangeError(
            `${metric.name}: probabilities of shape ${shape} do not fit 4 targets; each target ` +
              `needs K ≥ 2, one for each class, in shape [4, K] or row by row`,
          ),
        );
      }
      expect(() => metric([], probability)).toThrow("[4, 3] do not fit 0 targets");
    }
  });

  it("refuse targets that are not the index of a column", () => {
    for (const metric of all) {
      for (const bad of [3, -1, 0.5, NaN]) {
        expect(() => metric([0, 2, bad, 2], probability)).toThrow(
          new RangeError(
            `${metric.name}: targets are class indices, whole numbers from 0 to 2; target 2 is ${bad}`,
          ),
        );
      }
      expect(() => metric(tensor(target) as never, probability)).toThrow(TypeError);
    }
  });

  it("refuse what is no probability, and rows that do not sum to 1", () => {
    for (const metric of all) {
      for (const bad of [-0.001, 1.001, NaN, Infinity]) {
        expect(() => metric(target, probability.with(1, [0, 0.5, bad]))).toThrow(
          new RangeError(
            `${metric.name} takes probabilities in [0, 1]; that of class 2 in row 1 is ${bad}. ` +
              `Of logits, take the softmax first`,
          ),
        );
      }
      for (const [row, sum] of [
        [[0.5, 0.5, 0.0625], 1.0625],
        [[0.5, 0.25, 0.125], 0.875],
      ] as const) {
        expect(() => metric(target, probability.with(3, [...row]))).toThrow(
          new RangeError(
            `${metric.name}: the probabilities of row 3 sum to ${sum}, not 1; take the softmax of ` +
              `the logits, or divide each row by its sum`,
          ),
        );
      }
      expect(() => metric(target, probability.with(3, [0.33, 0.33, 0.33]))).not.toThrow();
    }
  });

  it("are not defined of no examples, where they have no other value", () => {
    for (const metric of [multiclassLogLoss, multiclassBrier, multiclassEce]) {
      for (const none of [[], tensor([], { shape: [0, 3] })]) {
        expect(() => metric([], none)).toThrow(
          new RangeError(`${metric.name} of no examples is not defined`),
        );
      }
    }
  });
});
