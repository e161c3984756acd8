/** GHM-C: the Gradient Harmonizing Mechanism for classification. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  asTensor,
  Op,
  stopGradient,
  Tensor,
  type Gradients,
  type Inputs,
  type TensorLike,
} from "../autograd/index.js";
import { abs, div, mul, neg, sigmoid, sub } from "../ops/index.js";
import { GradientDensity, type Density } from "./density.js";
import { oneHot, readMask } from "./labels.js";
import {
  checkReduction,
  checkSameShape,
  reduceArray,
  scale,
  type LossOptions,
  type Reduction,
} from "./reduction.js";

/**
 * L = (1/numLabels) Σ βᵢ·BCE(σ(xᵢ), p*ᵢ). The weights β are found in the forward pass, by
 * counting; to the backward pass they are constants (Li, Liu & Wang 2019, section "GHM-C Loss").
 */
export class GHMCLoss extends Op<2> {
  /** β of each element; 0 where it does not count. */
  weight!: Tensor;

  constructor(
    readonly density: Density,
    readonly valid: Tensor,
    readonly numLabels: number,
    readonly reduction: Reduction,
  ) {
    super();
  }

  forward(x: NdArray, pStar: NdArray): NdArray {
    const g = array.abs(array.sub(array.sigmoid(x), pStar)); // g = |p − p*|
    this.weight = new Tensor(this.density.weigh(g, this.valid.data, this.numLabels));
    const bce = array.sub(array.softplus(x), array.mul(x, pStar)); // −p*·log p − (1 − p*)·log(1 − p)
    return reduceArray(array.mul(this.weight.data, bce), this.reduction, this.numLabels);
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    const numLabels = this.reduction === "mean" ? this.numLabels : 1;
    return [
      // x̄ = L̄ · weight·(p − p*)/numLabels
      () => mul(gradL, div(mul(this.weight, sub(sigmoid(x), pStar)), numLabels)),
      // p̄* = −L̄ · weight·x/numLabels, for targets that are learnt
      () => neg(mul(gradL, div(mul(this.weight, x), numLabels))),
    ];
  }
}

export interface GHMOptions extends LossOptions {
  /** What weighs the examples. Default: `new GradientDensity()`, 10 bins without momentum. */
  density?: Density | undefined;
  /**
   * 0 for what is left out, positive for what counts (mmdetection's `label_weight`); of the shape of
   * the loss, or of its rows. What is left out may hold NaN: it changes nothing.
   */
  mask?: TensorLike | undefined;
  /** A factor on the loss. Default 1. */
  lossWeight?: number | undefined;
}

/**
 * GHM-C on logits: binary, multi-label, or one-vs-rest from class indices.
 *
 * With $p = σ(x)$ and the gradient norm $g = |p - p^*|$, the loss is
 * $\frac{1}{N} \sum_i β_i \, \mathrm{BCE}(p_i, p^*_i)$ with $β_i = N / GD(g_i)$ a constant, and
 * its gradient $β_i (p_i - p^*_i) / N$. N is the number of elements that count, at least 1.
 *
 * `reduction: "none"` gives βᵢ·BCEᵢ, `"sum"` their sum, `"mean"` divides that by N.
 *
 * ```ts
 * const density = new GradientDensity({ bins: 10, momentum: 0.75 });
 * ghmcLoss(model.forward(x), y, { density }).backward();
 * ```
 *
 * Source: Li, Liu & Wang, "Gradient Harmonized Single-stage Detector", AAAI 2019, section
 * "GHM-C Loss", with the choices of mmdetection's `GHMC`; see `GradientDensity`.
 *
 * @param target - p*, of the logits' shape, usually 0 or 1; or class indices, of the logits' shape
 * without its last axis, where an index outside 0 … C − 1 is background.
 * @throws RangeError if shapes do not fit, an index is no whole number, or the mask is negative.
 */
export function ghmcLoss(
  logits: TensorLike,
  target: TensorLike,
  { density = new GradientDensity(), mask, reduction = "mean", lossWeight = 1 }: GHMOptions = {},
): Tensor {
  checkReduction(reduction);
  const x = asTensor(logits);
  const given = asTensor(target);
  const { valid, count, keep } = readMask(mask, x.shape, x.dtype);
  const pStar = given.ndim === x.ndim - 1 ? oneHot(given, valid) : given;
  checkSameShape("ghmcLoss", x, pStar);
  const loss = new GHMCLoss(density, valid, Math.max(count, 1), reduction);
  return scale(loss.apply(keep(x), keep(pStar)), lossWeight);
}

/** The gradient norm of GHM-C, g = |σ(x) − p*|, as a constant. */
export function ghmcGradientNorm(logits: TensorLike, target: TensorLike): Tensor {
  return stopGradient(abs(sub(sigmoid(logits), target)));
}
