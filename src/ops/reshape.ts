/** Other shapes for the same elements in the same order. */
import * as array from "../array/index.js";
import type { NdArray, Shape } from "../array/index.js";
import {
  asTensor,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";

/** y = the elements of x, in row-major order, in another shape */
export class Reshape extends Op<1> {
  constructor(readonly shape: Shape) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.reshape(x, this.shape);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => reshape(gradY, x.shape)]; // x̄ = ȳ, in the shape of x
  }
}

/**
 * The elements of `x`, in row-major order, in another shape. Copies them only if `x` is not
 * contiguous.
 *
 * @param x - of any shape.
 * @param shape - the shape of the result. One size can be -1: it is inferred from the others.
 * @throws RangeError if the elements do not fill the shape.
 */
export function reshape(x: TensorLike, shape: Shape): Tensor {
  return new Reshape(shape).apply(x);
}

/**
 * Removes axes of size 1.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all of size 1; negative ones count from the end.
 * @throws RangeError if a named axis has another size.
 */
export function squeeze(x: TensorLike, axis: array.Axis = null): Tensor {
  const t = asTensor(x);
  const axes = array.positiveAxes(axis, t.ndim, "squeeze");
  const wrong = axis === null ? undefined : axes.find((a) => t.shape[a] !== 1);
  if (wrong !== undefined) {
    throw new RangeError(
      `squeeze: axis ${wrong} of shape ${array.showShape(t.shape)} has size ${t.shape[wrong]}; ` +
        `only axes of size 1 can go`,
    );
  }
  return reshape(
    t,
    t.shape.filter((n, a) => n !== 1 || !axes.includes(a)),
  );
}

/**
 * Inserts an axis of size 1.
 *
 * @param x - of any shape.
 * @param axis - where the new axis is in the result; a negative number counts from the end.
 * @throws RangeError if the result has no such axis.
 */
export function unsqueeze(x: TensorLike, axis: number): Tensor {
  const t = asTensor(x);
  const at = array.positiveAxis(axis, t.ndim + 1, "unsqueeze");
  return reshape(t, t.shape.toSpliced(at, 0, 1));
}
