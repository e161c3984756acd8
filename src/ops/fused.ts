/**
 * Ops that do in one pass over the elements what would take several: backward passes of other ops,
 * and what losses are made of. They are not public.
 */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  add,
  lift,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { mul, neg, sub } from "./arithmetic.js";
import { matmul } from "./matmul.js";
import { transpose } from "./permute.js";

/** Y = X·W + b, where b is added to each row */
export class Affine extends Op<3> {
  forward(x: NdArray, w: NdArray, b: NdArray): NdArray {
    return array.affine(x, w, b);
  }
  backward(gradY: Tensor, [x, w]: Inputs<3>): Gradients<3> {
    return [
      () => matmul(gradY, transpose(w)), // X̄ = Ȳ·Wᵀ
      () => matmul(transpose(x), gradY), // W̄ = Xᵀ·Ȳ
      () => gradY, // b̄ = Ȳ, summed over the rows that b was added to
    ];
  }
}

/** z = ȳ·y·(1 − y), the backward pass of y = σ(x) */
export class SigmoidBackward extends Op<2> {
  forward(gradY: NdArray, y: NdArray): NdArray {
    return array.sigmoidBackward(gradY, y);
  }
  backward(gradZ: Tensor, [gradY, y]: Inputs<2>): Gradients<2> {
    return [
      () => sigmoidBackward(gradZ, y), // z̄·y·(1 − y)
      () => mul(gradZ, mul(gradY, sub(1, mul(2, y)))), // z̄·ȳ·(1 − 2y)
    ];
  }
}

/** z = ȳ·σ(x), the backward pass of y = log(1 + eˣ) */
export class SoftplusBackward extends Op<2> {
  forward(gradY: NdArray, x: NdArray): NdArray {
    return array.softplusBackward(gradY, x);
  }
  backward(gradZ: Tensor, [gradY, x]: Inputs<2>): Gradients<2> {
    return [
      () => softplusBackward(gradZ, x), // z̄·σ(x)
      () => mul(gradZ, sigmoidBackward(gradY, sigma(x))), // z̄·ȳ·σ(x)·(1 − σ(x))
    ];
  }
}

/** z = ȳ·(1 − y²), the backward pass of y = tanh x */
export class TanhBackward extends Op<2> {
  forward(gradY: NdArray, y: NdArray): NdArray {
    return array.tanhBackward(gradY, y);
  }
  backward(gradZ: Tensor, [gradY, y]: Inputs<2>): Gradients<2> {
    return [
      () => tanhBackward(gradZ, y), // z̄·(1 − y²)
      () => mul(gradZ, mul(gradY, mul(-2, y))), // −2·z̄·ȳ·y
    ];
  }
}

/** z = ȳ, but 0 where x ≤ 0: the backward pass of y = max(x, 0) */
export class ReluBackward extends Op<2> {
  forward(gradY: NdArray, x: NdArray): NdArray {
    return array.reluBackward(gradY, x);
  }
  backward(gradZ: Tensor, [, x]: Inputs<2>): Gradients<2> {
    return [() => reluBackward(gradZ, x), null]; // z̄, but 0 where x ≤ 0; x only chooses
  }
}

/** z = σ(x) − t, as one function: the difference of two rounded numbers would lose digits */
export class SigmoidMinus extends Op<2> {
  constructor(readonly known: NdArray | null) {
    super();
  }
  forward(x: NdArray, t: NdArray): NdArray {
    return this.known ?? array.sigmoidMinus(x, t);
  }
  backward(gradZ: Tensor, [x]: Inputs<2>): Gradients<2> {
    return [
      () => sigmoidBackward(gradZ, sigma(x)), // z̄·σ(x)·(1 − σ(x))
      () => neg(gradZ),
    ];
  }
}

/** σ(x). sigmoid.ts, which has an op for it, imports this file. */
const sigma = (x: Tensor) => sigmoidMinus(x, 0);

