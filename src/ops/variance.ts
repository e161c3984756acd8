/** Spread and length. */
import { checkOptions, positiveAxes, sizeOver, type Axis } from "../array/index.js";
import { asTensor, type Tensor, type TensorLike } from "../autograd/index.js";
import { div, square, sub } from "./arithmetic.js";
import { equal } from "./compare.js";
import { sqrt } from "./pow.js";
import { mean, sum, type ReduceOptions } from "./sum.js";
import { where } from "./where.js";

export interface VarianceOptions extends ReduceOptions {
  /** The divisor is n − correction: 1 (default, as in PyTorch) is unbiased, 0 is NumPy's. */
  correction?: number | undefined;
}

/**
 * Σ (x − mean)² / (n − correction) over `axis`; NaN or ∞ where that divides by 0.
 *
 * @throws RangeError if there is no such axis.
 */
export function variance(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  const { correction = 1, keepdims = false } = checkOptions("variance", options);
  const t = asTensor(x);
  const axes = positiveAxes(axis, t.ndim, "variance");
  const deviation = sub(t, mean(t, axes, { keepdims: true }));
  const divisor = Math.max(sizeOver(t.shape, axes) - correction, 0);
  return div(sum(square(deviation), axes, { keepdims }), divisor);
}

/**
 * The standard deviation √variance. Its gradient where it is 0 is 0.
 *
 * @throws RangeError if there is no such axis.
 */
export function std(x: TensorLike, axis: Axis = null, options: VarianceOptions = {}): Tensor {
  const t = asTensor(x);
  return rootOf(variance(t, positiveAxes(axis, t.ndim, "std"), options));
}

/**
 * The Euclidean norm √Σ x² over `axis`. Its gradient where it is 0 is 0.
 *
 * @throws RangeError if there is no such axis.
 */
export function norm(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  return rootOf(sum(square(t), positiveAxes(axis, t.ndim, "norm"), options));
}

/** √x, but with derivative 0 at 0, where that of `sqrt` is infinite. */
function rootOf(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}
