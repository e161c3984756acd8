import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { asTensor, Op, type Gradients, type Tensor, type TensorLike } from "../autograd/index.js";
import { flip } from "./permute.js";
import { reshape } from "./reshape.js";

/** yᵢ = x₀ + … + xᵢ along an axis */
export class CumSum extends Op<1> {
  constructor(readonly axis: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.cumsum(x, this.axis);
  }
  backward(gradY: Tensor): Gradients<1> {
    return [() => flip(cumsum(flip(gradY, this.axis), this.axis), this.axis)]; // x̄ᵢ = Σ ȳⱼ, j ≥ i
  }
}

/**
 * Running sums along `axis`.
 *
 * @param x - of any shape.
 * @param axis - the axis to sum along; with `null`, all elements are summed in row-major order, and
 * the result is a vector.
 * @throws RangeError if there is no such axis.
 */
export function cumsum(x: TensorLike, axis: number | null = null): Tensor {
  const t = asTensor(x);
  if (axis === null) return cumsum(reshape(t, [-1]), 0);
  return new CumSum(array.positiveAxis(axis, t.ndim, "cumsum")).apply(t);
}
