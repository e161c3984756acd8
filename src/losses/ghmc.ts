/** GHM-C: the Gradient Harmonizing Mechanism for classification. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { lift, Tensor, type Gradients, type Inputs, type TensorLike } from "../autograd/index.js";
import { product, sigmoidMinus } from "../ops/fused.js";
import { div, neg } from "../ops/index.js";
import { bceWithLogits } from "./bce.js";
import { weightsOf } from "./density.js";
import { ghmDefaults, GHMLoss, reducedLoss, weightedSum, type GHMOptions } from "./ghm.js";
import { GradientDensity } from "./gradientDensity.js";
import { warnOfTargets, readMask, readTarget } from "./labels.js";

/**
 * L = (1/numLabels) Σ βᵢ·BCE(pᵢ, p*ᵢ) with p = σ(x). The forward pass finds the weights β by
 * counting; to the backward pass they are constants (Li, Liu & Wang 2019, section "GHM-C Loss").
 */
export class GHMCLoss extends GHMLoss {
  /** p − p*, a by-product of the forward pass. */
  private residual: NdArray | null = null;

  forward(x: NdArray, pStar: NdArray): NdArray {
    const { density, mask, numLabels } = this;
    const { g, loss, residual } = array.logisticLoss(x, pStar); // |p − p*|, BCE(p, p*), p − p*
    const weight = weightsOf(density, g, mask.data); // β = numLabels/GD(g): how rare is g?
    this.weight = new Tensor(weight); // from here on a constant
    this.residual = residual;
    const mean = weightedSum(weight, loss) / numLabels; // L = Σ β·BCE/numLabels
    return array.full([], mean, array.dtypeOf(loss));
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    const { weight, numLabels } = this;
    const residual = () => sigmoidMinus(x, pStar, this.residual); // p − p*
    return [
      // x̄ = L̄/numLabels · weight·(p − p*)
      () => product(div(gradL, numLabels), weight, residual()),
      // p̄* = −L̄/numLabels · weight·x, for targets that are learnt
      () => neg(product(div(gradL, numLabels), weight, x)),
    ];
  }
}

/**
 * GHM-C on logits: binary, multi-label, or one-vs-rest from class indices. For classes that exclude
 * each other, see {@link ghmcSoftmaxLoss}.
 *
 * With $p = σ(x)$ and the gradient norm $g = |p - p^*|$, the loss is
 * $\frac{1}{N} \sum_i β_i \, \mathrm{BCE}(p_i, p^*_i)$, where $β_i = N / GD(g_i)$ is a constant;
 * its gradient is $β_i (p_i - p^*_i) / N$. N is the number of elements that count, at least 1.
 *
 * `reduction: "none"` gives βᵢ·BCEᵢ, `"mean"` their sum divided by N, `"sum"` N times that.
 *
 * ```ts
 * const density = new GradientDensity({ bins: 10, momentum: 0.75 });
 * ghmcLoss(model.forward(x), y, { density }).backward();
 * ```
 *
 * Source: Li, Liu & Wang, "Gradient Harmonized Single-stage Detector", AAAI 2019, section
 * "GHM-C Loss", with the choices of mmdetection's `GHMC`; see {@link GradientDensity}.
 *
 * @param logits - x, of any shape; with class indices, of shape [..., C].
 * @param target - p*, of the logits' shape, usually 0 or 1; or class indices, of the logits' shape
 * without its last axis, where an index outside 0 … C − 1 is background. Where p* is so far outside
 * [0, 1] that g > 1, the element is in no bin and gets weight 0, as in mmdetection.
 * @param options - the density, a mask, and how to reduce and scale the loss.
 * @throws RangeError if shapes do not fit, an index is not a whole number, or the mask is negative.
 */
export function ghmcLoss(logits: TensorLike, target: TensorLike, options: GHMOptions = {}): Tensor {
  const filled = array.checkOptions("ghmcLoss", options, ghmDefaults);
  const { density = new GradientDensity(), mask } = filled;
  const [x, given] = lift([logits, target], "ghmcLoss");
  const { valid, keep } = readMask("ghmcLoss", mask, x.shape, x.dtype);
  const pStar = readTarget("ghmcLoss", x, given, valid);
  const kept = keep(pStar);
  warnOfTargets("ghmcLoss", kept);
  const op = new GHMCLoss(density, valid);
  const bce = (output: Tensor, wanted: Tensor) =>
    bceWithLogits(output, wanted, { reduction: "none" });
  return reducedLoss("ghmcLoss", op, keep(x), kept, bce, filled);
}

/**
 * The gradient norm of GHM-C, g = |σ(x) − p*|, as a constant.
 *
 * @param logits - x, as for {@link ghmcLoss}.
 * @param target - p* or class indices, as for {@link ghmcLoss}.
 * @returns g, of the logits' shape, in [0, 1] for targets in [0, 1].
 * @throws RangeError if the shapes do not fit, or an index is not a whole number.
 */
export function ghmcGradientNorm(logits: TensorLike, target: TensorLike): Tensor {
  const [x, given] = lift([logits, target], "ghmcGradientNorm");
  const { valid } = readMask("ghmcGradientNorm", undefined, x.shape, x.dtype);
  const pStar = readTarget("ghmcGradientNorm", x, given, valid);
  return new Tensor(array.logisticLoss(x.data, pStar.data).g);
}
