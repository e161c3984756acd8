import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  getKernels,
  ghmcLoss,
  ghmcSoftmaxLoss,
  GradientDensity,
  gradients,
  lens,
  noGrad,
  setKernels,
  softmaxLens,
  tensor,
  WindowDensity,
  type Density,
  type GradientDensityOptions,
  type LensOptions,
  type NestedNumbers,
  type Tensor,
} from "../../src/index.js";
import {
  constant,
  expectClose,
  labels,
  leaf,
  normals,
  rows,
  sigmoid,
  total,
  uniforms,
  values,
} from "./helpers.js";

const logits = normals(60, 1, 2);
const target = labels(60, 2);
const logit = (p: number) => Math.log(p / (1 - p));
const sizes = (list: readonly number[]) => list.map(Math.abs);

/** Of examples with p* = 1, the logits at which the gradient norm is g. */
const logitsOf = (g: readonly number[]) => g.map((value) => logit(1 - value));
const ones = (list: readonly unknown[]) => list.map(() => 1);

/** What the backward pass of GHM-C leaves in the logits. */
function gradientOfGHMC(x: Tensor, y: Tensor, options: LensOptions): number[] {
  const z = tensor(x, { requiresGrad: true });
  return values(gradients(ghmcLoss(z, y, options), [z])[0]);
}

