import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { Op, type Gradients, type Inputs, type Tensor } from "../autograd/index.js";
import { div, mul } from "../ops/index.js";

/** y = √(x² + μ²) */
export class SmoothAbs extends Op<1> {
  constructor(readonly mu: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.map(x, (value) => Math.hypot(value, this.mu));
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    return [() => mul(gradY, div(x, y))]; // x̄ = ȳ·x/√(x² + μ²)
  }
}

/**
 * √(x² + μ²), a smooth |x|.
 *
 * @param x - of any shape.
 * @param mu - μ > 0.
 */
export function smoothAbs(x: Tensor, mu: number): Tensor {
  return new SmoothAbs(mu).apply(x);
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