/** y = w·x, but 0 where w = 0, even if x is infinite: p*·log p where p* and p are 0 */
export class Weighted extends Op<2> {
  forward(w: NdArray, x: NdArray): NdArray {
    return array.weighted(w, x);
  }
  backward(gradY: Tensor, [w, x]: Inputs<2>): Gradients<2> {
    return [
      () => mul(gradY, x), // w̄ = ȳ·x
      () => weighted(w, gradY), // x̄ = w·ȳ, likewise
    ];
  }
}

/** y = a·b·c, element by element */
export class Product extends Op<3> {
  forward(a: NdArray, b: NdArray, c: NdArray): NdArray {
    return array.product(a, b, c);
  }
  backward(gradY: Tensor, [a, b, c]: Inputs<3>): Gradients<3> {
    return [
      () => mul(gradY, mul(b, c)), // ā = ȳ·b·c
      () => mul(gradY, mul(a, c)), // b̄ = ȳ·a·c
      () => mul(gradY, mul(a, b)), // c̄ = ȳ·a·b
    ];
  }
}

/**
 * x·W + b, as a linear layer computes it: `add(matmul(x, w), b)`.
 *
 * @param x - of shape [..., k].
 * @param w - of shape [k, m].
 * @param b - of shape [m].
 * @throws RangeError naming both shapes if they do not fit.
 */
export function affine(x: TensorLike, w: TensorLike, b: TensorLike): Tensor {
  const [input, weight, bias] = lift([x, w, b], "affine");
  const isPlain = input.ndim === 2 && weight.ndim === 2 && bias.ndim === 1;
  if (isPlain) return new Affine().apply(input, weight, bias);
  return add(matmul(input, weight), bias);
}

/**
 * w·x element by element, with broadcasting, but 0 where w = 0, even if x is infinite: the limit of a
 * loss that counts less and less. A NaN shows, whatever its weight.
 *
 * @param w - weights, of any shape.
 * @param x - of any shape that broadcasts with that of `w`.
 */
export function weighted(w: TensorLike, x: TensorLike): Tensor {
  return new Weighted().apply(w, x);
}

/**
 * a·b·c element by element, with broadcasting.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with the others.
 * @param c - of any shape that broadcasts with the others.
 */
export function product(a: TensorLike, b: TensorLike, c: TensorLike): Tensor {
  return new Product().apply(a, b, c);
}

/**
 * ȳ·y·(1 − y), the backward pass of `sigmoid`.
 *
 * @param gradY - ȳ, the gradient of the function's value.
 * @param y - its value σ(x).
 */
export function sigmoidBackward(gradY: Tensor, y: Tensor): Tensor {
  return new SigmoidBackward().apply(gradY, y);
}

/**
 * ȳ·σ(x), the backward pass of `softplus`.
 *
 * @param gradY - ȳ, the gradient of the function's value.
 * @param x - its argument.
 */
export function softplusBackward(gradY: Tensor, x: Tensor): Tensor {
  return new SoftplusBackward().apply(gradY, x);
}

/**
 * ȳ·(1 − y²), the backward pass of `tanh`.
 *
 * @param gradY - ȳ, the gradient of the function's value.
 * @param y - its value tanh x.
 */
export function tanhBackward(gradY: Tensor, y: Tensor): Tensor {
  return new TanhBackward().apply(gradY, y);
}

/**
 * ȳ, but 0 where x ≤ 0: the backward pass of `relu`.
 *
 * @param gradY - ȳ, the gradient of the function's value.
 * @param x - its argument.
 */
export function reluBackward(gradY: Tensor, x: Tensor): Tensor {
  return new ReluBackward().apply(gradY, x);
}

/**
 * σ(x) − t, with broadcasting: accurate to its last digits even where it is near 0.
 *
 * @param x - of any shape.
 * @param t - of any shape that broadcasts with that of `x`.
 * @param known - the result, if it has been computed before.
 */
export function sigmoidMinus(x: TensorLike, t: TensorLike, known: NdArray | null = null): Tensor {
  return new SigmoidMinus(known).apply(x, t);
}