describe("lens, of each example,", () => {
  it("shows g = |σ(x) − p*|, its bin and β, and the gradients (p − p*)/N and β·(p − p*)/N", () => {
    const seen = lens(constant(logits), target);
    const g = logits.map((x, i) => Math.abs(sigmoid(x) - target[i]));
    const bin = g.map((value) => Math.floor(10 * value));
    const filled = new Set(bin).size;
    const beta = bin.map((j) => 60 / bin.filter((other) => other === j).length / filled);
    expectClose(seen.g, g);
    expect(seen.bin).toEqual(bin);
    expectClose(seen.beta, beta);
    const plain = logits.map((x, i) => (sigmoid(x) - target[i]) / 60);
    expectClose(seen.before, plain);
    expectClose(
      seen.after,
      plain.map((value, i) => beta[i] * value),
    );
    expect([seen.shape, seen.numLabels]).toEqual([[60], 60]);
  });

  it("shows after weighting what the backward pass of ghmcLoss leaves, to the last bit", () => {
    const case_ = fc.record({
      // Numbers that are the same in both dtypes, saturated ones among them.
      x: fc.array(fc.integer({ min: -1500, max: 1500 }), { minLength: 12, maxLength: 12 }),
      y: fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 12, maxLength: 12 }),
      mask: fc.option(fc.array(fc.nat(2), { minLength: 12, maxLength: 12 })),
      dtype: fc.constantFrom("float32" as const, "float64" as const),
      kind: fc.constantFrom("indices", "labels", "soft", "row mask"),
      options: fc.constantFrom<GradientDensityOptions>(
        {},
        { bins: 3, momentum: 0.75 },
        { bins: 30, normalizer: "bins", maxWeight: 1.5 },
        { classes: 3, bins: 4, momentum: 0.5, emaStart: "debiased" },
        { lastEdge: 1 },
      ),
    });
    fc.assert(
      fc.property(case_, ({ x, y, mask, dtype, kind, options }) => {
        const table = (list: readonly number[]) => tensor(rows(list, 3), { dtype });
        const z = table(x.map((value) => value / 64));
        const p = table(y.map((value) => (kind === "soft" ? value / 4 : Math.abs(value % 2))));
        const isIndex = kind === "indices";
        const wanted = isIndex ? tensor(y.slice(0, 4), { dtype }) : p;
        const masks = kind === "row mask" ? mask?.slice(0, 4) : mask && rows(mask, 3);
        const density = new GradientDensity(options);
        ghmcLoss(z.mul(0.5), wanted, { density });
        const given = { density, mask: masks ?? undefined };
        const seen = lens(z, wanted, given);
        expect(seen.after).toEqual(gradientOfGHMC(z, wanted, given));
        expect(seen.shape).toEqual([4, 3]);
      }),
    );
  });

  it("takes other densities and none", () => {
    const x = constant(logits);
    const y = constant(target);
    const halves: Density = { weigh: (g) => constant(uniforms(60, 3)).add(tensor(g).mul(0)).data };
    for (const density of [undefined, new WindowDensity(0.2), halves]) {
      expect(lens(x, y, { density }).after).toEqual(gradientOfGHMC(x, y, { density }));
    }
  });

  it("does not need the tape", () => {
    const x = leaf(logits);
    expect(noGrad(() => lens(x, target))).toEqual(lens(x, target));
    expect(x.grad).toBeNull();
  });

  it("shows NaN for the g of what is masked, no bin, and zeros; its content does not matter", () => {
    const mask = logits.map((_, i) => (i % 4 === 0 ? 0 : 2));
    const junk = [NaN, Infinity, -Infinity];
    const spoilt = (list: readonly number[]) =>
      constant(list.map((value, i) => (i % 4 === 0 ? junk[(i / 4) % 3] : value)));
    const seen = lens(spoilt(logits), spoilt(target), { mask });
    const isKept = (_: number, i: number) => i % 4 !== 0;
    const rest = lens(constant(logits.filter(isKept)), target.filter(isKept));
    expect(seen.numLabels).toBe(45);
    expect(seen.bins).toEqual(rest.bins);
    expect(seen.top).toEqual(rest.top);
    expect(seen.effectiveSampleSize).toBe(rest.effectiveSampleSize);
    for (const name of ["g", "bin", "beta", "before", "after"] as const) {
      expect(seen[name].filter(isKept)).toEqual(rest[name]);
      const masked = seen[name].filter((_, i) => i % 4 === 0);
      const wanted = { g: NaN, bin: -1, beta: 0, before: 0, after: 0 }[name];
      expect(masked).toEqual(Array<number>(15).fill(wanted));
    }
  });

  it("shows no bin and weight 0 where g is beyond the last edge", () => {
    const density = new GradientDensity({ lastEdge: 1 });
    const seen = lens(constant([-1000, 0.2]), [1, 1], { density });
    expect(seen.bin).toEqual([-1, 4]);
    expect(seen.g[0]).toBe(1);
    expect(seen.before[0]).toBe(-0.5);
    expect([seen.beta[0], Math.abs(seen.after[0])]).toEqual([0, 0]);
    // It is part of the whole, though of no bin.
    expect(total(seen.bins.map((bin) => bin.shareBefore))).toBeLessThan(0.4);
    expect(total(seen.bins.map((bin) => bin.shareAfter))).toBe(1);
  });
});

