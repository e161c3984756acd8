/** What all losses have in common. */
import { describe, expect, it } from "vitest";
import {
  asl1,
  bceWithLogits,
  crossEntropy,
  focalLoss,
  ghmcLoss,
  ghmcSoftmaxLoss,
  ghmrLoss,
  GradientDensity,
  huber,
  l1,
  mse,
  nllLoss,
  smoothL1,
  softmaxFocalLoss,
  tensor,
  type LossOptions,
  type Tensor,
  type TensorLike,
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
} from "./helpers.js";

type Loss = (x: Tensor, y: TensorLike, options?: LossOptions) => Tensor;

const output = rows(normals(8, 1), 2);
/** None of these is a float32. */
const soft = [
  [0.1, 0.9],
  [0.7, 0.3],
  [0.6, 0.4],
  [0.2, 0.8],
];
const classes = [0, 1, 1, 0];

const losses: readonly (readonly [name: string, loss: Loss, target: number[] | number[][]])[] = [
  ["bceWithLogits", bceWithLogits, soft],
  ["bceWithLogits, weighed", (x, y, o) => bceWithLogits(x, y, { ...o, weight: [0.1, 0.7] }), soft],
  ["bceWithLogits, posWeight", (x, y, o) => bceWithLogits(x, y, { ...o, posWeight: 3.3 }), soft],
  ["focalLoss", focalLoss, soft],
  [
    "focalLoss of labels",
    (x, y, o) => focalLoss(x, y, { ...o, alpha: 0.7 }),
    [...soft.map(() => [1, 0])],
  ],
  ["mse", mse, soft],
  ["l1", l1, soft],
  ["huber", (x, y, o) => huber(x, y, { ...o, delta: 0.3 }), soft],
  ["smoothL1", (x, y, o) => smoothL1(x, y, { ...o, beta: 0.3 }), soft],
  ["asl1", asl1, soft],
  ["ghmcLoss", ghmcLoss, soft],
  ["ghmcLoss of classes", (x, y, o) => ghmcLoss(x, y, { ...o, lossWeight: 0.3 }), classes],
  ["ghmrLoss", ghmrLoss, soft],
  ["ghmcSoftmaxLoss", ghmcSoftmaxLoss, soft],
  ["ghmcSoftmaxLoss of classes", ghmcSoftmaxLoss, classes],
  ["crossEntropy", crossEntropy, soft],
  ["crossEntropy, smoothed", (x, y, o) => crossEntropy(x, y, { ...o, labelSmoothing: 0.3 }), soft],
  [
    "crossEntropy of classes, smoothed",
    (x, y, o) => crossEntropy(x, y, { ...o, labelSmoothing: 0.3 }),
    classes,
  ],
  [
    "crossEntropy of probabilities, weighed",
    (x, y, o) => crossEntropy(x, y, { ...o, weight: [0.1, 0.7] }),
    soft,
  ],
  ["nllLoss", nllLoss, classes],
  ["softmaxFocalLoss", (x, y, o) => softmaxFocalLoss(x, y, { ...o, alpha: [0.1, 0.7] }), classes],
];

describe.each(losses)("%s", (_, loss, target) => {
  const x = leaf(output);
  const each = () => values(loss(x, target, { reduction: "none" }));

  it('is by "sum" the sum of what "none" gives', () => {
    expectClose([loss(x, target, { reduction: "sum" }).item()], [total(each())]);
  });

  it('is by "mean", the default, their mean', () => {
    expectClose([loss(x, target, { reduction: "mean" }).item()], [total(each()) / each().length]);
    expect(loss(x, target).item()).toBe(loss(x, target, { reduction: "mean" }).item());
  });

  it("has by each reduction the dtype of the output", () => {
    for (const dtype of ["float32", "float64"] as const) {
      for (const reduction of ["none", "mean", "sum"] as const) {
        expect(loss(tensor(output, { dtype }), target, { reduction }).dtype).toBe(dtype);
      }
    }
  });

  it("takes plain lists and numbers in the dtype of the output, with all their digits", () => {
    const exact = loss(x, constant(target));
    expect(loss(x, target).item()).toBe(exact.item());
    expect(gradientOf(loss(x, target), x)).toEqual(gradientOf(exact, x));
  });

  it("does not change its target", () => {
    const y = constant(target);
    loss(x, y);
    expect(y.toArray()).toEqual(target);
  });
});

describe("options in plain numbers", () => {
  it("keep their digits, too", () => {
    const x = leaf(output);
    const exact = { weight: constant([0.1, 0.7]) };
    const plain = { weight: [0.1, 0.7] };
    expect(bceWithLogits(x, soft, plain).item()).toBe(bceWithLogits(x, soft, exact).item());
    expect(crossEntropy(x, soft, plain).item()).toBe(crossEntropy(x, soft, exact).item());
    expect(crossEntropy(x, classes, plain).item()).toBe(crossEntropy(x, classes, exact).item());
    const [alpha, alphaExact] = [{ alpha: [0.1, 0.7] }, { alpha: constant([0.1, 0.7]) }];
    expect(softmaxFocalLoss(x, classes, alpha).item()).toBe(
      softmaxFocalLoss(x, classes, alphaExact).item(),
    );
    expect(bceWithLogits(x, soft, { posWeight: 3.3 }).item()).toBe(
      bceWithLogits(x, soft, { posWeight: constant(3.3) }).item(),
    );
    const smoothed = soft.map((row) => row.map((p) => 0.7 * p + 0.3 / 2));
    expectClose(
      [crossEntropy(x, soft, { labelSmoothing: 0.3 }).item()],
      [crossEntropy(x, constant(smoothed)).item()],
    );
    const density = new GradientDensity({ bins: 3 });
    expectClose(
      [ghmcLoss(x, soft, { density, lossWeight: 0.3 }).item()],
      [0.3 * ghmcLoss(x, soft, { density }).item()],
    );
  });
});
