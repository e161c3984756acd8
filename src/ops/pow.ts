/** Powers and roots. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { Op, Tensor, type Gradients, type Inputs, type TensorLike } from "../autograd/index.js";
import { div, mul, sub } from "./arithmetic.js";
import { equal, greaterEqual } from "./compare.js";
import { log } from "./exponential.js";
import { where } from "./where.js";

/** y = xⁿ for a number n */
export class PowScalar extends Op<1> {
  constructor(readonly n: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.map(x, (value) => array.powOf(value, this.n));
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    const { n } = this;
    // x̄ = ȳ·n·xⁿ⁻¹; for n = 0 it is 0, even at x = 0, where x⁻¹ is infinite
    if (n === 0) return [() => new Tensor(array.zeros(x.shape, x.dtype))];
    return [() => mul(gradY, mul(n, pow(x, n - 1)))];
  }
}

/** y = aᵇ, element by element */
export class Pow extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.pow(a, b);
  }
  backward(gradY: Tensor, [a, b]: Inputs<2>, y: Tensor): Gradients<2> {
    // A base of 1 where the formula would give 0·∞ and the derivative is 0, as in PyTorch. a⁻¹ is
    // infinite not only at 0, but also at the smallest subnormal numbers; and NaN⁰ is 1.
    const base = () => {
      const hasInverse = array.map(array.reciprocal(a.data), (v) => Number(Number.isFinite(v)));
      return where(equal(b, 0), where(new Tensor(hasInverse), a, 1), a);
    };
    const logBase = () => where(mul(equal(a, 0), greaterEqual(b, 0)), 1, a);
    return [
      () => mul(gradY, mul(b, pow(base(), sub(b, 1)))), // ā = ȳ·b·aᵇ⁻¹
      () => mul(gradY, mul(y, log(logBase()))), // b̄ = ȳ·y·log a
    ];
  }
}

/** y = √x */
export class Sqrt extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.sqrt(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => div(gradY, mul(2, y))]; // x̄ = ȳ/2y
  }
}

/** y = 1/√x */
export class Rsqrt extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.rsqrt(x);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => mul(gradY, mul(-0.5, pow(y, 3)))]; // x̄ = −½·ȳ·y³
  }
}

/**
 * aᵇ element by element, with broadcasting; 1 where b = 0 or a = 1, and for (−1)^±∞, even if the
 * other is NaN (IEEE 754). The gradient of b where a = 0 ≤ b is 0.
 *
 * @param a - the base, of any shape.
 * @param b - the exponent: a plain number, or of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  return typeof b === "number" ? new PowScalar(b).apply(a) : new Pow().apply(a, b);
}

/**
 * √x; NaN where x < 0. Its derivative at 0 is infinite.
 *
 * @param x - of any shape.
 */
export function sqrt(x: TensorLike): Tensor {
  return new Sqrt().apply(x);
}

/**
 * 1/√x
 *
 * @param x - of any shape.
 */
export function rsqrt(x: TensorLike): Tensor {
  return new Rsqrt().apply(x);
}