describe("lens, of each bin,", () => {
  it("shows edges, count, β, and the sums of the sizes of its gradients with their shares", () => {
    // In quarters: two with g = 0.125, none, one with 0.625, one with 0.875
    const x = constant(logitsOf([0.125, 0.125, 0.625, 0.875]));
    const seen = lens(x, [1, 1, 1, 1], { density: new GradientDensity({ bins: 4 }) });
    const [easy, none, hard, worst] = seen.bins;
    expect(seen.bins.map(({ from, to }) => [from, to])).toEqual([
      [0, 0.25],
      [0.25, 0.5],
      [0.5, 0.75],
      [0.75, 1 + 1e-6],
    ]);
    expect(seen.bins.map(({ count }) => count)).toEqual([2, 0, 1, 1]);
    expect(none).toMatchObject({ beta: null, before: 0, after: 0, shareBefore: 0, shareAfter: 0 });
    // N = 4 and 3 bins are filled: β = 4/(2·3) and 4/(1·3)
    expectClose(
      [easy, hard, worst].map((bin) => bin.beta ?? NaN),
      [2 / 3, 4 / 3, 4 / 3],
    );
    expectClose(
      [easy, hard, worst].map((bin) => bin.before),
      [0.25 / 4, 0.625 / 4, 0.875 / 4],
    );
    expectClose(
      [easy, hard, worst].map((bin) => bin.after),
      [0.5 / 12, 2.5 / 12, 3.5 / 12],
    );
    expectClose(
      [easy, hard, worst].map((bin) => bin.shareBefore),
      [1 / 7, 2.5 / 7, 3.5 / 7],
    );
    expectClose(
      [easy, hard, worst].map((bin) => bin.shareAfter),
      [1 / 13, 5 / 13, 7 / 13],
    );
    expect(seen.top).toEqual({ ...worst, class: undefined, effect: "amplifies" });
    // β = 2/3 twice, 4/3 twice: 4²/(40/9)
    expectClose([seen.effectiveSampleSize], [3.6]);
  });

  it("adds up: counts to the examples, contributions to the sizes of all gradients", () => {
    const options = fc.constantFrom<GradientDensityOptions>(
      {},
      { bins: 1 },
      { bins: 7, momentum: 0.5 },
      { classes: 2, bins: 5 },
    );
    const numbers = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 2 });
    fc.assert(
      fc.property(numbers, options, fc.integer(), (list, given, seed) => {
        const even = list.slice(0, list.length - (list.length % 2));
        const x = constant(rows(even, 2));
        const y = constant(rows(labels(even.length, seed), 2));
        const seen = lens(x, y, { density: new GradientDensity(given) });
        const sumOf = (pick: (bin: (typeof seen.bins)[number]) => number) =>
          total(seen.bins.map(pick));
        expect(sumOf((bin) => bin.count)).toBe(even.length);
        expectClose([sumOf((bin) => bin.before)], [total(sizes(seen.before))]);
        expectClose([sumOf((bin) => bin.after)], [total(sizes(seen.after))]);
        if (sumOf((bin) => bin.before) > 0) {
          expectClose([sumOf((bin) => bin.shareBefore), sumOf((bin) => bin.shareAfter)], [1, 1]);
        }
        seen.bins.forEach((bin) => {
          expectClose([bin.after], [(bin.beta ?? 0) * bin.before]);
        });
        // Equal weights say as much as there are examples, and nothing says more.
        expect(seen.effectiveSampleSize).toBeGreaterThan(0);
        expect(seen.effectiveSampleSize).toBeLessThanOrEqual(even.length * (1 + 1e-12));
      }),
    );
  });

  it("shows β = 1 everywhere, and nothing changed, if g is spread evenly", () => {
    const g = Array.from({ length: 50 }, (_, i) => (i + 0.5) / 50);
    const seen = lens(constant(logitsOf(g)), ones(g));
    expect(seen.beta).toEqual(ones(g));
    expect(seen.bins.map(({ count, beta }) => [count, beta])).toEqual(Array(10).fill([5, 1]));
    expect(seen.after).toEqual(seen.before);
    expect(seen.top.effect).toBe("leaves");
    expect(seen.effectiveSampleSize).toBe(50);
  });

  it("shows a histogram for each class, if the density has one", () => {
    const x = constant(rows(logits, 3));
    const y = constant(rows(target, 3));
    const seen = lens(x, y, { density: new GradientDensity({ classes: 3, bins: 4 }) });
    expect(seen.bins.map((bin) => bin.class)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
    for (const c of [0, 1, 2]) {
      const column = (list: readonly number[]) => list.filter((_, i) => i % 3 === c);
      const alone = lens(constant(column(logits)), column(target), {
        density: new GradientDensity({ bins: 4 }),
      });
      expect(column(seen.bin)).toEqual(alone.bin);
      expectClose(column(seen.beta), alone.beta);
      seen.bins.slice(4 * c, 4 * c + 4).forEach((bin, j) => {
        expect(bin.count).toBe(alone.bins[j].count);
        expectClose(
          [bin.beta ?? -1, 3 * bin.after],
          [alone.bins[j].beta ?? -1, alone.bins[j].after],
        );
      });
    }
    const last = seen.bins.filter((_, k) => k % 4 === 3);
    expect(seen.top.count).toBe(total(last.map((bin) => bin.count)));
    expectClose([seen.top.after], [total(last.map((bin) => bin.after))]);
  });

  it("shows tenths with the mean β, if the density has no bins", () => {
    const density = new WindowDensity(0.2);
    const seen = lens(constant(logits), target, { density });
    expect(seen.bins.map((bin) => bin.from)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((j) => j / 10),
    );
    seen.bins.forEach((bin, j) => {
      const inside = seen.beta.filter((_, i) => seen.bin[i] === j);
      expect(bin.count).toBe(inside.length);
      if (inside.length > 0) expectClose([bin.beta ?? NaN], [total(inside) / inside.length]);
    });
    expect(new Set(seen.beta).size).toBeGreaterThan(10);
  });

  it("is empty of no examples, and of examples that do not count", () => {
    for (const seen of [lens([], []), lens([1, 2], [0, 1], { mask: [0, 0] })]) {
      expect(seen.bins.every((bin) => bin.count === 0 && bin.beta === null)).toBe(true);
      expect(seen.top).toMatchObject({
        effect: "empty",
        beta: null,
        shareBefore: 0,
        shareAfter: 0,
      });
      expect([seen.numLabels, seen.effectiveSampleSize]).toEqual([1, 0]);
    }
  });
});

