import { describe, expect, it } from "vitest";
import {
  crossEntropy,
  ghmcLoss,
  GHMCSoftmaxLoss,
  ghmcSoftmaxLoss,
  gradcheck,
  gradgradcheck,
  GradientDensity,
  gradients,
  Tape,
  tensor,
  type Density,
  type Dtype,
  type SoftmaxGradientNorm,
} from "../../src/index.js";
import {
  constant,
  expectClose,
  gradientOf,
  leaf,
  normals,
  rows,
  total,
  values,
  weightsOf,
} from "./helpers.js";

/** Ten examples of four classes. */
const logits = rows(normals(40, 1, 2), 4);
const classes = [0, 1, 2, 3, 0, 1, 2, 3, 3, 3];
const oneHot = classes.map((index) => [0, 1, 2, 3].map((c) => (c === index ? 1 : 0)));
/** Probabilities that leave no class out. */
const soft = oneHot.map((row, i) => row.map((value) => 0.02 * i + (1 - 0.08 * i) * value));

const softmax = (x: readonly number[]) =>
  x.map((value) => Math.exp(value) / total(x.map(Math.exp)));
const crossEntropyOf = (x: readonly number[], pStar: readonly number[]) =>
  -total(softmax(x).map((p, c) => pStar[c] * Math.log(p)));

const normsByHand: Record<SoftmaxGradientNorm, (p: number[], pStar: number[]) => number> = {
  "1-p": (p, pStar) => 1 - total(p.map((value, c) => value * pStar[c])),
  l1: (p, pStar) => total(p.map((value, c) => Math.abs(value - pStar[c]))) / 2,
  l2: (p, pStar) => Math.sqrt(total(p.map((value, c) => (value - pStar[c]) ** 2)) / 2),
};

/** β by the definition with 10 bins: N/(R·n). */
function weightsByHand(g: readonly number[]): number[] {
  const bins = g.map((value) => Math.floor(10 * value));
  const nonEmpty = new Set(bins).size;
  return bins.map((bin) => g.length / bins.filter((other) => other === bin).length / nonEmpty);
}

/** A density that only writes down the gradient norms. */
function recorder(): Density & { g: number[] } {
  return {
    g: [],
    weigh(g) {
      this.g = values(g);
      return tensor(g).mul(0).add(1).data;
    },
  };
}

describe.each(["1-p", "l1", "l2"] as const)("ghmcSoftmaxLoss with %s", (gradientNorm) => {
  describe.each([
    ["class indices", constant(classes), oneHot],
    ["one-hot rows", constant(oneHot), oneHot],
    ["soft targets", constant(soft), soft],
  ])("of %s", (_, target, pStar) => {
    const g = logits.map((x, i) => normsByHand[gradientNorm](softmax(x), pStar[i]));
    const weights = weightsByHand(g);
    const losses = logits.map((x, i) => weights[i] * crossEntropyOf(x, pStar[i]));

    it("measures gradient norms that lie in [0, 1]", () => {
      const density = recorder();
      ghmcSoftmaxLoss(logits, target, { gradientNorm, density });
      expectClose(density.g, g, 1e-6); // plain lists become float32
      const exact = recorder();
      ghmcSoftmaxLoss(leaf(logits), target, { gradientNorm, density: exact });
      expectClose(exact.g, g, 1e-14);
      expect(exact.g.every((value) => value >= 0 && value <= 1)).toBe(true);
    });

    it("is Σ β·CE/N; the sum without the division; and each β·CE", () => {
      const x = leaf(logits);
      const loss = (reduction: "none" | "mean" | "sum") =>
        ghmcSoftmaxLoss(x, target, { gradientNorm, reduction });
      expectClose(values(loss("mean")), [total(losses) / 10]);
      expectClose(values(loss("sum")), [total(losses)]);
      expectClose(values(loss("none")), losses);
      expectClose(weightsOf(loss("mean")), weights, 1e-14);
    });

    it("has the gradient upstream·weight·(p − p*)/num_labels", () => {
      const x = leaf(logits);
      const numerators = logits.map((row, i) =>
        softmax(row).map((p, c) => weights[i] * (p - pStar[i][c])),
      );
      const options = { gradientNorm, lossWeight: 0.5 };
      const mean = ghmcSoftmaxLoss(x, target, options);
      const wanted = numerators.flat().map((value) => (3 * 0.5 * value) / 10);
      expectClose(gradientOf(mean.mul(3), x), wanted, 1e-14);
      const each = ghmcSoftmaxLoss(x, target, { ...options, reduction: "none" });
      const upstream = normals(10, 3);
      expectClose(
        gradientOf(each, x, constant(upstream)),
        numerators.flatMap((row, i) => row.map((value) => upstream[i] * 0.5 * value)),
        1e-14,
      );
    });

    it("agrees with finite differences", () => {
      const density = new GradientDensity({ momentum: 0.5 });
      const f = (x: Parameters<typeof ghmcSoftmaxLoss>[0]) =>
        ghmcSoftmaxLoss(x, target, { gradientNorm, density, mask: classes });
      gradcheck(f, [logits], { state: [density] });
      gradgradcheck(f, [logits], { state: [density] });
    });
  });
});

