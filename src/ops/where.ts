import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  Op,
  stopGradient,
  type Gradients,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";

/** y = a where the condition holds, else b */
export class Where extends Op<2> {
  constructor(readonly condition: Tensor) {
    super();
  }
  forward(a: NdArray, b: NdArray): NdArray {
    return array.where(this.condition.data, a, b);
  }
  backward(gradY: Tensor): Gradients<2> {
    return [
      () => where(this.condition, gradY, 0), // ā = ȳ where a was taken
      () => where(this.condition, 0, gradY), // b̄ = ȳ where b was
    ];
  }
}

/**
 * `a` where `condition` is not 0, else `b`; all three broadcast. What is not taken may be NaN: it
 * reaches neither the result nor the gradient.
 *
 * @throws RangeError if the shapes do not broadcast.
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  // Detached, the condition stays what it is now, even if it is assigned to before backward.
  return new Where(stopGradient(condition)).apply(a, b);
}
