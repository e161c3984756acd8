/** Comparisons. Their results are constants: no gradient passes through them. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { lift, Tensor, type TensorLike } from "../autograd/index.js";

function compare(
  name: string,
  comparison: (a: NdArray, b: NdArray) => NdArray,
  inputs: readonly [TensorLike, TensorLike],
): Tensor {
  const [a, b] = lift(inputs, name);
  return new Tensor(comparison(a.data, b.data));
}

/**
 * 1 where a = b, else 0. A constant: no gradient passes through it.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with `a`.
 * @throws RangeError naming both shapes if they do not broadcast.
 */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return compare("equal", array.equal, [a, b]);
}

/**
 * 1 where a > b, else 0. A constant: no gradient passes through it.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with `a`.
 * @throws RangeError naming both shapes if they do not broadcast.
 */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return compare("greater", array.greater, [a, b]);
}

/**
 * 1 where a ≥ b, else 0. A constant: no gradient passes through it.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with `a`.
 * @throws RangeError naming both shapes if they do not broadcast.
 */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return compare("greaterEqual", array.greaterEqual, [a, b]);
}

/**
 * 1 where a < b, else 0. A constant: no gradient passes through it.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with `a`.
 * @throws RangeError naming both shapes if they do not broadcast.
 */
export function less(a: TensorLike, b: TensorLike): Tensor {
  return compare("less", array.less, [a, b]);
}

/**
 * 1 where a ≤ b, else 0. A constant: no gradient passes through it.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with `a`.
 * @throws RangeError naming both shapes if they do not broadcast.
 */
export function lessEqual(a: TensorLike, b: TensorLike): Tensor {
  return compare("lessEqual", array.lessEqual, [a, b]);
}
