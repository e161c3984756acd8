import { describe, expect, it } from "vitest";
import { Generator, tensor, type Examples, type Split } from "../../../src/index.js";
import { compare, comparedMetrics, parseLoss } from "../../../src/tabular/index.js";

/** Rows of so many classes, with whole weights. */
function rows(count: number, classes: number, seed: number): Examples & { weights: number[] } {
  const generator = new Generator(seed);
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  return {
    x: tensor(labels.map((label) => [generator.normal() + label, generator.normal()])),
    y: tensor(labels.map((label) => [label])),
    weights: labels.map(() => 1 + Math.floor(3 * generator.uniform())),
  };
}

const copiesOf = ({ x, y, weights }: ReturnType<typeof rows>): Examples => {
  const [features, labels] = [x.toArray(), y.toArray()] as number[][][];
  const copies = weights.flatMap((weight, i) => Array<number>(weight).fill(i));
  return { x: tensor(copies.map((i) => features[i])), y: tensor(copies.map((i) => labels[i])) };
};

const splitOf = (classes: number, of: (examples: ReturnType<typeof rows>) => Examples) => ({
  training: of(rows(60, classes, 1)),
  validation: of(rows(40, classes, 2)),
  test: of(rows(50, classes, 3)),
});
const weighted = (classes: number) => splitOf(classes, (examples) => examples);

const losses = ["bce", "class-balanced:beta=0", "focal", "gce", "ghmc"].map(parseLoss);
const options = { losses, seeds: [1], steps: 15, learningRates: [0.1, 0.3] };

describe.each([2, 3])("compare with weights, of %i classes", (classes) => {
  it("finds of rows of weight k what it finds of k copies", async () => {
    const one = await compare(() => weighted(classes), options);
    const many = await compare(() => splitOf(classes, copiesOf), options);
    one.losses.forEach(({ title, metrics, profile }, k) => {
      const wanted = many.losses[k];
      for (const { name } of comparedMetrics(classes)) {
        expect(metrics[name].mean, `${title}: ${name}`).toBeCloseTo(
          wanted.metrics[name].mean ?? NaN,
          4,
        );
      }
      const close = (list: readonly (number | null)[], others: readonly (number | null)[]) => {
        expect(list).toEqual(others.map((value): unknown => value && expect.closeTo(value, 2)));
      };
      close(profile.contribution, wanted.profile.contribution);
      close(profile.beta, wanted.profile.beta);
      close(
        profile.learningCurve.map(({ ap }) => ap),
        wanted.profile.learningCurve.map(({ ap }) => ap),
      );
      const sharesOf = (list: readonly number[]) => {
        const sum = list.reduce((total, value) => total + value, 0);
        return list.map((value) => value / sum);
      };
      close(sharesOf(profile.histogram), sharesOf(wanted.profile.histogram));
      close(
        profile.reliability.map(({ positives }) => positives),
        wanted.profile.reliability.map(({ positives }) => positives),
      );
    });
    const sum = Object.values(weighted(classes))
      .flatMap(({ weights = [] }) => weights)
      .reduce((total, weight) => total + weight, 0);
    expect([one.data.weights, many.data.weights]).toEqual([sum, undefined]);
    expect(one.summary).toContain(
      "Rows count by their weights in every loss, metric, interval and chart.",
    );
  });
});

describe("compare", () => {
  it("refuses weights that are none, or only of some parts, or 0", async () => {
    const of = (change: (split: Split) => Split) =>
      compare(() => change(weighted(2)), options).then(String, String);
    const where = "compare: of the sample for seed 1, the validation rows";
    const withWeights = (weights: number[] | undefined) =>
      of((split) => ({ ...split, validation: { ...split.validation, weights } }));
    expect(await withWeights(undefined)).toContain(
      `${where} and the training rows must both have weights, or neither`,
    );
    expect(await withWeights([1])).toContain(`${where} are 40, but have 1 weights`);
    const bad = rows(40, 2, 2).weights;
    for (const value of [0, -1, NaN]) {
      bad[3] = value;
      expect(await withWeights(bad)).toContain(
        `${where} have finite weights above 0, and that of row 3 is ${value}: leave out rows of weight 0`,
      );
    }
  });
});
