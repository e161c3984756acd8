import type { NdArray } from "../array/index.js";

/**
 * What harmonises a loss: it weighs each example by how rare its gradient norm is. Implement it to
 * weigh in a way of your own.
 */
export interface Density {
  /**
   * The weights $\beta_i = N / GD(g_i)$ of a batch, N being the sum of the mask, at least 1.
   *
   * @param g - gradient norms, of any shape.
   * @param mask - of the same shape: 0 for elements that do not count; their g may be NaN.
   * @returns an array of g's shape, 0 where the mask is 0.
   */
  weigh(g: NdArray, mask: NdArray): NdArray;
}
