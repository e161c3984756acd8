/** + − × ÷. `add` is in src/autograd, because the tape needs it as well. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";

/** y = a − b */
export class Sub extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.sub(a, b);
  }
  backward(gradY: Tensor): Gradients<2> {
    return [
      () => gradY, // ā = ȳ
      () => neg(gradY), // b̄ = −ȳ
    ];
  }
}

/** y = −x */
export class Neg extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.neg(x);
  }
  backward(gradY: Tensor): Gradients<1> {
    return [() => neg(gradY)]; // x̄ = −ȳ
  }
}

/** y = a·b, element by element */
export class Mul extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.mul(a, b);
  }
  backward(gradY: Tensor, [a, b]: Inputs<2>): Gradients<2> {
    return [
      () => mul(gradY, b), // ā = ȳ·b
      () => mul(gradY, a), // b̄ = ȳ·a
    ];
  }
}

/** y = a/b */
export class Div extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.div(a, b);
  }
  backward(gradY: Tensor, [, b]: Inputs<2>, y: Tensor): Gradients<2> {
    return [
      () => div(gradY, b), // ā = ȳ/b
      () => neg(mul(gradY, div(y, b))), // b̄ = −ȳ·y/b
    ];
  }
}

/** y = 1/x */
export class Reciprocal extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.reciprocal(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => neg(mul(gradY, square(y)))]; // x̄ = −ȳ·y²
  }
}

/** y = x² */
export class Square extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.mul(x, x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(mul(2, gradY), x)]; // x̄ = 2·ȳ·x; 2·x may overflow where ȳ is small
  }
}

/**
 * a − b element by element, with broadcasting.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function sub(a: TensorLike, b: TensorLike): Tensor {
  return new Sub().apply(a, b);
}

/**
 * −x
 *
 * @param x - of any shape.
 */
export function neg(x: TensorLike): Tensor {
  return new Neg().apply(x);
}

/**
 * a·b element by element, with broadcasting.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  return new Mul().apply(a, b);
}

/**
 * a/b element by element, with broadcasting.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function div(a: TensorLike, b: TensorLike): Tensor {
  return new Div().apply(a, b);
}

/**
 * 1/x
 *
 * @param x - of any shape.
 */
export function reciprocal(x: TensorLike): Tensor {
  return new Reciprocal().apply(x);
}

/**
 * x²
 *
 * @param x - of any shape.
 */
export function square(x: TensorLike): Tensor {
  return new Square().apply(x);
}
