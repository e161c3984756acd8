/** Exponentials and logarithms. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  add,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { div, mul } from "./arithmetic.js";

/** y = eˣ */
export class Exp extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.exp(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => mul(gradY, y)]; // x̄ = ȳ·y
  }
}

/** y = eˣ − 1 */
export class Expm1 extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.expm1(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, exp(x))]; // x̄ = ȳ·eˣ, which y + 1 would round to 0 far below 0
  }
}

/** y = log x */
export class Log extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.log(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => div(gradY, x)]; // x̄ = ȳ/x
  }
}

/** y = log(1 + x) */
export class Log1p extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.log1p(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => div(gradY, add(x, 1))]; // x̄ = ȳ/(1 + x)
  }
}

/**
 * eˣ
 *
 * @param x - of any shape.
 */
export function exp(x: TensorLike): Tensor {
  return new Exp().apply(x);
}

/**
 * eˣ − 1, accurate for small x.
 *
 * @param x - of any shape.
 */
export function expm1(x: TensorLike): Tensor {
  return new Expm1().apply(x);
}

/**
 * The natural logarithm; −∞ at 0, NaN below.
 *
 * @param x - of any shape.
 */
export function log(x: TensorLike): Tensor {
  return new Log().apply(x);
}

/**
 * log(1 + x), accurate for small x.
 *
 * @param x - of any shape.
 */
export function log1p(x: TensorLike): Tensor {
  return new Log1p().apply(x);
}
