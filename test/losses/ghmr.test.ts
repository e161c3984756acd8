import { describe, expect, it } from "vitest";
import {
  asl1,
  gradcheck,
  gradgradcheck,
  GradientDensity,
  gradients,
  GHMRLoss,
  ghmrLoss,
  Tape,
  tensor,
  type Dtype,
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

/** Predictions of boxes, three of them, and what they should be. */
const prediction = normals(12, 1);
const target = constant(prediction.map((value, i) => value + normals(12, 2, 0.05)[i]));
const mu = 0.02;

const d = prediction.map((value, i) => value - values(target)[i]);
const root = (value: number, m = mu) => Math.sqrt(value ** 2 + m ** 2);

/** β by the definition with 10 bins: N/(R·n). */
function weightsByHand(difference: readonly number[], numLabels: number, m = mu): number[] {
  const bins = difference.map((value) => Math.floor((10 * Math.abs(value)) / root(value, m)));
  const nonEmpty = new Set(bins).size;
  return bins.map((bin) => numLabels / bins.filter((other) => other === bin).length / nonEmpty);
}

describe("ghmrLoss", () => {
  it("divides by the sum of the mask to its last digit, also if the mask is a plain list", () => {
    const mask = [1.1, 1.2];
    const loss = ghmrLoss(leaf([1, 2]), constant([0, 0]), { mask });
    const op = Tape.endingAt(loss).steps.at(-1)?.op;
    expect(op instanceof GHMRLoss && op.numLabels).toBe(1.1 + 1.2);
  });

  const weights = weightsByHand(d, 12);
  const losses = d.map((value, i) => weights[i] * (root(value) - mu));

  it("is Σ β·(√(d² + μ²) − μ)/N; the sum without the division; and each β·ASL1", () => {
    const x = leaf(prediction);
    expectClose([ghmrLoss(x, target).item()], [total(losses) / 12]);
    expectClose([ghmrLoss(x, target, { reduction: "sum" }).item()], [total(losses)]);
    expectClose(values(ghmrLoss(x, target, { reduction: "none" })), losses);
    expectClose(weightsOf(ghmrLoss(x, target)), weights, 1e-14);
  });

  it("has the gradient upstream·weight·d/√(d² + μ²)/num_labels, for the target with a minus", () => {
    const [x, y] = [leaf(prediction), leaf(values(target))];
    const numerators = d.map((value, i) => (weights[i] * value) / root(value));
    for (const [reduction, numLabels] of [
      ["mean", 12],
      ["sum", 1],
    ] as const) {
      const loss = ghmrLoss(x, y, { reduction, lossWeight: 0.5 });
      const wanted = numerators.map((value) => (3 * 0.5 * value) / numLabels);
      expectClose(gradientOf(loss.mul(3), x), wanted, 1e-14);
      expectClose(
        gradientOf(loss.mul(3), y),
        wanted.map((value) => -value),
        1e-14,
      );
    }
    const upstream = normals(12, 3);
    const loss = ghmrLoss(x, y, { reduction: "none" });
    const wanted = numerators.map((value, i) => upstream[i] * value);
    expectClose(gradientOf(loss, x, constant(upstream)), wanted, 1e-14);
  });

  it("sees d in units of μ", () => {
    const scaled = ghmrLoss(leaf(prediction.map((v) => 10 * v)), target.mul(10), {
      mu: 0.2,
    });
    expectClose([scaled.item()], [10 * ghmrLoss(leaf(prediction), target).item()]);
  });

  it("takes for N the sum of the mask, as mmdetection's label_weight", () => {
    const mask = d.map((_, i) => (i < 4 ? 0 : 1.5));
    const loss = ghmrLoss(leaf(prediction), target, { mask });
    const beta = weightsByHand(d.slice(4), 12); // 8 elements of 1.5
    const wanted = total(d.slice(4).map((value, i) => beta[i] * (root(value) - mu))) / 12;
    expectClose([loss.item()], [wanted]);
  });

  it("does not let N fall below 1", () => {
    const mask = d.map((_, i) => (i === 0 ? 0.25 : 0));
    const loss = ghmrLoss(leaf(prediction), target, { mask });
    expectClose([loss.item()], [root(d[0]) - mu]);
  });

  it("takes a mask of rows", () => {
    const [x, y] = [leaf(rows(prediction, 4)), target.reshape([3, 4])];
    const part = ghmrLoss(leaf(prediction.slice(4)), target.slice([[4]]));
    expectClose([ghmrLoss(x, y, { mask: [0, 1, 1] }).item()], [part.item()]);
  });

  it("is 0 with gradient 0 where the prediction is right", () => {
    const x = leaf([0.5, 1.5]);
    const loss = ghmrLoss(x, [0.5, 1.5]);
    expect(loss.item()).toBe(0);
    expect(gradientOf(loss, x)).toEqual([0, 0]);
  });

  it("keeps its digits where the error is small: d²/2μ", () => {
    const loss = ghmrLoss(constant([1e-9]), constant([0]), { mu: 2 }).item();
    expect(Math.abs(loss / (1e-18 / 4) - 1)).toBeLessThan(1e-12);
  });

  it("has outliers in the last bin, with a gradient that stops growing", () => {
    const density = new GradientDensity();
    const x = leaf([1e8, -1e8, 1e100, 0]);
    const loss = ghmrLoss(x, [0, 0, 0, 0], { density });
    expect(density.counts).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 3]);
    // β = 4/(3·2)
    expectClose(gradientOf(loss, x), [1 / 6, -1 / 6, 1 / 6, 0], 1e-15);
  });

  it("stays in float32, and there agrees with float64", () => {
    const inDtype = (dtype: Dtype) => {
      const x = tensor([0.5, 0.5625, -1, 2], { dtype, requiresGrad: true });
      const loss = ghmrLoss(x, [0.53125, 0.5, -1, 1.75]);
      const [gradient] = gradients(loss, [x]);
      expect([loss.dtype, gradient.dtype]).toEqual([dtype, dtype]);
      return [...values(loss), ...values(gradient)];
    };
    expectClose(inDtype("float32"), inDtype("float64"), 1e-6);
  });

  it("is an op on the tape: GHMRLoss", () => {
    const { steps } = Tape.endingAt(ghmrLoss(leaf(prediction), target));
    const step = steps.find(({ op }) => op instanceof GHMRLoss);
    expect(step?.op.name).toBe("GHMRLoss");
    expect(step?.inputs.map((input) => input.shape)).toEqual([[12], [12]]);
  });

  it("uses in backward the weights of its own forward pass", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    const x = leaf(prediction);
    const first = ghmrLoss(x, target, { density });
    const wanted = d.map((value, i) => (4 * weights[i] * value) / root(value) / 12);
    ghmrLoss(x.mul(3), target, { density });
    expectClose(gradientOf(first, x), wanted, 1e-14);
  });

  it("agrees with finite differences, with S put back before each call", () => {
    const density = new GradientDensity({ momentum: 0.5, bins: 5 });
    const f = (x: Parameters<typeof ghmrLoss>[0], y: Parameters<typeof ghmrLoss>[1]) =>
      ghmrLoss(x, y, { density, mask: d.map((_, i) => i % 5) });
    gradcheck(f, [prediction, target], { state: [density] });
    gradgradcheck(f, [prediction, target], { state: [density] });
  });

  it("is the mean of asl1 if there is one bin", () => {
    const x = leaf(prediction);
    const harmonized = ghmrLoss(x, target, { density: new GradientDensity({ bins: 1 }) });
    expectClose([harmonized.item()], [asl1(x, target).item()]);
    expectClose(gradientOf(harmonized, x), gradientOf(asl1(x, target), x));
  });
});
