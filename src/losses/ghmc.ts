/** GHM-C: the Gradient Harmonizing Mechanism for classification. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  registerOwn,
  lift,
  Tensor,
  type Gradients,
  type Inputs,
  type TensorLike,
} from "../autograd/index.js";
import { div, mul, neg, SigmoidMinus } from "../ops/index.js";
import { GHMLoss, type GHMElements, type GHMOptions } from "./ghm.js";
import { GradientDensity } from "./gradientDensity.js";
import { readMask, readTarget } from "./labels.js";
import { checkReduction, scale } from "./reduction.js";

/**
 * L = (1/numLabels) Σ βᵢ·BCE(σ(xᵢ), p*ᵢ). The weights β are found in the forward pass, by
 * counting; to the backward pass they are constants (Li, Liu & Wang 2019, section "GHM-C Loss").
 */
export class GHMCLoss extends GHMLoss {
  protected elements(x: NdArray, pStar: NdArray): GHMElements {
    return array.logisticLoss(x, pStar); // g = |p − p*|, the cross-entropy, and p − p*
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    const { weight, divisor: numLabels } = this;
    const residual = () => new SigmoidMinus(this.residual).apply(x, pStar); // p − p*
    return [
      // x̄ = L̄/numLabels · weight·(p − p*)
      () => mul(div(gradL, numLabels), mul(weight, residual())),
      // p̄* = −L̄/numLabels · weight·x, for targets that are learnt
      () => neg(mul(div(gradL, numLabels), mul(weight, x))),
    ];
  }
}
registerOwn(GHMCLoss);

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
 * @param target - p*, of the logits' shape, usually 0 or 1 (far outside, where g > 1, an element is in
 * no bin and gets weight 0, as in mmdetection); or class indices, of the logits' shape
 * without its last axis, where an index outside 0 … C − 1 is background.
 * @throws RangeError if shapes do not fit, an index is no whole number, or the mask is negative.
 */
export function ghmcLoss(logits: TensorLike, target: TensorLike, options: GHMOptions = {}): Tensor {
  const {
    density = new GradientDensity(),
    mask,
    reduction = "mean",
    lossWeight = 1,
  } = array.checkOptions("ghmcLoss", options);
  checkReduction(reduction);
  const [x, given] = lift([logits, target], "ghmcLoss");
  const { valid, keep } = readMask(mask, x.shape, x.dtype);
  const pStar = readTarget("ghmcLoss", x, given, valid);
  const loss = new GHMCLoss(density, valid, reduction);
  return scale(loss.apply(keep(x), keep(pStar)), lossWeight);
}

/**
 * The gradient norm of GHM-C, g = |σ(x) − p*|, as a constant.
 *
 * @param target - as that of `ghmcLoss`.
 * @throws RangeError if the shapes do not fit, or an index is no whole number.
 */
export function ghmcGradientNorm(logits: TensorLike, target: TensorLike): Tensor {
  const [x, given] = lift([logits, target], "ghmcGradientNorm");
  const { valid } = readMask(undefined, x.shape, x.dtype);
  const pStar = readTarget("ghmcGradientNorm", x, given, valid);
  return new Tensor(array.logisticLoss(x.data, pStar.data).g);
}
