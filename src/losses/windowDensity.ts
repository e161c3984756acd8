import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { checkMaskShape, type Density } from "./density.js";

/**
 * The exact density of the paper (Li, Liu & Wang 2019, section "Gradient Density"): the number of
 * gradient norms in the window $[g - ε/2, g + ε/2)$, divided by the length of the window's part in
 * $[0, 1]$: $GD(g) = \sum_k δ_ε(g_k, g) / l_ε(g)$, $l_ε(g) = \min(g + ε/2, 1) - \max(g - ε/2, 0)$.
 * By sorting, in O(N log N).
 *
 * Near 0 and 1, where the window leaves $[0, 1]$, $l_ε$ changes with g. The backward pass treats
 * the weight as a constant also there, so finite differences of the whole loss do not agree with
 * it.
 */
export class WindowDensity implements Density {
  /**
   * @param epsilon - ε in (0, 1], the width of the window.
   * @throws RangeError unless epsilon is in (0, 1].
   */
  constructor(readonly epsilon: number) {
    if (!(Number.isFinite(epsilon) && epsilon > 0 && epsilon <= 1)) {
      throw new RangeError(`WindowDensity: epsilon must be in (0, 1], not ${array.show(epsilon)}`);
    }
  }

  /**
   * The weights $\beta_i = N / GD(g_i)$ of a batch, where N is the sum of the mask, at least 1.
   *
   * @param g - gradient norms in [0, 1], of any shape.
   * @param mask - of the same shape: 0 for elements that do not count; their g may be NaN.
   * @returns an array of g's shape, 0 where the mask is 0.
   * @throws RangeError if a gradient norm is outside [0, 1], where no window has a length.
   */
  weigh(g: NdArray, mask: NdArray): NdArray {
    checkMaskShape("WindowDensity", g, mask);
    const half = this.epsilon / 2;
    const values = array.flat(g);
    const counts = array.flat(mask);
    const order = Array.from(values.keys()).filter((i) => counts[i] !== 0);
    const outside = order.find((i) => !(values[i] >= 0 && values[i] <= 1));
    if (outside !== undefined) {
      throw new RangeError(
        `WindowDensity: gradient norms lie in [0, 1], but element ${outside} (row-major) has ` +
          `${values[outside]}`,
      );
    }
    order.sort((i, j) => values[i] - values[j]);
    const numLabels = Math.max(array.total(mask), 1);
    const weights = array.zeros(g.shape, array.dtypeOf(g));
    let from = 0; // the window is order[from] … order[to − 1]; both ends only move up
    let to = 0;
    for (const i of order) {
      const at = values[i];
      while (values[order[from]] < at - half) from += 1;
      while (values[order[to]] < at + half) to += 1; // nothing is < at the end
      const length = Math.min(at + half, 1) - Math.max(at - half, 0);
      weights.data[i] = numLabels / ((to - from) / length);
    }
    return weights;
  }
}
