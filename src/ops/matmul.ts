import * as array from "../array/index.js";
import { sizeOf, type NdArray } from "../array/index.js";
import {
  lift,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { transpose } from "./permute.js";
import { reshape, squeeze, unsqueeze } from "./reshape.js";

/** Y = A·B, for the matrices in the last two axes */
export class MatMul extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.matmul(a, b);
  }
  backward(gradY: Tensor, [a, b]: Inputs<2>): Gradients<2> {
    return [
      () => matmul(gradY, transpose(b)), // Ā = Ȳ·Bᵀ
      () => matmul(transpose(a), gradY), // B̄ = Aᵀ·Ȳ
    ];
  }
}

/**
 * The matrix product over the last two axes, as in NumPy. The axes before them broadcast. A vector
 * on the left counts as a row, one on the right as a column; that axis is dropped from the result.
 *
 * @param a - of shape [..., n, k] or [k].
 * @param b - of shape [..., k, m] or [k].
 * @returns the product, of shape [..., n, m].
 * @throws RangeError naming both shapes if the inner sizes differ, or one has no axes.
 */
export function matmul(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = lift([a, b], "matmul");
  if (x.ndim === 0 || y.ndim === 0) {
    throw new RangeError(
      `matmul: shapes ${array.showShape(x.shape)} and ${array.showShape(y.shape)}: a single ` +
        `number has no rows or columns; use mul`,
    );
  }
  const left = x.ndim === 1 ? unsqueeze(x, 0) : x;
  const right = y.ndim === 1 ? unsqueeze(y, 1) : y;
  if (left.ndim > 2 && right.ndim === 2) {
    // One matrix for the whole batch: its rows together are one product.
    const outer = left.shape.slice(0, -1);
    const rows = matmul(reshape(left, [sizeOf(outer), left.shape[left.ndim - 1]]), right);
    const product = reshape(rows, [...outer, right.shape[1]]);
    return y.ndim === 1 ? squeeze(product, -1) : product;
  }
  let product = new MatMul().apply(left, right);
  if (y.ndim === 1) product = squeeze(product, -1);
  if (x.ndim === 1) product = squeeze(product, y.ndim === 1 ? -1 : -2);
  return product;
}
