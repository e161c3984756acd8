/** GHM-R: the Gradient Harmonizing Mechanism for regression. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  add,
  asTensor,
  Op,
  Tensor,
  type Gradients,
  type Inputs,
  type TensorLike,
} from "../autograd/index.js";
import { div, mul, neg, rsqrt, square, sub } from "../ops/index.js";
import { GradientDensity, type Density } from "./density.js";
import type { GHMOptions } from "./ghmc.js";
import { readMask } from "./labels.js";
import { checkReduction, checkSameShape, reduceArray, scale, type Reduction } from "./reduction.js";

/**
 * L = (1/numLabels) Σ βᵢ·(√(dᵢ² + μ²) − μ), d = prediction − target. The weights β are constants to
 * the backward pass (Li, Liu & Wang 2019, section "GHM-R Loss").
 */
export class GHMRLoss extends Op<2> {
  /** β of each element; 0 where it does not count. */
  weight!: Tensor;

  constructor(
    readonly density: Density,
    readonly valid: Tensor,
    readonly numLabels: number,
    readonly reduction: Reduction,
    readonly mu: number,
  ) {
    super();
  }

  forward(prediction: NdArray, target: NdArray): NdArray {
    const { mu } = this;
    const d = array.sub(prediction, target);
    const root = array.map(d, (value) => Math.sqrt(value * value + mu * mu));
    const g = array.abs(array.div(d, root)); // gr = |d/√(d² + μ²)|
    this.weight = new Tensor(this.density.weigh(g, this.valid.data, this.numLabels));
    const asl1 = array.map(root, (value) => value - mu);
    return reduceArray(array.mul(this.weight.data, asl1), this.reduction, this.numLabels);
  }

  backward(gradL: Tensor, [prediction, target]: Inputs<2>): Gradients<2> {
    const numLabels = this.reduction === "mean" ? this.numLabels : 1;
    const gradient = () => {
      const d = sub(prediction, target);
      const slope = mul(d, rsqrt(add(square(d), this.mu ** 2)));
      return mul(gradL, div(mul(this.weight, slope), numLabels));
    };
    // L̄ · weight·d/√(d² + μ²)/numLabels for the prediction, and its opposite for the target
    return [gradient, () => neg(gradient())];
  }
}

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
  {
    density = new GradientDensity(),
    mask,
    reduction = "mean",
    lossWeight = 1,
    mu = 0.02,
  }: GHMROptions = {},
): Tensor {
  checkReduction(reduction);
  if (!(mu > 0)) throw new RangeError(`ghmrLoss: mu must be > 0, not ${mu}`);
  const output = asTensor(prediction);
  const wanted = asTensor(target);
  checkSameShape("ghmrLoss", output, wanted);
  const { valid, total, keep } = readMask(mask, output.shape, output.dtype);
  const loss = new GHMRLoss(density, valid, Math.max(total, 1), reduction, mu);
  return scale(loss.apply(keep(output), keep(wanted)), lossWeight);
}