describe("ghmcSoftmaxLoss", () => {
  it('measures by "1-p" unless told otherwise', () => {
    const x = leaf(logits);
    const wanted = ghmcSoftmaxLoss(x, constant(soft), { gradientNorm: "1-p" });
    expect(ghmcSoftmaxLoss(x, constant(soft)).item()).toBe(wanted.item());
  });

  it('is with two classes and "1-p" GHM-C of the difference of the logits', () => {
    const pairs = rows(normals(40, 4, 2), 2);
    const labels = pairs.map((_, i) => i % 2);
    const density = new GradientDensity();
    const two = leaf(pairs);
    const loss = ghmcSoftmaxLoss(two, labels, { density });
    const difference = leaf(pairs.map(([a, b]) => b - a));
    const binaryDensity = new GradientDensity();
    const binary = ghmcLoss(difference, labels, { density: binaryDensity });
    expectClose([loss.item()], [binary.item()]);
    expect(density.counts).toEqual(binaryDensity.counts);
    const wanted = gradientOf(binary, difference).flatMap((g) => [-g, g]);
    expectClose(gradientOf(loss, two), wanted, 1e-15);
  });

  it("measures the same with l1 as with 1-p if the target is one class", () => {
    const [byL1, byP] = [recorder(), recorder()];
    ghmcSoftmaxLoss(leaf(logits), classes, { gradientNorm: "l1", density: byL1 });
    ghmcSoftmaxLoss(leaf(logits), classes, { gradientNorm: "1-p", density: byP });
    expectClose(byL1.g, byP.g, 1e-15);
  });

  it("measures 1 for a wrong answer beyond doubt, and 0 for a right one, by every norm", () => {
    for (const gradientNorm of ["1-p", "l1", "l2"] as const) {
      const density = recorder();
      const sure = [
        [1000, 0, -1000],
        [1000, 0, -1000],
      ];
      ghmcSoftmaxLoss(leaf(sure), [2, 0], { gradientNorm, density });
      expectClose(density.g, [1, 0], 1e-15);
      expect(density.g[0]).toBeLessThanOrEqual(1);
    }
  });

  it("is the mean of cross-entropy if there is one bin", () => {
    const x = leaf(logits);
    const loss = ghmcSoftmaxLoss(x, classes, { density: new GradientDensity({ bins: 1 }) });
    expectClose([loss.item()], [crossEntropy(x, classes).item()]);
    expectClose(gradientOf(loss, x), gradientOf(crossEntropy(x, classes), x));
  });

  it("counts in N only what the mask leaves in, be the classes of the others what they may", () => {
    const x = leaf(logits);
    const mask = classes.map((_, i) => (i < 3 ? 0 : 1));
    const loss = ghmcSoftmaxLoss(x, [-1, 99, NaN, ...classes.slice(3)], { mask });
    const part = ghmcSoftmaxLoss(leaf(logits.slice(3)), classes.slice(3));
    expectClose([loss.item()], [part.item()], 1e-15);
    expect(
      gradientOf(loss, x)
        .slice(0, 12)
        .every((g) => g === 0),
    ).toBe(true);
  });

  it("is not touched by anything in the rows that the mask leaves out, NaN neither", () => {
    const x = leaf([[0.5, -1, 2], [NaN, Infinity, 1], logits[0].slice(1)]);
    const y = constant([
      [0, 1, 0],
      [NaN, 7, -1],
      [0.5, 0.25, 0.25],
    ]);
    const kept = (t: typeof x) => leaf([values(t).slice(0, 3), values(t).slice(6)]);
    const wanted = ghmcSoftmaxLoss(kept(x), kept(y));
    const loss = ghmcSoftmaxLoss(x, y, { mask: [1, 0, 1] });
    expectClose([loss.item()], [wanted.item()]);
    const gradient = gradientOf(loss, x);
    expect(gradient.slice(3, 6).map(Math.abs)).toEqual([0, 0, 0]);
    expect(gradient.every(Number.isFinite)).toBe(true);
    const each = ghmcSoftmaxLoss(x, y, { mask: [1, 0, 1], reduction: "none" });
    expect(Math.abs(values(each)[1])).toBe(0);
    expect(gradientOf(each.sum(), x).slice(3, 6).map(Math.abs)).toEqual([0, 0, 0]);
  });

  it("gives one loss for each example of several axes, with their gradients", () => {
    const x = leaf([logits.slice(0, 3), logits.slice(3, 6)]); // [2, 3, 4]
    const table = leaf(logits.slice(0, 6));
    const y = [classes.slice(0, 3), classes.slice(3, 6)];
    const loss = ghmcSoftmaxLoss(x, y, { reduction: "none" });
    const flat = ghmcSoftmaxLoss(table, classes.slice(0, 6), { reduction: "none" });
    expect(loss.shape).toEqual([2, 3]);
    expect(values(loss)).toEqual(values(flat));
    expect(gradientOf(loss.sum(), x)).toEqual(gradientOf(flat.sum(), table));
  });

  it("takes classes along the last of several axes", () => {
    const deep = leaf([logits.slice(0, 5), logits.slice(5)]);
    const loss = ghmcSoftmaxLoss(deep, rows(classes, 5), { mask: [1, 1] });
    const flat = leaf(logits);
    const wanted = ghmcSoftmaxLoss(flat, classes);
    expect(loss.item()).toBe(wanted.item());
    expect(gradientOf(loss, deep)).toEqual(gradientOf(wanted, flat));
  });

  it("takes one example without an axis of examples", () => {
    const x = leaf([1, 2, 3]);
    expectClose([ghmcSoftmaxLoss(x, 1).item()], [crossEntropyOf([1, 2, 3], [0, 1, 0])]);
  });

  it("is finite, and so is its gradient, for logits of ±1000", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor(
        [
          [1000, -1000],
          [-1000, 1000],
        ],
        { dtype, requiresGrad: true },
      );
      const loss = ghmcSoftmaxLoss(x, [0, 0]);
      expect(loss.item()).toBe(1000); // β = 2/(1·2) = 1, CE = 0 and 2000
      expect(gradientOf(loss, x).map((g) => g + 0)).toEqual([0, 0, -0.5, 0.5]);
    }
  });

  it("lets logits of −∞ rule a class out, also in soft targets", () => {
    const x = leaf([
      [1, 2, -Infinity],
      [0, 0, -Infinity],
    ]);
    const loss = ghmcSoftmaxLoss(x, [
      [0.25, 0.75, 0],
      [1, 0, 0],
    ]);
    expect(Number.isFinite(loss.item())).toBe(true);
    expect(gradientOf(loss, x).every(Number.isFinite)).toBe(true);
  });

  it("gives targets, if they are learnt, −weight·log p/num_labels", () => {
    const pStar = leaf(soft);
    const loss = ghmcSoftmaxLoss(constant(logits), pStar);
    const weights = weightsOf(loss);
    const wanted = logits.flatMap((x, i) =>
      softmax(x).map((p) => (-weights[i] * Math.log(p)) / 10),
    );
    expectClose(gradientOf(loss, pStar), wanted);
  });

  it("stays in float32, and there agrees with float64", () => {
    const inDtype = (dtype: Dtype) => {
      const numbers = logits.map((row) => row.map((value) => Math.round(16 * value) / 16));
      const x = tensor(numbers, { dtype, requiresGrad: true });
      const loss = ghmcSoftmaxLoss(x, classes);
      const [gradient] = gradients(loss, [x]);
      expect([loss.dtype, gradient.dtype]).toEqual([dtype, dtype]);
      return [...values(loss), ...values(gradient)];
    };
    expectClose(inDtype("float32"), inDtype("float64"), 1e-6);
  });

  it("is an op on the tape: GHMCSoftmaxLoss", () => {
    const { steps } = Tape.endingAt(ghmcSoftmaxLoss(leaf(logits), classes));
    const step = steps.find(({ op }) => op instanceof GHMCSoftmaxLoss);
    expect(step?.op.name).toBe("GHMCSoftmaxLoss");
  });

  it("uses in backward the weights of its own forward pass", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    const x = leaf(logits);
    const first = ghmcSoftmaxLoss(x, classes, { density });
    const weights = weightsOf(first);
    ghmcSoftmaxLoss(x.mul(-1), classes, { density });
    const wanted = logits.flatMap((row, i) =>
      softmax(row).map((p, c) => (weights[i] * (p - oneHot[i][c])) / 10),
    );
    expectClose(gradientOf(first, x), wanted, 1e-14);
  });
});
