/** The error function, and the Gaussian error linear unit that is made of it. */
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
import { mul, neg, square } from "./arithmetic.js";
import { exp } from "./exponential.js";
import { tanh } from "./sigmoid.js";

/** y = erf x = 2/√π ∫₀ˣ e^(−t²) dt */
export class Erf extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.erf(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    // x̄ = ȳ·2/√π·e^(−x²)
    return [() => mul(gradY, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))))];
  }
}

/**
 * The error function erf x = 2/√π ∫₀ˣ e^(−t²) dt.
 *
 * @param x - of any shape.
 */
export function erf(x: TensorLike): Tensor {
  return new Erf().apply(x);
}

/**
 * The Gaussian error linear unit x·Φ(x) (Hendrycks & Gimpel 2016).
 *
 * @param x - of any shape.
 * @param approximate - `"none"`: with the normal distribution Φ(x) = ½(1 + erf(x/√2)); `"tanh"`:
 * with Φ(x) ≈ ½(1 + tanh(√(2/π)·(x + 0.044715·x³))).
 * @throws RangeError if `approximate` is neither `"none"` nor `"tanh"`.
 */
export function gelu(x: TensorLike, approximate: "none" | "tanh" = "none"): Tensor {
  switch (approximate) {
    case "none":
      return mul(mul(0.5, x), add(1, erf(mul(x, Math.SQRT1_2))));
    case "tanh": {
      const inner = mul(x, add(1, mul(0.044715, square(x))));
      return mul(mul(0.5, x), add(1, tanh(mul(Math.sqrt(2 / Math.PI), inner))));
    }
    default:
      throw new RangeError(`gelu: approximate is "none" or "tanh", not ${array.show(approximate)}`);
  }
}
