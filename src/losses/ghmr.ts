/** GHM-R: the Gradient Harmonizing Mechanism for regression. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { lift, Tensor, type Gradients, type Inputs, type TensorLike } from "../autograd/index.js";
import { div, mul, neg, sub } from "../ops/index.js";
import { weightsOf, type Density } from "./density.js";
import { ghmDefaults, GHMLoss, reducedLoss, weightedSum, type GHMOptions } from "./ghm.js";
import { GradientDensity } from "./gradientDensity.js";
import { readMask } from "./labels.js";
import { checkSameShape } from "./reduction.js";
import { asl1 } from "./regression.js";
import { checkMu, smoothAbsOf, smoothSign, smoothSignOf } from "./smoothAbs.js";

/**
 * L = (1/numLabels) Σ βᵢ·(√(dᵢ² + μ²) − μ), d = prediction − target. The forward pass finds the
 * weights β; to the backward pass they are constants (Li, Liu & Wang 2019, section "GHM-R Loss").
 */
export class GHMRLoss extends GHMLoss {
  /**
   * @param density - weighs the elements.
   * @param mask - of the prediction's shape, ≥ 0; 0 where an element does not count.
   * @param mu - μ > 0, in units of the target.
   */
  constructor(
    density: Density,
    mask: Tensor,
    readonly mu: number,
  ) {
    super(density, mask);
  }

  forward(prediction: NdArray, target: NdArray): NdArray {
    const { density, mask, numLabels, mu } = this;
    const d = array.sub(prediction, target);
    const g = array.map(d, (v) => Math.abs(smoothSignOf(v, mu))); // |d|/√(d² + μ²)
    const loss = array.map(d, (v) => smoothAbsOf(v, mu)); // √(d² + μ²) − μ
    const weight = weightsOf(density, g, mask.data); // β = numLabels/GD(g)
    this.weight = new Tensor(weight); // from here on a constant
    const mean = weightedSum(weight, loss) / numLabels;
    return array.full([], mean, array.dtypeOf(loss));
  }

  backward(gradL: Tensor, [prediction, target]: Inputs<2>): Gradients<2> {
    const { weight, numLabels, mu } = this;
    // L̄ · weight·d/√(d² + μ²)/numLabels
    const gradient = () => {
      const sign = smoothSign(sub(prediction, target), mu); // d/√(d² + μ²)
      return mul(gradL, div(mul(weight, sign), numLabels));
    };
    return [gradient, () => neg(gradient())];
  }
}

export interface GHMROptions extends GHMOptions {
  /** μ of {@link asl1}, half the width of its parabola, in units of the target. Default 0.02. */
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
 * @param prediction - of any shape.
 * @param target - of the prediction's shape.
 * @param options - the density, μ, a mask, and how to reduce and scale the loss.
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
    mu,
    ...reducing
  } = array.checkOptions("ghmrLoss", options, { ...ghmDefaults, mu: 0.02 });
  checkMu("ghmrLoss", mu);
  const [output, wanted] = lift([prediction, target], "ghmrLoss");
  checkSameShape("ghmrLoss", output, wanted);
  const { values, keep } = readMask("ghmrLoss", mask, output.shape, output.dtype);
  const op = new GHMRLoss(density, values, mu);
  const lossOfEach = (x: Tensor, y: Tensor) => asl1(x, y, { mu, reduction: "none" });
  return reducedLoss("ghmrLoss", op, keep(output), keep(wanted), lossOfEach, reducing);
}
