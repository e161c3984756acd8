import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { checkMaskShape, type Density } from "./density.js";

/**
 * The exact density of the paper (Li, Liu & Wang 2019, section "Gradient Density"): how many
 * gradient norms lie in the window $[g - ε/2, g + ε/2)$, by the length of the window's part in
 * $[0, 1]$: $GD(g) = \sum_k δ_ε(g_k, g) / l_ε(g)$, $l_ε(g) = \min(g + ε/2, 1) - \max(g - ε/2, 0)$.
 * In O(N log N), by sorting.
 *
 * Near 0 and 1, where the window leaves $[0, 1]$, $l_ε$ changes with g. To the backward pass the weight
 * is a constant there, too, so that finite differences of the whole loss do not agree with it.
 */
export class WindowDensity implements Density {
  /**
   * @param epsilon - the width ε of the window.
   * @throws RangeError unless epsilon is in (0, 1].
   */
  constructor(readonly epsilon: number) {
    if (!(epsilon > 0 && epsilon <= 1)) {
      throw new RangeError(`WindowDensity: epsilon must be in (0, 1], not ${epsilon}`);
    }
  }

  /** @throws RangeError if a gradient norm is outside [0, 1], where no window has a length. */
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
    let from = 0; // the first that is in the window, and the first behind it: both only go up
    let to = 0;
    for (const i of order) {
      const at = values[i];
      while (values[order[from]] < at - half) from += 1;
      while (to < order.length && values[order[to]] < at + half) to += 1;
      const length = Math.min(at + half, 1) - Math.max(at - half, 0);
      weights.data[i] = numLabels / ((to - from) / length);
    }
    return weights;
  }
}
