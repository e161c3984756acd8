/** Axes in another order, and elements in the opposite order. */
import * as array from "../array/index.js";
import type { Axis, NdArray } from "../array/index.js";
import { asTensor, Op, type Gradients, type Tensor, type TensorLike } from "../autograd/index.js";

/** Axis i of y = axis axes[i] of x */
export class Permute extends Op<1> {
  constructor(readonly axes: readonly number[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.permute(x, this.axes);
  }
  backward(gradY: Tensor): Gradients<1> {
    const back = this.axes.map((_, axis) => this.axes.indexOf(axis));
    return [() => permute(gradY, back)]; // x̄ = ȳ with its axes put back
  }
}

/** y = x in the opposite order along axes */
export class Flip extends Op<1> {
  constructor(readonly axes: readonly number[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.flip(x, this.axes);
  }
  backward(gradY: Tensor): Gradients<1> {
    return [() => flip(gradY, this.axes)]; // x̄ = ȳ flipped back
  }
}

/**
 * Axis i of the result is axis `axes[i]` of `x`. Copies nothing.
 *
 * @throws RangeError if `axes` does not name each axis once.
 */
export function permute(x: TensorLike, axes: readonly number[]): Tensor {
  const t = asTensor(x);
  array.checkList(axes, "permute", "[1, 0]");
  return new Permute(axes.map((axis) => array.positiveAxis(axis, t.ndim, "permute"))).apply(t);
}

/**
 * Exchanges two axes, by default the last two. Copies nothing.
 *
 * @throws RangeError if `x` lacks one of them.
 */
export function transpose(x: TensorLike, axis1 = -2, axis2 = -1): Tensor {
  const t = asTensor(x);
  const i = array.positiveAxis(axis1, t.ndim, "transpose");
  const j = array.positiveAxis(axis2, t.ndim, "transpose");
  const axes = t.shape.map((_, axis) => axis);
  [axes[i], axes[j]] = [j, i];
  return new Permute(axes).apply(t);
}

/**
 * The elements in the opposite order along `axis`: a number, a list, or `null` for all. Copies
 * nothing.
 *
 * @throws RangeError if there is no such axis.
 */
export function flip(x: TensorLike, axis: Axis = null): Tensor {
  const t = asTensor(x);
  return new Flip(array.positiveAxes(axis, t.ndim, "flip")).apply(t);
}
