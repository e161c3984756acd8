/** GHM-R: the Gradient Harmonizing Mechanism for regression. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  registerOwn,
  lift,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { div, mul, neg, sub } from "../ops/index.js";
import type { Density } from "./density.js";
import { GHMLoss, type GHMOptions } from "./ghm.js";
import { GradientDensity } from "./gradientDensity.js";
import { readMask } from "./labels.js";
import { checkReduction, checkSameShape, scale, type Reduction } from "./reduction.js";
import { checkMu, smoothAbs } from "./smoothAbs.js";

/**
 * L = (1/numLabels) Σ βᵢ·(√(dᵢ² + μ²) − μ), d = prediction − target. The weights β are constants to
 * the backward pass (Li, Liu & Wang 2019, section "GHM-R Loss").
 */
export class GHMRLoss extends GHMLoss {
  constructor(
    density: Density,
    mask: Tensor,
    reduction: Reduction,
    readonly mu: number,
  ) {
    super(density, mask, reduction);
  }

  protected elements(prediction: NdArray, target: NdArray) {
    const { mu } = this;
    const d = array.sub(prediction, target);
    const rootOf = (value: number) => Math.hypot(value, mu); // √(d² + μ²)
    const g = array.map(d, (value) => Math.abs(value / rootOf(value)));
    // √(d² + μ²) − μ = d·d/(√(d² + μ²) + μ), which does not cancel where d is small
    const loss = array.map(d, (value) => value * (value / (rootOf(value) + mu)));
    return { g, loss };
  }

  backward(gradL: Tensor, [prediction, target]: Inputs<2>): Gradients<2> {
    const { weight, divisor: numLabels, mu } = this;
    // L̄ · weight·d/√(d² + μ²)/numLabels
    const gradient = () => {
      const d = sub(prediction, target);
      return mul(gradL, div(mul(weight, div(d, smoothAbs(d, mu))), numLabels));
    };
    return [gradient, () => neg(gradient())];
  }
}
registerOwn(GHMRLoss);

export interface GHMROptions extends GHMOptions {
  /** μ of ASL1, the half width of its parabola, in units of the target. Default 0.02. */
  mu?: number | undefined;
}

/**
 * GHM-R, for bounding boxes and other regression.
 *
 * With $d$ = prediction − target, the loss is $\frac{1}{N} \sum_i β_i (\sqrt{d_i^2 + μ^2} - μ)$,
 * where β comes from the density of the gradient norms $|d / \sqrt{d^2 + μ^2}|$ and is a constant.
 * N is the sum of the mask (mmdetection's `label_weight`), at least 1.
 *
 * Source: Li, Liu & Wang, "Gradient Harmonized Single-stage Detector", AAAI 2019, section
 * "GHM-R Loss", with the choices of mmdetection's `GHMR`.
 *
 * @throws RangeError if shapes do not fit, the mask is negative, or mu is not positive.
 */
export function ghmrLoss(
  prediction: TensorLike,
  target: TensorLike,
  options: GHMROptions = {},
): Tensor {
  const {
    density = new GradientDensity(),
    mask,
    reduction = "mean",
    lossWeight = 1,
    mu = 0.02,
  } = array.checkOptions("ghmrLoss", options);
  checkReduction(reduction);
  checkMu("ghmrLoss", mu);
  const [output, wanted] = lift([prediction, target], "ghmrLoss");
  checkSameShape("ghmrLoss", output, wanted);
  const { values, keep } = readMask(mask, output.shape, output.dtype);
  const loss = new GHMRLoss(density, values, reduction, mu);
  return scale(loss.apply(keep(output), keep(wanted)), lossWeight);
}
