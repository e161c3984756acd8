/** The logistic function and related functions. */
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
import { sigmoidBackward, softplusBackward, tanhBackward } from "./fused.js";

/** y = σ(x) = 1/(1 + e⁻ˣ) */
export class Sigmoid extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.sigmoid(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => sigmoidBackward(gradY, y)]; // x̄ = ȳ·y·(1 − y)
  }
}

/** y = log(1 + eˣ) */
export class Softplus extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => softplusBackward(gradY, x)]; // x̄ = ȳ·σ(x)
  }
}

/** y = tanh x */
export class Tanh extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.tanh(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => tanhBackward(gradY, y)]; // x̄ = ȳ·(1 − y²)
  }
}

/**
 * The logistic function σ(x) = 1/(1 + e⁻ˣ).
 *
 * @param x - of any shape.
 */
export function sigmoid(x: TensorLike): Tensor {
  return new Sigmoid().apply(x);
}

/**
 * log(1 + eˣ), as max(x, 0) + log1p(e^−|x|), which does not overflow.
 *
 * @param x - of any shape.
 */
export function softplus(x: TensorLike): Tensor {
  return new Softplus().apply(x);
}

/**
 * log σ(x), as −softplus(−x), which does not overflow.
 *
 * @param x - of any shape.
 */
export function logSigmoid(x: TensorLike): Tensor {
  return neg(softplus(neg(x)));
}

/**
 * x·σ(x), also called swish (Elfwing, Uchibe & Doya 2017).
 *
 * @param x - of any shape.
 */
export function silu(x: TensorLike): Tensor {
  return mul(x, sigmoid(x));
}

/**
 * The hyperbolic tangent.
 *
 * @param x - of any shape.
 */
export function tanh(x: TensorLike): Tensor {
  return new Tanh().apply(x);
}
