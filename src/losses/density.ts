/** What weighs examples by how rare their gradient norms are. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";

/**
 * Weighs each example by how rare its gradient norm is. The GHM losses take one as an option. There
 * are {@link GradientDensity} and {@link WindowDensity}; implement this interface for user-defined
 * weights.
 */
export interface Density {
  /**
   * The weights $\beta_i = N / GD(g_i)$ of a batch, where N is the sum of the mask, at least 1;
   * where classes have densities of their own, the sum of the class's mask.
   *
   * @param g - gradient norms, of any shape.
   * @param mask - of the same shape: 0 for elements that do not count; their g may be NaN.
   * @returns an array of g's shape, 0 where the mask is 0.
   */
  weigh(g: NdArray, mask: NdArray): NdArray;
}

/**
 * @param caller - the function that the message names.
 * @param density - what should be a density.
 * @throws TypeError unless it has a method `weigh`.
 */
export function checkDensity(caller: string, density: Density): void {
  if (typeof (density as Partial<Density> | null)?.weigh === "function") return;
  throw new TypeError(
    `${caller}: a density is a GradientDensity, a WindowDensity or an object with weigh(g, mask), ` +
      `not ${array.show(density)}`,
  );
}

/**
 * The weights that `density` gives, after a check of their shape.
 *
 * @param density - weighs the batch.
 * @param g - gradient norms, of any shape.
 * @param mask - of the same shape, 0 for elements that do not count.
 * @returns β, of g's shape.
 * @throws RangeError if the weights do not have the shape of `g`.
 */
export function weightsOf(density: Density, g: NdArray, mask: NdArray): NdArray {
  const weights = density.weigh(g, mask);
  if (!array.sameShape(weights.shape, g.shape)) {
    throw new RangeError(
      `a density must give one weight for each gradient norm: shape ${array.showShape(g.shape)}, not ` +
        array.showShape(weights.shape),
    );
  }
  return weights;
}

/**
 * Checks that there is one entry of the mask for each gradient norm.
 *
 * @param caller - the function that the message names.
 * @param g - gradient norms, of any shape.
 * @param mask - must have the same shape.
 * @throws RangeError if the shapes differ.
 */
export function checkMaskShape(caller: string, g: NdArray, mask: NdArray): void {
  checkArray(caller, g);
  checkArray(caller, mask);
  if (!array.sameShape(g.shape, mask.shape)) {
    throw new RangeError(
      `${caller}: g of shape ${array.showShape(g.shape)} and a mask of shape ${array.showShape(mask.shape)} ` +
        `must have the same shape`,
    );
  }
}

export function checkArray(caller: string, g: unknown): void {
  if (array.isNdArray(g)) return;
  array.checkType(false, `${caller} takes ndarrays, such as the data of a tensor`, g);
}
