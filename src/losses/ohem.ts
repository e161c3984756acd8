import { checkOptions, flat, show } from "../array/index.js";
import { checkIsTensor, describe, type Tensor } from "../autograd/index.js";
import { indexSelect, reshape } from "../ops/index.js";
import { reduce, type LossOptions } from "./reduction.js";

/**
 * Online hard example mining: only the `k` largest losses count; `"mean"` divides by k. Of equal
 * losses the first count. NaN counts as ∞, so that it is never hidden.
 *
 * Source: Shrivastava, Gupta & Girshick, "Training Region-based Object Detectors with Online Hard
 * Example Mining", CVPR 2016.
 *
 * @param perExampleLoss - the losses before any reduction, in any order and shape.
 * @param k - how many of them to keep, from 1 to their number.
 * @param options - how to reduce; `"none"` returns the losses of shape [k], the largest first.
 * @throws RangeError if k is not a whole number from 1 to the number of losses.
 */
export function ohem(perExampleLoss: Tensor, k: number, options: LossOptions = {}): Tensor {
  checkIsTensor("ohem: the losses", perExampleLoss);
  const { reduction } = checkOptions("ohem", options, { reduction: "mean" });
  if (!Number.isInteger(k) || k < 1 || k > perExampleLoss.size) {
    throw new RangeError(
      `ohem: k must be a whole number from 1 to the number of losses, not ${show(k)}; the losses are ` +
        describe(perExampleLoss),
    );
  }
  const values = flat(perExampleLoss.data);
  const hardness = (i: number) => (Number.isNaN(values[i]) ? Infinity : values[i]);
  // Of equal losses the first come first: sort is stable, also where ∞ − ∞ is NaN.
  const order = Array.from(values.keys()).sort((i, j) => hardness(j) - hardness(i));
  return reduce(indexSelect(reshape(perExampleLoss, [-1]), order.slice(0, k)), reduction);
}
