import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { add, Op, type Gradients, type Inputs, type Tensor } from "../autograd/index.js";
import { div, mul, square } from "../ops/index.js";

/**
 * √(d² + μ²) − μ, as d²/(√(d² + μ²) + μ), which does not cancel where d is small.
 *
 * @param d - any number.
 * @param mu - μ > 0.
 */
export function smoothAbsOf(d: number, mu: number): number {
  const size = Math.abs(d);
  return size === Infinity ? size : size * (size / (Math.hypot(d, mu) + mu));
}

/**
 * d/√(d² + μ²), the derivative of √(d² + μ²) − μ: ±1 at ±∞.
 *
 * @param d - any number.
 * @param mu - μ > 0.
 */
export function smoothSignOf(d: number, mu: number): number {
  return Math.abs(d) === Infinity ? Math.sign(d) : d / Math.hypot(d, mu);
}

/** y = √(x² + μ²) − μ */
export class SmoothAbs extends Op<1> {
  constructor(readonly mu: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.map(x, (value) => smoothAbsOf(value, this.mu));
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, smoothSign(x, this.mu))]; // x̄ = ȳ·x/√(x² + μ²)
  }
}

/** y = x/√(x² + μ²) */
export class SmoothSign extends Op<1> {
  constructor(readonly mu: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.map(x, (value) => smoothSignOf(value, this.mu));
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    const root = () => add(smoothAbs(x, this.mu), this.mu);
    return [() => div(mul(gradY, square(div(this.mu, root()))), root())]; // x̄ = ȳ·μ²/√(x² + μ²)³
  }
}

/**
 * √(x² + μ²) − μ, a smooth |x|.
 *
 * @param x - of any shape.
 * @param mu - μ > 0.
 */
export function smoothAbs(x: Tensor, mu: number): Tensor {
  return new SmoothAbs(mu).apply(x);
}

/**
 * x/√(x² + μ²), a smooth sign of x: the derivative of {@link smoothAbs}.
 *
 * @param x - of any shape.
 * @param mu - μ > 0.
 */
export function smoothSign(x: Tensor, mu: number): Tensor {
  return new SmoothSign(mu).apply(x);
}

/**
 * Checks μ.
 *
 * @param caller - the function that the message names.
 * @param mu - as the user gave it.
 * @throws RangeError unless μ is positive and finite.
 */
export function checkMu(caller: string, mu: number): void {
  if (!(mu > 0 && mu < Infinity)) {
    throw new RangeError(`${caller}: mu must be > 0 and finite, not ${mu}`);
  }
}
