/** Variance, standard deviation and norm. */
import { checkOptions, positiveAxes, sizeOver, type Axis } from "../array/index.js";
import { asTensor, type Tensor, type TensorLike } from "../autograd/index.js";
import { div, square, sub } from "./arithmetic.js";
import { equal } from "./compare.js";
import { sqrt } from "./pow.js";
import { mean, sum, type ReduceOptions } from "./sum.js";
import { where } from "./where.js";

export interface VarianceOptions extends ReduceOptions {
  /**
   * The divisor is n − correction: 1 (the default, as in PyTorch) is unbiased, 0 is as in NumPy.
   */
  correction?: number | undefined;
}

const defaults = { correction: 1, keepdims: false };

/**
 * Σ (x − mean)² / (n − correction) over `axis`, where n is the number of elements in a sum; NaN or
 * ∞ where n ≤ correction.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - the correction, and whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function variance(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  const { correction, keepdims } = checkOptions("variance", options, defaults);
  const t = asTensor(x);
  const axes = positiveAxes(axis, t.ndim, "variance");
  const deviation = sub(t, mean(t, axes, { keepdims: true }));
  const divisor = Math.max(sizeOver(t.shape, axes) - correction, 0);
  return div(sum(square(deviation), axes, { keepdims }), divisor);
}

/**
 * The standard deviation, √{@link variance}. Where it is 0, its gradient is 0.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - the correction, and whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function std(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  const filled = checkOptions("std", options, defaults);
  const t = asTensor(x);
  return rootOf(variance(t, positiveAxes(axis, t.ndim, "std"), filled));
}

/**
 * The Euclidean norm √Σ x² over `axis`. Where it is 0, its gradient is 0.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function norm(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = checkOptions("norm", options, { keepdims: false });
  const t = asTensor(x);
  return rootOf(sum(square(t), positiveAxes(axis, t.ndim, "norm"), { keepdims }));
}

/** √x, but with derivative 0 at 0, where that of `sqrt` is infinite. */
function rootOf(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}
