import { describe, expect, it } from "vitest";
import { mlp } from "../../src/nn/index.js";
import { Adam } from "../../src/optim/index.js";
import { bceWithLogits, ghmcGradientNorm } from "../../src/losses/index.js";
import {
  denseDetector,
  leverageCluster,
  oneSidedOutliers,
  phantomPositives,
  twoMoons,
  type Examples,
  type Split,
} from "../../src/train/index.js";
import { Generator } from "../../src/array/index.js";
import { columnOf, rowsOf } from "../tabular/table/helpers.js";

interface Point {
  at: number[];
  label: number;
  outlier: boolean;
}

function points({ x, y, outlier }: Examples): Point[] {
  const labels = columnOf(y);
  return rowsOf(x).map((at, i) => ({ at, label: labels[i], outlier: outlier?.[i] ?? false }));
}

const sizesOf = ({ training, validation, test }: Split) =>
  [training, validation, test].map(({ x }) => x.shape[0]);
const positives = (list: Point[]) => list.filter(({ label }) => label === 1);
const outliers = (list: Point[]) => list.filter(({ outlier }) => outlier);

/** Mean and standard deviation of one coordinate. */
function momentsOf(list: Point[], axis: number): [mean: number, deviation: number] {
  const values = list.map(({ at }) => at[axis]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return [mean, Math.sqrt(square)];
}

/** The list is drawn from N(centre, deviation²·I), as far as its mean and deviation can say. */
function expectNormal(list: Point[], centre: number[], deviation: number): void {
  centre.forEach((coordinate, axis) => {
    const [mean, found] = momentsOf(list, axis);
    const error = deviation / Math.sqrt(list.length);
    expect(Math.abs(mean - coordinate)).toBeLessThan(4 * error);
    expect(Math.abs(found - deviation)).toBeLessThan(4 * error);
  });
}

/** The outliers among the training rows of 20 seeds. */
const spoilt = (generate: (options: { seed: number }) => Split) =>
  Array.from({ length: 20 }, (_, seed) => outliers(points(generate({ seed }).training))).flat();

const all = { twoMoons, oneSidedOutliers, phantomPositives, leverageCluster, denseDetector };

describe.each(Object.entries(all))("%s", (_, generate) => {
  it("gives the same rows for the same seed, others for another, and parts that differ", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => generate({ seed }));
    for (const part of ["training", "validation", "test"] as const) {
      expect(points(a[part])).toEqual(points(b[part]));
      expect(points(a[part])).not.toEqual(points(c[part]));
    }
    expect(points(a.training)[0]).not.toEqual(points(a.validation)[0]);
  });

  it("has a clean test part, rows in random order, and labels in a column", () => {
    const { training, test } = generate({ seed: 3 });
    expect(outliers(points(test))).toEqual([]);
    expect(test.outlier).toHaveLength(test.x.shape[0]);
    expect(training.y.shape).toEqual([training.x.shape[0], 1]);
    const labels = columnOf(training.y);
    const half = labels.slice(0, labels.length / 2);
    const [inHalf, inAll] = [half, labels].map(
      (list) => list.filter((label) => label === 1).length,
    );
    expect(Math.abs(inHalf - inAll / 2)).toBeLessThan(4 * Math.sqrt(inAll / 4) + 1);
  });

  it("refuses a seed that is none, and options that are no object", () => {
    expect(() => generate({ seed: 0.5 })).toThrow(
      "the seed must be an integer of 32 bits, not 0.5",
    );
    expect(() => generate(1 as never)).toThrow("takes its options as an object");
  });
});