describe("the last bin", () => {
  /** 200 easy and middling examples, and outliers that are sure and wrong. */
  const withOutliers = (count: number) => {
    const sure = Array<number>(count).fill(-5);
    const easy = normals(200, 7, 1.2).map((value) => value + 1.5);
    return lens(constant([...easy, ...sure]), ones([...easy, ...sure]));
  };

  it("is amplified if outliers are few, and suppressed if they are many", () => {
    const few = withOutliers(4);
    const many = withOutliers(100);
    expect(few.top.effect).toBe("amplifies");
    expect(few.top.shareAfter).toBeGreaterThan(2 * few.top.shareBefore);
    expect(many.top.effect).toBe("suppresses");
    expect(many.top.shareAfter).toBeLessThan(many.top.shareBefore / 2);
  });

  it("has less weight, the more outliers there are", () => {
    const weights = [2, 4, 8, 16, 32, 64].map((count) => withOutliers(count).top.beta ?? NaN);
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect(weights[0]).toBeGreaterThan(1);
    expect(weights[5]).toBeLessThan(1);
  });

  it("is left as it was if β is within 5 % of 1", () => {
    const effectAt = (beta: number) => {
      const density: Density = { weigh: (g) => tensor(g).mul(0).add(beta).data };
      return lens(constant([-5]), [1], { density }).top.effect;
    };
    expect([0.94, 0.96, 1, 1.04, 1.06].map(effectAt)).toEqual([
      "suppresses",
      "leaves",
      "leaves",
      "leaves",
      "amplifies",
    ]);
  });
});

describe("the density that lens was given", () => {
  const seenBy = (density: GradientDensity) => ({
    state: density.state(),
    frozen: density.frozen,
    counts: density.counts,
    density: density.density,
    beta: density.beta,
  });

  it("is left as it was, frozen or not", () => {
    for (const frozen of [false, true]) {
      const density = new GradientDensity({ momentum: 0.75 });
      ghmcLoss(normals(12, 5), labels(12, 6), { density });
      density.frozen = frozen;
      const before = seenBy(density);
      lens(constant(logits), target, { density });
      expect(seenBy(density)).toEqual(before);
    }
  });

  it("is left as it was if something throws", () => {
    const density = new GradientDensity({ momentum: 0.75, classes: 2 });
    ghmcLoss(rows(normals(12, 5), 2), rows(labels(12, 6), 2), { density });
    const before = seenBy(density);
    expect(() => lens(constant(rows(logits, 3)), rows(target, 3), { density })).toThrow(
      /2 classes/,
    );
    expect(seenBy(density)).toEqual(before);
  });

  it("weighs as it would now, with its moving average", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    ghmcLoss(normals(12, 5), labels(12, 6), { density });
    const seen = lens(constant(logits), target, { density });
    ghmcLoss(constant(logits), target, { density });
    expect(seen.bins.map((bin) => bin.count)).toEqual(density.counts);
    seen.bins.forEach(({ beta }, j) => {
      expectClose([beta ?? -1], [density.beta[j] ?? -1]);
    });
    expect(density.beta.some((beta) => beta !== null && beta > 2)).toBe(true);
  });
});

