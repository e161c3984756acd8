/** Sine and cosine. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { mul, neg } from "./arithmetic.js";

/** y = sin x */
export class Sin extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.sin(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, cos(x))]; // x̄ = ȳ·cos x
  }
}

/** y = cos x */
export class Cos extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.cos(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => neg(mul(gradY, sin(x)))]; // x̄ = −ȳ·sin x
  }
}

/**
 * sin x
 *
 * @param x - of any shape, in radians.
 */
export function sin(x: TensorLike): Tensor {
  return new Sin().apply(x);
}

/**
 * cos x
 *
 * @param x - of any shape, in radians.
 */
export function cos(x: TensorLike): Tensor {
  return new Cos().apply(x);
}
