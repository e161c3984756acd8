import { sameShape, showShape, type NdArray } from "../array/index.js";

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

/**
 * The weights that `density` gives, checked.
 *
 * @throws RangeError if their shape is not that of `g`.
 */
export function weightsOf(density: Density, g: NdArray, mask: NdArray): NdArray {
  const weights = density.weigh(g, mask);
  if (!sameShape(weights.shape, g.shape)) {
    throw new RangeError(
      `a density must give one weight for each gradient norm: shape ${showShape(g.shape)}, not ` +
        showShape(weights.shape),
    );
  }
  return weights;
}

/** @throws RangeError if `mask` does not have the shape of `g`. */
export function checkMaskShape(caller: string, g: NdArray, mask: NdArray): void {
  if (!sameShape(g.shape, mask.shape)) {
    throw new RangeError(
      `${caller}: g of shape ${showShape(g.shape)} and a mask of shape ${showShape(mask.shape)} ` +
        `must have the same shape`,
    );
  }
}
