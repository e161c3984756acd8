import { describe, expect, it } from "vitest";
import * as classDecisions from "../../../src/train/metrics/classDecisions.js";
import * as classProbabilities from "../../../src/train/metrics/classProbabilities.js";
import * as metrics from "../../../src/train/metrics/index.js";

const others = { ...classDecisions, ...classProbabilities, pairedInterval: metrics.pairedInterval };
/** The metrics of two classes. */
const all = Object.entries(metrics).filter(([name]) => !(name in others)) as [
  name: string,
  metric: (target: ArrayLike<number>, score: ArrayLike<number>) => unknown,
][];

/** These are defined of no examples, or `null`. */
const empties: Readonly<Record<string, unknown>> = {
  averagePrecision: null,
  auroc: null,
  bestF1: null,
  precisionRecallCurve: null,
  rocCurve: null,
  balancedAccuracy: null,
  logLoss: null,
  confusionMatrix: { tp: 0, fp: 0, fn: 0, tn: 0 },
  reliabilityCurve: new Array(10).fill({ count: 0, probability: null, positives: null }),
};

describe.each(all)("%s", (name, metric) => {
  it.each([
    [[1, 0], [0.5], "2 targets do not match 1 scores"],
    [[1, 0.5], [0.1, 0.2], "targets are 0 or 1; target 1 is 0.5"],
    [[1, true as never], [0.1, 0.2], "targets are 0 or 1; target 1 is true"],
    [[1, 0], [0.1, NaN], "score 1 is NaN, not a number"],
    [[1, 0], ["0.1" as never, 0.2], 'score 0 is "0.1", not a number'],
    [[1, 0], [null as never, 0.2], "score 0 is null, not a number"],
    [[1, 0], [{} as never, 0.2], "score 0 is an object, not a number"],
    [[Symbol("one") as never, 0], [0.1, 0.2], "targets are 0 or 1; target 0 is Symbol(one)"],
  ])("refuses targets %j with scores %j", (target, score, message) => {
    expect(() => metric(target, score)).toThrow(new RangeError(`${name}: ${message}`));
  });

  it.each([new DataView(new ArrayBuffer(2)), new BigInt64Array(2), new Set([1, 0])])(
    "refuses targets and scores that are no list of numbers: %s",
    (wrong) => {
      const rule = `must be a list or a typed array, such as x.toArray().flat(), not a ${wrong.constructor.name}`;
      expect(() => metric(wrong as never, [0.1, 0.2])).toThrow(`${name}: the targets ${rule}`);
      expect(() => metric([1, 0], wrong as never)).toThrow(`${name}: the scores ${rule}`);
    },
  );

  it("of no examples is not defined", () => {
    if (name in empties) expect(metric([], [])).toEqual(empties[name]);
    else expect(() => metric([], [])).toThrow(`${name} of no examples is not defined`);
  });

  it("takes typed arrays as it takes lists, and leaves them as they were", () => {
    const [target, score] = [
      [1, 0, 0, 1, 0],
      [0.5, 0.75, 0.25, 1, 0.5],
    ];
    const wanted = metric(target, score);
    const [labels, scores] = [Uint8Array.from(target), Float32Array.from(score)];
    expect(metric(labels, scores)).toEqual(wanted);
    expect([[...labels], [...scores]]).toEqual([target, score]);
  });

  it("does not depend on the order of the examples, also where scores tie", () => {
    const target = [1, 0, 0, 1, 0, 1];
    const score = [0.25, 0.25, 0.125, 0.875, 0.875, 0.25];
    const order = [5, 2, 4, 0, 3, 1];
    const [shuffledTarget, shuffledScore] = [target, score].map((list) =>
      order.map((i) => list[i]),
    );
    const close = (value: unknown) => JSON.stringify(value, (_, v: unknown) => rounded(v));
    expect(close(metric(shuffledTarget, shuffledScore))).toBe(close(metric(target, score)));
  });
});

/** To 14 digits: sums depend on their order in the last one. */
const rounded = (value: unknown) =>
  typeof value === "number" ? Number(value.toPrecision(14)) : value;
