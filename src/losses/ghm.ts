/** The common parts of the GHM losses. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { Op, type Tensor, type TensorLike } from "../autograd/index.js";
import { weighted } from "../ops/fused.js";
import { mul } from "../ops/index.js";
import { checkDensity, type Density } from "./density.js";
import { checkReduction, type LossOptions, type Reduction } from "./reduction.js";

export interface GHMOptions extends LossOptions {
  /** Weighs the examples. Default: `new GradientDensity()`, 10 bins without momentum. */
  density?: Density | undefined;
  /**
   * 0 for elements to leave out, positive for elements that count (mmdetection's `label_weight`).
   * Has the shape of the losses, or that shape without the last axis, to mask rows. Elements that
   * are left out may be NaN: they change nothing. N is the number of elements that count; with
   * {@link ghmrLoss}, as in mmdetection, the sum of the mask.
   */
  mask?: TensorLike | undefined;
  /** A factor on the loss; any finite number. Default 1. */
  lossWeight?: number | undefined;
}

/** The defaults of {@link GHMOptions}; the density is made when it is needed. */
export const ghmDefaults = {
  density: undefined,
  mask: undefined,
  reduction: "mean",
  lossWeight: 1,
} as const;

/** An op (output, target) → mean loss, in which the weight of each example comes from `density`. */
export abstract class GHMLoss extends Op<2> {
  /**
   * β of each example, a constant, computed in the forward pass. 0 where the example does not
   * count.
   */
  weight!: Tensor;
  /** N: the sum of the mask, at least 1. */
  readonly numLabels: number;

  /**
   * @param density - weighs the examples.
   * @param mask - one entry for each example, ≥ 0; 0 where the example does not count.
   */
  constructor(
    readonly density: Density,
    readonly mask: Tensor,
  ) {
    super();
    this.numLabels = Math.max(array.total(mask.data), 1);
  }
}

/**
 * Σ weight·loss over all examples; an infinite loss of weight 0 counts 0.
 *
 * @param weight - β of each example.
 * @param loss - of each example.
 */
export function weightedSum(weight: NdArray, loss: NdArray): number {
  const sum = array.dot(weight, loss);
  return Number.isNaN(sum) ? array.total(array.weighted(weight, loss)) : sum; // 0·∞ is NaN
}

/**
 * The loss that the options ask for: the mean, which is the op's output; the sum, N times that; or
 * β·loss of each example.
 *
 * @param caller - the function that messages name.
 * @param op - has not been applied yet.
 * @param output - of the model, without NaN where the mask is 0.
 * @param target - of the output's shape.
 * @param lossOfEach - (output, target) → the loss of each example, without weights.
 * @param options - the reduction and the factor on the loss.
 * @throws RangeError if there is no such reduction, or the factor is not a finite number.
 */
export function reducedLoss(
  caller: string,
  op: GHMLoss,
  output: Tensor,
  target: Tensor,
  lossOfEach: (output: Tensor, target: Tensor) => Tensor,
  { reduction, lossWeight }: { reduction: Reduction; lossWeight: number },
): Tensor {
  checkReduction(caller, reduction);
  checkDensity(caller, op.density);
  if (!Number.isFinite(lossWeight)) {
    throw new RangeError(`${caller}: lossWeight must be a finite number, not ${lossWeight}`);
  }
  let loss = op.apply(output, target);
  if (reduction === "sum") loss = mul(loss, op.numLabels);
  if (reduction === "none") loss = weighted(op.weight, lossOfEach(output, target));
  return lossWeight === 1 ? loss : mul(loss, lossWeight);
}