describe("twoMoons", () => {
  it("has the rows, the share of wrong labels and the noise it is asked for", () => {
    const split = twoMoons({ rows: 1000, noise: 0, flipped: 0.1, seed: 1 });
    expect(sizesOf(split)).toEqual([1000, 500, 2000]);
    expect([split.training, split.validation].map((part) => outliers(points(part)).length)).toEqual(
      [100, 50],
    );
    for (const { at, label, outlier } of points(split.training)) {
      const moon = outlier ? 1 - label : label;
      const centre = moon === 0 ? [0, 0] : [1, 0.5];
      expect(Math.hypot(at[0] - centre[0], at[1] - centre[1])).toBeCloseTo(1, 5);
      expect(moon === 0 ? at[1] : 0.5 - at[1]).toBeGreaterThanOrEqual(-1e-6);
    }
    expect(positives(points(split.test))).toHaveLength(1000);
  });

  it("has points that lie off their half circle by its noise, and a fifth flipped, by default", () => {
    const { training, test } = twoMoons({ seed: 2 });
    expect(outliers(points(training))).toHaveLength(120);
    const away = positives(points(test)).map(({ at: [x, y] }) => Math.hypot(x - 1, y - 0.5) - 1);
    const square = away.reduce((sum, one) => sum + one ** 2, 0) / away.length;
    expect(Math.sqrt(square)).toBeCloseTo(0.2, 1);
  });

  it.each([
    [{ rows: 3 }, "rows must be a whole number from 4 to 10000000, not 3"],
    [{ rows: 10.5 }, "rows must be a whole number from 4 to 10000000, not 10.5"],
    [{ noise: -1 }, "noise must be a number ≥ 0, not -1"],
    [{ noise: Infinity }, "noise must be a number ≥ 0, not Infinity"],
    [{ flipped: 1.1 }, "flipped is a share, a number from 0 to 1, not 1.1"],
    [{ flipped: NaN }, "flipped is a share, a number from 0 to 1, not NaN"],
  ])("refuses %j", (options, message) => {
    expect(() => twoMoons({ ...options, seed: 1 })).toThrow(message);
  });
});

describe("oneSidedOutliers", () => {
  const split = oneSidedOutliers({ seed: 1 });

  it("is regime A: 15 % of training and validation are a cluster labelled 1", () => {
    expect(sizesOf(split)).toEqual([600, 300, 2000]);
    expect(positives(points(split.test))).toHaveLength(1000);
    for (const [part, number] of [
      [split.training, 90],
      [split.validation, 45],
    ] as const) {
      const found = outliers(points(part));
      expect(found).toHaveLength(number);
      expect(positives(found)).toHaveLength(number);
    }
    expectNormal(spoilt(oneSidedOutliers), [-1.5, -4], 0.5);
    for (const label of [0, 1]) {
      const ofClass = points(split.test).filter((point) => point.label === label);
      expectNormal(ofClass, [label === 1 ? 1.5 : -1.5, 0], 1);
    }
  });

  it("has the same clean points for every share of outliers", () => {
    const clean = (part: Examples) =>
      new Set(points(part).flatMap(({ at, outlier }) => (outlier ? [] : [at.join()])));
    for (const share of [0, 0.02, 0.05, 0.1, 0.25]) {
      const dose = oneSidedOutliers({ outliers: share, seed: 1 });
      expect(outliers(points(dose.training))).toHaveLength(Math.round(share * 600));
      expect(clean(dose.test)).toEqual(clean(split.test));
      if (share > 0.15) continue;
      const kept = clean(dose.training);
      expect([...clean(split.training)].every((at) => kept.has(at))).toBe(true);
    }
    expect(() => oneSidedOutliers({ outliers: -0.1, seed: 1 })).toThrow("outliers is a share");
  });
});

describe("phantomPositives", () => {
  it("is regime B: 1 % are positive, and about half of them in training are drawn as negatives", () => {
    const parts = Array.from({ length: 20 }, (_, seed) => phantomPositives({ seed }));
    expect(sizesOf(parts[0])).toEqual([3000, 1500, 4000]);
    const training = parts.flatMap((split) => points(split.training));
    expect(positives(training)).toHaveLength(20 * 30);
    expect(positives(points(parts[0].validation))).toHaveLength(15);
    const test = points(parts[0].test);
    expect(positives(test)).toHaveLength(40);
    const phantoms = outliers(training);
    expect(positives(phantoms)).toHaveLength(phantoms.length);
    expect(Math.abs(phantoms.length - 300)).toBeLessThan(4 * Math.sqrt(150));
    expectNormal(phantoms, [0, 0], 1);
    expectNormal(
      positives(training).filter(({ outlier }) => !outlier),
      [3.5, 0],
      0.7,
    );
    expectNormal(
      test.filter(({ label }) => label === 0),
      [0, 0],
      1,
    );
  });
});

