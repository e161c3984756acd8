import { checkOptions, positiveAxes, reducedShape, type Axis } from "../array/index.js";
import { add, asTensor, type Tensor, type TensorLike } from "../autograd/index.js";
import { mul } from "./arithmetic.js";
import { concat } from "./concat.js";
import { reshape } from "./reshape.js";
import { slice } from "./slice.js";
import { sum, type ReduceOptions } from "./sum.js";

/**
 * The product over `axis`; 1 if there are no elements. Its gradient is correct even where elements
 * are 0.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function prod(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = checkOptions("prod", options, { keepdims: false });
  const t = asTensor(x);
  const axes = positiveAxes(axis, t.ndim, "prod");
  const folded = axes.reduce(foldAxis, t);
  return keepdims ? folded : reshape(folded, reducedShape(t.shape, axes, false));
}

/**
 * Multiplies one half of the axis by the other until one entry is left. Dividing the product by an
 * element would fail at 0.
 */
function foldAxis(x: Tensor, axis: number): Tensor {
  const part = (from: number, to: number) =>
    slice(x, [...x.shape.slice(0, axis).map(() => null), [from, to]]);
  const size = x.shape[axis];
  if (size === 1) return x;
  if (size === 0) return add(sum(x, axis, { keepdims: true }), 1);
  const half = Math.floor(size / 2);
  const product = mul(part(0, half), part(half, 2 * half));
  return foldAxis(size % 2 === 0 ? product : concat([product, part(size - 1, size)], axis), axis);
}
