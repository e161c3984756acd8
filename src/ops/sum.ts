/** Sums and means over axes. */
import { positiveAxes, reducedShape, sizeOver, type Axis } from "../array/index.js";
import { asTensor, sumTo, type Tensor, type TensorLike } from "../autograd/index.js";
import { div } from "./arithmetic.js";
import { reshape } from "./reshape.js";

export interface ReduceOptions {
  /** Keep the reduced axes, with size 1. Default `false`. */
  keepdims?: boolean | undefined;
}

/**
 * The sum over `axis`: a number, a list, or `null` for all.
 *
 * @throws RangeError if there is no such axis.
 */
export function sum(
  x: TensorLike,
  axis: Axis = null,
  { keepdims = false }: ReduceOptions = {},
): Tensor {
  const t = asTensor(x);
  const axes = positiveAxes(axis, t.ndim, "sum");
  const kept = sumTo(t, reducedShape(t.shape, axes, true), t.dtype);
  return keepdims ? kept : reshape(kept, reducedShape(t.shape, axes, false));
}

/**
 * The mean over `axis`; NaN of no elements.
 *
 * @throws RangeError if there is no such axis.
 */
export function mean(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const t = asTensor(x);
  return div(sum(t, axis, options), sizeOver(t.shape, positiveAxes(axis, t.ndim, "mean")));
}
