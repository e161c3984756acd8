/** Axes in another order, and elements in reverse order. */
import * as array from "../array/index.js";
import type { Axis, NdArray } from "../array/index.js";
import { asTensor, Op, type Gradients, type Tensor, type TensorLike } from "../autograd/index.js";

/** axis i of y = axis axes[i] of x */
export class Permute extends Op<1> {
  constructor(readonly axes: readonly number[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.permute(x, this.axes);
  }
  backward(gradY: Tensor): Gradients<1> {
    const back = this.axes.map((_, axis) => this.axes.indexOf(axis));
    return [() => permute(gradY, back)]; // x̄ = ȳ with its axes in their old order
  }
}

/** y = x in reverse order along axes */
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
 * `x` with its axes in another order. Copies nothing.
 *
 * @param x - of any shape.
 * @param axes - for each axis of the result, which axis of `x` it is.
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
 * @param x - of any shape with at least two axes.
 * @param axis1 - one axis; a negative one counts from the end.
 * @param axis2 - the other.
 * @throws RangeError if `x` does not have one of them.
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
 * The elements in reverse order along `axis`. Copies nothing.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @throws RangeError if there is no such axis.
 */
export function flip(x: TensorLike, axis: Axis = null): Tensor {
  const t = asTensor(x);
  return new Flip(array.positiveAxes(axis, t.ndim, "flip")).apply(t);
}
