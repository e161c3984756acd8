import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  Op,
  stopGradient,
  type Gradients,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";

/** y = a where the condition is not 0, else b */
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
      () => where(this.condition, 0, gradY), // b̄ = ȳ where b was taken
    ];
  }
}

/**
 * `a` where `condition` is not 0, else `b`; all three broadcast. The value that is not taken may be
 * NaN: it affects neither the result nor the gradient.
 *
 * @param condition - numbers or booleans of any shape, such as the result of {@link greater}.
 * @param a - of any shape that broadcasts with the others.
 * @param b - of any shape that broadcasts with the others.
 * @throws RangeError if the shapes do not broadcast.
 */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  // Detached, so that the condition stays as it is now, even if it is assigned to before backward.
  return new Where(stopGradient(condition)).apply(a, b);
}