describe("lens refuses", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["shapes that differ", () => lens([1, 2], [1, 0, 1]), /lens: .*\[2\].*\[3\]/],
    ["class indices for one column", () => lens([[1], [2]], [1, 0]), /lens: .*\[2, 1\]/],
    ["an index that is no whole number", () => lens([[1, 2]], [0.5]), /entry 0 .*0\.5/],
    ["a mask of another shape", () => lens([1, 2], [1, 0], { mask: [1] }), /mask.*\[2\]/],
    ["a negative mask", () => lens([1, 2], [1, 0], { mask: [1, -1] }), /entry 1 .*-1/],
    [
      "a density by position",
      () => lens([1], [1], new GradientDensity() as never),
      /lens takes its/,
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

interface GoldenStep {
  shape: number[];
  pred: NestedNumbers[];
  target?: NestedNumbers[];
  target_index?: NestedNumbers[];
  label_weight?: number[];
  bin_count?: number[];
  bin_weight?: (number | null)[];
  weights?: number[];
  bin_index?: number[];
}
interface GoldenCase {
  name: string;
  kind: string;
  dtype: "float32" | "float64";
  informational?: boolean;
  options: { bins: number; momentum?: number; epsilon: number };
  steps: GoldenStep[];
}

describe("mmdetection's answers", () => {
  const path = join(import.meta.dirname, "../vectors/vectors-open.json");
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: GoldenCase[] };
  const relevant = cases.filter(
    ({ kind, informational }) => kind.startsWith("ghmc") && informational !== true,
  );
  const densityOf = ({ kind, options: { bins, momentum, epsilon } }: GoldenCase) => {
    if (kind === "ghmc-exact") return new WindowDensity(epsilon);
    return new GradientDensity({ bins, momentum, lastEdge: kind === "ghmc-seed" ? 1 : undefined });
  };

  // Some logits lie on the border of two bins to the last bit, where the approximated sigmoid may differ.
  const before = getKernels();
  beforeAll(() => void setKernels("plain"));
  afterAll(() => void setKernels(before));

  it("are in the file", () => {
    expect(relevant.length).toBeGreaterThan(25);
  });

  it.each(relevant.map((c) => [c.name, c] as const))("are what lens shows: %s", (_, c) => {
    const density = densityOf(c);
    for (const step of c.steps) {
      const { shape, dtype } = { shape: step.shape, dtype: c.dtype };
      const x = tensor(step.pred, { shape, dtype });
      const y =
        step.target_index === undefined
          ? tensor(step.target ?? [], { shape, dtype })
          : tensor(step.target_index, { dtype });
      const isRows = step.label_weight?.length !== x.size;
      const mask =
        step.label_weight &&
        tensor(
          step.label_weight.map((value) => Math.max(value, 0)),
          {
            shape: isRows ? shape.slice(0, 1) : shape,
          },
        );
      const seen = lens(x, y, { density, mask });
      const tolerance = c.dtype === "float32" ? 3e-5 : 1e-12;
      if (step.bin_count) expect(seen.bins.map((bin) => bin.count)).toEqual(step.bin_count);
      if (step.bin_index) expect(seen.bin).toEqual(step.bin_index);
      if (step.weights) expectClose(seen.beta, step.weights, tolerance);
      if (step.bin_weight) {
        const beta = seen.bins.map((bin) => bin.beta);
        expect(beta.map((value) => value === null)).toEqual(step.bin_weight.map((w) => w === null));
        expectClose(
          beta.map((b) => b ?? 0),
          step.bin_weight.map((w) => w ?? 0),
          tolerance,
        );
      }
      ghmcLoss(x, y, { density, mask });
    }
  });
});

describe("softmaxLens, of each row,", () => {
  const x = constant(rows(normals(60, 5, 2), 3));
  const classes = labels(20, 6).map((label, i) => (i % 3 === 0 ? 2 : label));
  const p = values(x.softmax(-1));
  const ofLabel = classes.map((c, i) => p[3 * i + c]);
  const vectors = classes.map((c, i) => [0, 1, 2].map((j) => p[3 * i + j] - Number(j === c)));
  const norms = {
    "1-p": ofLabel.map((value) => 1 - value),
    l1: vectors.map((d) => total(d.map(Math.abs)) / 2),
    l2: vectors.map((d) => Math.hypot(...d) / Math.SQRT2),
  };

  it("shows g by the norm that it is given, 1 − p by default", () => {
    for (const gradientNorm of ["1-p", "l1", "l2"] as const) {
      const seen = softmaxLens(x, classes, { gradientNorm });
      expectClose(seen.g, norms[gradientNorm]);
      expectClose(
        seen.before,
        norms[gradientNorm].map((g) => g / 20),
      );
      expectClose(
        seen.after,
        seen.before.map((value, i) => seen.beta[i] * value),
      );
      expect([seen.shape, seen.numLabels, seen.bins.length]).toEqual([[20], 20, 10]);
    }
    expect(softmaxLens(x, classes)).toEqual(softmaxLens(x, classes, { gradientNorm: "1-p" }));
  });

  it("shows the β with which ghmcSoftmaxLoss weighs the row, with its moving average", () => {
    for (const gradientNorm of ["1-p", "l2"] as const) {
      const density = new GradientDensity({ bins: 5, momentum: 0.5 });
      ghmcSoftmaxLoss(x.mul(3), classes, { density, gradientNorm });
      const { beta } = softmaxLens(x, classes, { density, gradientNorm });
      expect(softmaxLens(x, classes, { density, gradientNorm }).beta).toEqual(beta);
      const z = tensor(x, { requiresGrad: true });
      const loss = ghmcSoftmaxLoss(z, classes, { density, gradientNorm });
      expectClose(
        values(gradients(loss, [z])[0]),
        vectors.flatMap((d, i) => d.map((value) => (beta[i] * value) / 20)),
      );
    }
  });

  it("leaves masked rows out, whatever they hold, and takes probabilities as the target", () => {
    const mask = classes.map((_, i) => (i === 4 ? 0 : 1));
    const spoilt = constant(
      rows(
        values(x).map((v, k) => (k >= 12 && k < 15 ? NaN : v)),
        3,
      ),
    );
    const seen = softmaxLens(spoilt, classes, { mask });
    expect([seen.g[4], seen.bin[4], seen.beta[4], seen.after[4]]).toEqual([NaN, -1, 0, 0]);
    expect(seen.numLabels).toBe(19);
    const oneHot = constant(classes.map((c) => [0, 1, 2].map((j) => Number(j === c))));
    expect(softmaxLens(x, oneHot)).toEqual(softmaxLens(x, classes));
  });

  it("refuses what ghmcSoftmaxLoss refuses, in its own name", () => {
    expect(() => softmaxLens(x, [0, 1])).toThrow(/^softmaxLens: .*shape/);
    expect(() => softmaxLens(x, classes.with(1, 3))).toThrow(/^softmaxLens: .* example 1/);
    expect(() => softmaxLens(x, classes, { gradientNorm: "l3" as "l2" })).toThrow(
      /^softmaxLens: gradientNorm is "1-p", "l1", "l2", not "l3"/,
    );
  });
});