describe("leverageCluster", () => {
  it("is regime G: 10 % of training and validation lie far on the side of class 0, labelled 1", () => {
    const split = leverageCluster({ seed: 1 });
    expect(sizesOf(split)).toEqual([600, 300, 2000]);
    const found = outliers(points(split.training));
    expect(found).toHaveLength(60);
    expect(positives(found)).toHaveLength(60);
    expectNormal(spoilt(leverageCluster), [-8, 0], 0.5);
    expect(outliers(points(split.validation))).toHaveLength(30);
    for (const label of [0, 1]) {
      const ofClass = points(split.test).filter((point) => point.label === label);
      expect(ofClass).toHaveLength(1000);
      expectNormal(ofClass, [label === 1 ? 4 : -4, 0], 1);
    }
  });

  it("has classes as far apart as asked, and the outliers in place", () => {
    const split = leverageCluster({ apart: 3, seed: 1 });
    expectNormal(
      points(split.test).filter(({ label }) => label === 1),
      [1.5, 0],
      1,
    );
    expectNormal(outliers(points(split.training)), [-8, 0], 0.5);
    const clean = leverageCluster({ outliers: 0, seed: 1 });
    expect(outliers(points(clean.training))).toEqual([]);
    expect(() => leverageCluster({ outliers: 2, seed: 1 })).toThrow("outliers is a share");
    for (const apart of [-1, Infinity, NaN]) {
      expect(() => leverageCluster({ apart, seed: 1 })).toThrow(
        `leverageCluster: apart must be a number ≥ 0, not ${apart}`,
      );
    }
  });
});

describe("denseDetector", () => {
  it.each([100, 300, 1000])(
    "has one object for each %i background anchors, in every part",
    (imbalance) => {
      const rows = 50 * (imbalance + 1);
      const { training, validation, test } = denseDetector({ rows, imbalance, seed: 1 });
      const counts = [training, validation, test].map((part) => positives(points(part)).length);
      expect(counts).toEqual([50, 25, 50]);
      // A tenth of the labels of objects, and as many of the background.
      expect(
        outliers(points(training))
          .map(({ label }) => label)
          .sort(),
      ).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
      expect(outliers(points(validation))).toHaveLength(6);
    },
  );

  it("is easy and clean where it is told so", () => {
    const options = { rows: 5050, imbalance: 100, hardPositives: 0, mislabelled: 0, easyMass: 1 };
    const { training } = denseDetector({ ...options, seed: 2 });
    expect(outliers(points(training))).toEqual([]);
    expectNormal(positives(points(training)), [3, 0], 0.7);
    expectNormal(
      points(training).filter(({ label }) => label === 0),
      [-3, -1],
      0.6,
    );
    const hard = denseDetector({ ...options, hardPositives: 1, easyMass: 0, seed: 2 }).training;
    expectNormal(positives(points(hard)), [1, -0.5], 0.8);
    expectNormal(
      points(hard).filter(({ label }) => label === 0),
      [-0.5, 1.5],
      0.8,
    );
  });

  it("gives a trained model the two towers of the paper's figure 1: near 0, and a smaller one near 1", () => {
    const { training } = denseDetector({ rows: 10_000, imbalance: 100, seed: 1 });
    const model = mlp([2, 8, 1], { activation: "tanh", generator: new Generator(1) });
    const optimizer = new Adam(model.parameters(), { lr: 0.05 });
    for (let step = 0; step < 150; step++) {
      optimizer.zeroGrad();
      bceWithLogits(model.forward(training.x), training.y).backward();
      optimizer.step();
    }
    const g = ghmcGradientNorm(model.forward(training.x), training.y);
    const bins = new Array<number>(10).fill(0);
    for (const value of g.data.data) bins[Math.min(9, Math.floor(10 * value))] += 1;
    expect(bins[0]).toBeGreaterThan(0.95 * 10_000);
    expect(bins[9]).toBeGreaterThan(2 * Math.max(...bins.slice(3, 8)));
    // Most of those near 1 have a wrong label.
    const top = [...g.data.data].flatMap((value, i) =>
      value >= 0.9 ? [training.outlier?.[i]] : [],
    );
    expect(top.filter(Boolean).length).toBeGreaterThan(0.5 * top.length);
  });

  it.each([
    [{ imbalance: 0.5 }, "imbalance must be a number ≥ 1, not 0.5"],
    [
      { rows: 1000, imbalance: 1000 },
      "rows must be a whole number, from 4004 at 1:1000 to 10000000, not 1000",
    ],
    [{ rows: 30_000.5 }, "rows must be a whole number, from 804 at 1:200 to 10000000, not 30000.5"],
    [{ easyMass: 2 }, "easyMass is a share"],
    [{ hardPositives: -1 }, "hardPositives is a share"],
    [{ mislabelled: NaN }, "mislabelled is a share"],
  ])("refuses %j", (options, message) => {
    expect(() => denseDetector({ ...options, seed: 1 })).toThrow(message);
  });
});
