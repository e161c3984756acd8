import * as array from "../array/index.js";
import { positiveAxes, type Axis, type NdArray } from "../array/index.js";
import {
  asTensor,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { div, neg } from "./arithmetic.js";
import { withAxes } from "./axes.js";
import { equal } from "./compare.js";
import { sum, type ReduceOptions } from "./sum.js";
import { where } from "./where.js";

/** y = the largest elements of x over axes */
export class Max extends Op<1> {
  constructor(
    readonly axes: readonly number[],
    readonly keepdims: boolean,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.max(x, this.axes, this.keepdims);
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    // x̄ = ȳ at the largest element, shared equally between ties; NaN where y is NaN, which no element
    // is equal to
    const aligned = (t: Tensor) => withAxes(t, x.shape, this.axes);
    const isLargest = equal(x, aligned(y));
    const count = () => sum(isLargest, this.axes, { keepdims: true });
    const ofOthers = () => where(equal(aligned(y), aligned(y)), 0, NaN);
    return [() => where(isLargest, div(aligned(gradY), count()), ofOthers())];
  }
}

/**
 * The largest element over `axis`; NaN if one is NaN, and so are then the gradients of all. Equal
 * largest elements share the gradient.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis, or it has size 0.
 */
export function max(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = array.checkOptions("max", options, { keepdims: false });
  const t = asTensor(x);
  return new Max(positiveAxes(axis, t.ndim, "max"), keepdims).apply(t);
}

/**
 * The smallest element over `axis`; NaN if one is NaN, and so are then the gradients of all. Equal
 * smallest elements share the gradient.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis, or it has size 0.
 */
export function min(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = array.checkOptions("min", options, { keepdims: false });
  const t = asTensor(x);
  return neg(max(neg(t), positiveAxes(axis, t.ndim, "min"), { keepdims }));
}
