/** The logistic function and its family. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { mul, neg, sub } from "./arithmetic.js";

/** y = σ(x) = 1/(1 + e⁻ˣ) */
export class Sigmoid extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.sigmoid(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => new SigmoidBackward().apply(gradY, y)]; // x̄ = ȳ·y·(1 − y)
  }
}

/** z = ȳ·y·(1 − y), what goes back through y = σ(x); in one pass over the elements */
export class SigmoidBackward extends Op<2> {
  forward(gradY: NdArray, y: NdArray): NdArray {
    return array.sigmoidBackward(gradY, y);
  }
  backward(gradZ: Tensor, [gradY, y]: Inputs<2>): Gradients<2> {
    return [
      () => new SigmoidBackward().apply(gradZ, y), // z̄·y·(1 − y)
      () => mul(gradZ, mul(gradY, sub(1, mul(2, y)))), // z̄·ȳ·(1 − 2y)
    ];
  }
}

/** y = log(1 + eˣ) */
export class Softplus extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => new SoftplusBackward().apply(gradY, x)]; // x̄ = ȳ·σ(x)
  }
}

/** z = ȳ·σ(x), what goes back through y = log(1 + eˣ); in one pass over the elements */
export class SoftplusBackward extends Op<2> {
  forward(gradY: NdArray, x: NdArray): NdArray {
    return array.softplusBackward(gradY, x);
  }
  backward(gradZ: Tensor, [gradY, x]: Inputs<2>): Gradients<2> {
    return [
      () => new SoftplusBackward().apply(gradZ, x), // z̄·σ(x)
      () => mul(gradZ, new SigmoidBackward().apply(gradY, sigmoid(x))), // z̄·ȳ·σ(x)·(1 − σ(x))
    ];
  }
}

/** y = tanh x */
export class Tanh extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.tanh(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => new TanhBackward().apply(gradY, y)]; // x̄ = ȳ·(1 − y²)
  }
}

/** z = ȳ·(1 − y²), what goes back through y = tanh x; in one pass over the elements */
export class TanhBackward extends Op<2> {
  forward(gradY: NdArray, y: NdArray): NdArray {
    return array.tanhBackward(gradY, y);
  }
  backward(gradZ: Tensor, [gradY, y]: Inputs<2>): Gradients<2> {
    return [
      () => new TanhBackward().apply(gradZ, y), // z̄·(1 − y²)
      () => mul(gradZ, mul(gradY, mul(-2, y))), // −2·z̄·ȳ·y
    ];
  }
}

/** z = σ(x) − t; as one function since the difference of two rounded numbers would lose its digits */
export class SigmoidMinus extends Op<2> {
  /** @param known - z, where it was found before. */
  constructor(readonly known: NdArray | null = null) {
    super();
  }
  forward(x: NdArray, t: NdArray): NdArray {
    return this.known ?? array.sigmoidMinus(x, t);
  }
  backward(gradZ: Tensor, [x]: Inputs<2>): Gradients<2> {
    return [
      () => new SigmoidBackward().apply(gradZ, sigmoid(x)), // z̄·σ(x)·(1 − σ(x))
      () => neg(gradZ),
    ];
  }
}

/** σ(x) = 1/(1 + e⁻ˣ) */
export function sigmoid(x: TensorLike): Tensor {
  return new Sigmoid().apply(x);
}

/** log(1 + eˣ) = max(x, 0) + log1p(e^−|x|): neither end overflows. */
export function softplus(x: TensorLike): Tensor {
  return new Softplus().apply(x);
}

/** log σ(x) = −softplus(−x) */
export function logSigmoid(x: TensorLike): Tensor {
  return neg(softplus(neg(x)));
}

/** x·σ(x), also called swish (Elfwing, Uchibe & Doya 2017). */
export function silu(x: TensorLike): Tensor {
  return mul(x, sigmoid(x));
}

/** σ(x) − t, broadcast: what is left of a probability. Exact to its last digits where it is near 0. */
export function sigmoidMinus(x: TensorLike, t: TensorLike): Tensor {
  return new SigmoidMinus().apply(x, t);
}

/** tanh x */
export function tanh(x: TensorLike): Tensor {
  return new Tanh().apply(x);
}
