/** GHM-C on softmax probabilities. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  asTensor,
  Op,
  Tensor,
  type Gradients,
  type Inputs,
  type TensorLike,
} from "../autograd/index.js";
import {
  broadcastTo,
  div,
  logSoftmax,
  mul,
  neg,
  softmax,
  sub,
  sum,
  unsqueeze,
  where,
} from "../ops/index.js";
import { GradientDensity, type Density } from "./density.js";
import type { GHMOptions } from "./ghmc.js";
import { oneHot, readMask } from "./labels.js";
import { checkReduction, checkSameShape, reduceArray, scale, type Reduction } from "./reduction.js";

/**
 * How far p is from p*: 1 − the probability of the target class, half the sum of |p − p*|, or the
 * Euclidean length of p − p* divided by √2. All lie in [0, 1]; the first two are equal when p* is
 * one class.
 */
export type SoftmaxGradientNorm = "1-p" | "l1" | "l2";

const gradientNorms: Record<SoftmaxGradientNorm, (p: number[], pStar: number[]) => number> = {
  "1-p": (p, pStar) => 1 - p.reduce((total, value, c) => total + value * pStar[c], 0),
  l1: (p, pStar) => p.reduce((total, value, c) => total + Math.abs(value - pStar[c]), 0) / 2,
  l2: (p, pStar) => Math.hypot(...p.map((value, c) => value - pStar[c])) / Math.SQRT2,
};

/**
 * L = (1/numLabels) Σ βᵢ·CE(softmax(xᵢ), p*ᵢ), classes along the last axis. The weights β, one an
 * example, are constants to the backward pass.
 */
export class GHMCSoftmaxLoss extends Op<2> {
  /** β of each example; 0 where it does not count. */
  weight!: Tensor;

  constructor(
    readonly density: Density,
    readonly valid: Tensor,
    readonly numLabels: number,
    readonly reduction: Reduction,
    readonly gradientNorm: SoftmaxGradientNorm,
  ) {
    super();
  }

  forward(x: NdArray, pStar: NdArray): NdArray {
    const last = [x.shape.length - 1];
    const logP = array.logSoftmax(x, last);
    const g = this.#gradientNorms(array.exp(logP), pStar);
    this.weight = new Tensor(this.density.weigh(g, this.valid.data, this.numLabels));
    // −Σ p*·log p; a class of which p* is 0 adds nothing, also where log p is −∞
    const surprise = array.neg(array.mul(pStar, logP));
    const ce = array.sum(array.where(pStar, surprise, array.full([], 0, "float32")), last, false);
    return reduceArray(array.mul(this.weight.data, ce), this.reduction, this.numLabels);
  }

  #gradientNorms(p: NdArray, pStar: NdArray): NdArray {
    const norm = gradientNorms[this.gradientNorm];
    const classes = p.shape[p.shape.length - 1];
    const [rows, rowsStar] = [array.flat(p), array.flat(pStar)];
    const row = (values: Float32Array | Float64Array, i: number) =>
      Array.from(values.subarray(i * classes, (i + 1) * classes));
    const g = array.zeros(p.shape.slice(0, -1), array.dtypeOf(p));
    for (let i = 0; i < g.size; i++) {
      // Rounding may leave [0, 1] by a bit.
      g.data[i] = Math.min(Math.max(norm(row(rows, i), row(rowsStar, i)), 0), 1);
    }
    return g;
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    const numLabels = this.reduction === "mean" ? this.numLabels : 1;
    const scale = () => unsqueeze(mul(gradL, div(this.weight, numLabels)), -1);
    return [
      () => mul(scale(), sub(softmax(x), pStar)), // x̄ = L̄ · weight·(p − p*)/numLabels
      () => neg(mul(scale(), logSoftmax(x))), // p̄* = −L̄ · weight·log p/numLabels
    ];
  }
}

export interface GHMCSoftmaxOptions extends GHMOptions {
  /** What counts as the gradient norm of an example. Default `"1-p"`. */
  gradientNorm?: SoftmaxGradientNorm | undefined;
}

/**
 * GHM-C for classes that exclude each other: cross-entropy of a softmax over the last axis, each
 * example weighed by the density of its gradient norm. $x_i$ gets the gradient
 * $β_i (p_i - p^*_i) / N$; N is the number of examples that count, at least 1.
 *
 * Source: the paper (Li, Liu & Wang 2019) treats the sigmoid only; this keeps its definition of
 * the weight, and names the choice of norm that it leaves open.
 *
 * @param logits - of shape [..., C].
 * @param target - class indices of shape [...], or probabilities of shape [..., C] with sum 1.
 * @throws RangeError if shapes do not fit, an index is no class, probabilities do not add up to 1,
 * the mask is negative, or there is no such gradient norm.
 */
export function ghmcSoftmaxLoss(
  logits: TensorLike,
  target: TensorLike,
  {
    density = new GradientDensity(),
    mask,
    reduction = "mean",
    lossWeight = 1,
    gradientNorm = "1-p",
  }: GHMCSoftmaxOptions = {},
): Tensor {
  checkReduction(reduction);
  if (!Object.hasOwn(gradientNorms, gradientNorm)) {
    const names = Object.keys(gradientNorms).map((name) => JSON.stringify(name));
    throw new RangeError(
      `ghmcSoftmaxLoss: gradientNorm is ${names.join(", ")}, not ${JSON.stringify(gradientNorm)}`,
    );
  }
  const x = asTensor(logits);
  const given = asTensor(target);
  const { valid, count } = readMask(mask, x.shape.slice(0, -1), x.dtype);
  const rowValid = unsqueeze(valid, -1);
  const isIndex = given.ndim === x.ndim - 1;
  const rows = isIndex ? oneHot(given, broadcastTo(rowValid, x.shape)) : given;
  checkSameShape("ghmcSoftmaxLoss", x, rows);
  const keep = (t: Tensor) => (mask === undefined ? t : where(rowValid, t, 0));
  const pStar = keep(rows);
  checkDistributions(pStar, valid);
  const loss = new GHMCSoftmaxLoss(density, valid, Math.max(count, 1), reduction, gradientNorm);
  return scale(loss.apply(keep(x), pStar), lossWeight);
}

function checkDistributions(pStar: Tensor, valid: Tensor): void {
  const totals = array.flat(sum(pStar, -1).data);
  array.flat(valid.data).forEach((isValid, i) => {
    if (isValid !== 0 && !(Math.abs(totals[i] - 1) <= 1e-5)) {
      throw new RangeError(
        `ghmcSoftmaxLoss: the target of example ${i} adds up to ${totals[i]}, not 1: an index must ` +
          `be a class from 0 to ${pStar.shape[pStar.ndim - 1] - 1}, probabilities must sum to 1; ` +
          `mask examples that have no class`,
      );
    }
  });
}
