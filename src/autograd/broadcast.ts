/**
 * The three ops that the tape itself needs: `add` accumulates gradients, `sumTo` undoes
 * broadcasting, and `broadcastTo` is what the backward pass of `sumTo` does.
 *
 * In comments, x̄ is ∂loss/∂x, the gradient of x.
 */
import * as array from "../array/index.js";
import type { Dtype, NdArray, Shape } from "../array/index.js";
import { Op, type Gradients, type Inputs } from "./op.js";
import type { Tensor, TensorLike } from "./tensor.js";

/** y = a + b */
export class Add extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.add(a, b);
  }
  backward(gradY: Tensor): Gradients<2> {
    return [() => gradY, () => gradY]; // ā = b̄ = ȳ
  }
}

/** Sums over the axes along which broadcasting would repeat `shape`; rounds to `dtype`. */
export class SumTo extends Op<1> {
  constructor(
    readonly shape: Shape,
    readonly dtype: Dtype,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.sumTo(x, this.shape, this.dtype);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => broadcastTo(gradY, x.shape)]; // x̄ᵢ = ȳ of the sum that xᵢ went into
  }
}

/** Repeats `x` to `shape`, as NumPy broadcasts it. */
export class BroadcastTo extends Op<1> {
  constructor(readonly shape: Shape) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.broadcastTo(x, this.shape);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => sumTo(gradY, x.shape, x.dtype)]; // x̄ = Σ ȳ over the copies of x
  }
}

/**
 * a + b element by element, with broadcasting.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function add(a: TensorLike, b: TensorLike): Tensor {
  return new Add().apply(a, b);
}

/**
 * `x`, summed over the axes along which broadcasting would repeat `shape`, and rounded to `dtype`.
 *
 * @param x - of a shape that `shape` broadcasts to.
 * @param shape - the shape of the result.
 * @param dtype - the dtype of the result.
 */
export function sumTo(x: Tensor, shape: Shape, dtype: Dtype): Tensor {
  return new SumTo(shape, dtype).apply(x);
}

/**
 * `x` repeated to `shape`, as in NumPy: along new leading axes and axes of size 1. Copies nothing.
 *
 * @param x - of any shape that broadcasts to `shape`.
 * @param shape - the shape of the result.
 * @throws RangeError naming both shapes if `x` does not broadcast to `shape`.
 */
export function broadcastTo(x: TensorLike, shape: Shape): Tensor {
  return new BroadcastTo(shape).apply(x);
}
