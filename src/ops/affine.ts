import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  add,
  lift,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { matmul } from "./matmul.js";
import { transpose } from "./permute.js";

/** Y = X·W + b, b being added to each row; in one pass over Y */
export class Affine extends Op<3> {
  forward(x: NdArray, w: NdArray, b: NdArray): NdArray {
    return array.affine(x, w, b);
  }
  backward(gradY: Tensor, [x, w]: Inputs<3>): Gradients<3> {
    return [
      () => matmul(gradY, transpose(w)), // X̄ = Ȳ·Wᵀ
      () => matmul(transpose(x), gradY), // W̄ = Xᵀ·Ȳ
      () => gradY, // b̄ = Ȳ, summed over the rows that b was added to
    ];
  }
}

/**
 * x·W + b, what a linear layer computes: `add(matmul(x, w), b)`, faster.
 *
 * @param x - of shape [..., k]. @param w - of shape [k, m]. @param b - of shape [m].
 * @throws RangeError naming both shapes if they do not fit.
 */
export function affine(x: TensorLike, w: TensorLike, b: TensorLike): Tensor {
  const [input, weight, bias] = lift([x, w, b], "affine");
  const isPlain = input.ndim === 2 && weight.ndim === 2 && bias.ndim === 1;
  if (isPlain && bias.size === weight.shape[1]) return new Affine().apply(input, weight, bias);
  return add(matmul(input, weight), bias);
}
