import { describe, expect, it } from "vitest";
import { Generator, tensor, type Examples, type Split } from "../../../src/index.js";
import {
  compare,
  comparedMetrics,
  type CompareOptions,
} from "../../../src/tabular/compare/index.js";
import { parseLoss } from "../../../src/tabular/model/index.js";
import { scoresOf } from "../../../src/tabular/model/scores.js";
import { calibratedProbabilities, labelsOf, logitsOf } from "../../../src/tabular/model/outputs.js";
import { trainMlp } from "../../../src/tabular/model/trainMlp.js";

function rows(generator: Generator, count: number, classes: number): Examples {
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  const x = labels.map((label) =>
    Array.from({ length: 4 }, (_, j) => generator.normal() + (j === label ? 1.5 : 0)),
  );
  return {
    x: tensor(x),
    y: tensor(labels.map((label) => [label])),
    outlier: labels.map((_, i) => i % 10 === 0),
  };
}

function sample(seed: number, classes = 3): Split {
  const generator = new Generator(seed);
  const [training, validation, test] = [60, 45, 90].map((n) => rows(generator, n, classes));
  return { training, validation, test };
}

const quick = { learningRates: [0.01, 0.1], seeds: [1, 2], steps: 20 } satisfies CompareOptions;

/** With the labels of one part replaced. */
const withLabels = (part: keyof Split, labelOf: (label: number, row: number) => number) => () => {
  const split = sample(1);
  const labels = Array.from(labelsOf(split[part]), labelOf);
  return { ...split, [part]: { ...split[part], y: tensor(labels.map((label) => [label])) } };
};

describe("compare with three classes", () => {
  it("trains a softmax with every loss, and says what was done", async () => {
    const { data, protocol, losses, metrics } = await compare(sample, quick);
    expect(losses.map(({ title }) => title)).toEqual([
      "cross-entropy",
      "class-balanced",
      "focal",
      "GCE",
      "GHM-C",
    ]);
    expect(data).toMatchObject({ rows: 195, positives: null, classes: [65, 65, 65] });
    expect(protocol.sizes).toEqual([4, 3]);
    expect(metrics).toEqual(comparedMetrics(3));
    expect(metrics.map(({ title }) => title)).toEqual([
      ...["macro AP", "macro AUROC", "macro F1", "accuracy", "balanced accuracy", "log loss"],
      "Brier",
    ]);
    for (const { metrics: results } of losses) {
      expect(Object.keys(results)).toEqual(metrics.map(({ name }) => name));
      for (const { mean } of Object.values(results)) expect(mean).toBeGreaterThan(0);
    }
    expect(losses[0].metrics.accuracy.mean).toBeGreaterThan(0.6);
    expect(losses[4].metrics.accuracy.difference?.n).toBe(2);
  });

  it("measures what the model that was chosen does with the test rows", async () => {
    const { losses } = await compare(sample, { ...quick, seeds: [1], losses: [], selectBy: "ap" });
    const { metrics } = losses[0];
    const { training, test } = sample(1);
    const recipe = {
      ...{ loss: parseLoss("bce"), learningRate: metrics.ap.learningRates[0], steps: 20 },
      ...{ batchSize: undefined, hidden: [], activation: "tanh" as const },
      ...{ classes: 3, priorBias: true, seed: 1 },
    };
    const model = await trainMlp(training, recipe, () => Promise.resolve(true));
    if (model === null) throw new Error("stopped");
    const p = calibratedProbabilities(logitsOf(model, test.x).data);
    const scores = scoresOf(labelsOf(test), p, 0.5);
    expect({
      rows: 90,
      accuracy: metrics.accuracy.mean,
      balancedAccuracy: metrics.balancedAccuracy.mean,
      macroF1: metrics.f1.mean,
      macroAp: metrics.ap.mean,
      macroAuroc: metrics.auroc.mean,
      brier: metrics.brier.mean,
      logLoss: metrics.logLoss.mean,
    }).toEqual(
      Object.fromEntries(Object.entries(scores).filter(([name]) => !/^(ece|cl|co)/.test(name))),
    );
  });

  it("chooses learning rates by log loss, where less is better", async () => {
    const options = { ...quick, seeds: [1], losses: [], learningRates: [1e-6, 0.1] };
    const { losses } = await compare(sample, { ...options, selectBy: "logLoss" });
    expect(losses[0].metrics.ap.learningRates).toEqual([0.1]);
  });

  it("shows g = 1 − p, its weights and the outliers' share", async () => {
    const { losses } = await compare(sample, { ...quick, losses: [parseLoss("ghmc")] });
    const [ce, ghm] = losses.map(({ profile }) => profile);
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
    for (const { histogram, contribution, beta } of [ce, ghm]) {
      expect(sum(histogram)).toBeCloseTo(60, 9);
      expect(sum(contribution)).toBeCloseTo(1, 9);
      expect(beta).toHaveLength(10);
    }
    // Cross-entropy pulls on the logit of a row's class with g itself.
    ce.reformulated.forEach((pull, part) => {
      if (pull === null) return;
      expect(pull).toBeGreaterThanOrEqual(part / 30 - 1e-6);
      expect(pull).toBeLessThanOrEqual((part + 1) / 30 + 1e-6);
    });
    expect(ce.outlierShare?.after).toBeCloseTo(ce.outlierShare?.before ?? NaN, 5);
    expect(ghm.learningCurve[0].step).toBe(0);
    expect(ghm.precisionRecall.at(-1)?.recall).toBe(1);
    expect(sum(ghm.reliability.map(({ count }) => count))).toBe(180);
  });

  it.each<[string, CompareOptions, RegExp]>([
    ["tunedF1", { selectBy: "tunedF1" }, /with 3 classes selectBy is one of ap, .*logLoss, brier/],
    ["α", { losses: [parseLoss("focal:alpha=0.75")] }, /alpha is for two classes, and here are 3/],
  ])("refuses %s", async (_, options, message) => {
    await expect(compare(sample, { ...quick, ...options })).rejects.toThrow(message);
  });

  it("refuses samples in which a class is missing, or whose labels are no classes", async () => {
    const wrong: [(seed: number) => Split, RegExp][] = [
      [
        withLabels("test", (label) => label % 2),
        /test rows hold 0 rows of class 2, and each from 0 to 2, the largest label, is needed/,
      ],
      [withLabels("training", (label) => label + 0.5), /labels; that of row 0 is 0.5/],
      [withLabels("training", (label) => label - 1), /labels; that of row 0 is -1/],
      [
        withLabels("validation", (label, row) => (row === 7 ? 1e9 : label)),
        /training rows are 60, too few for one of each of the 1000000001 classes/,
      ],
      [(seed) => sample(seed, seed + 2), /seed 2 has 4 classes, and that for seed 1 has 3/],
    ];
    for (const [made, message] of wrong) {
      await expect(compare(made, quick)).rejects.toThrow(message);
    }
  });
});
