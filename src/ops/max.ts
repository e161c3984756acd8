import * as array from "../array/index.js";
import { positiveAxes, reducedShape, type Axis, type NdArray } from "../array/index.js";
import {
  asTensor,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { div, mul, neg } from "./arithmetic.js";
import { equal } from "./compare.js";
import { reshape } from "./reshape.js";
import { sum, type ReduceOptions } from "./sum.js";

/** y = the largest of x over axes, which keep size 1 */
export class Max extends Op<1> {
  constructor(readonly axes: readonly number[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.max(x, this.axes, true);
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    // x̄ = ȳ at the largest, in equal parts where several are
    const isLargest = equal(x, y);
    return [() => mul(gradY, div(isLargest, sum(isLargest, this.axes, { keepdims: true })))];
  }
}

/**
 * The largest element over `axis`; NaN if one is NaN. Equal largest elements share the gradient.
 *
 * @throws RangeError if there is no such axis, or it has size 0.
 */
export function max(
  x: TensorLike,
  axis: Axis = null,
  { keepdims = false }: ReduceOptions = {},
): Tensor {
  const t = asTensor(x);
  const axes = positiveAxes(axis, t.ndim, "max");
  const kept = new Max(axes).apply(t);
  return keepdims ? kept : reshape(kept, reducedShape(t.shape, axes, false));
}

/**
 * The smallest element over `axis`; NaN if one is NaN. Equal smallest elements share the gradient.
 *
 * @throws RangeError if there is no such axis, or it has size 0.
 */
export function min(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  return neg(max(neg(x), axis, options));
}
