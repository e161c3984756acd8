/** What the GHM losses have in common. */
import * as array from "../array/index.js";
import { Op, type Tensor, type TensorLike } from "../autograd/index.js";
import { mul } from "../ops/index.js";
import type { Density } from "./density.js";
import { checkReduction, scale, type LossOptions } from "./reduction.js";

export interface GHMOptions extends LossOptions {
  /** What weighs the examples. Default: `new GradientDensity()`, 10 bins without momentum. */
  density?: Density | undefined;
  /**
   * 0 for what is left out, positive for what counts (mmdetection's `label_weight`); of the shape of
   * the loss, or of its rows. What is left out may hold NaN: it changes nothing.
   */
  mask?: TensorLike | undefined;
  /** A factor on the loss. Default 1. */
  lossWeight?: number | undefined;
}

/** An op (output, target) → mean loss, in which each example has the weight that `density` gives it. */
export abstract class GHMLoss extends Op<2> {
  /** β of each example, found in the forward pass: a constant. 0 where the example does not count. */
  weight!: Tensor;
  /** N: the sum of the mask, at least 1. */
  readonly numLabels: number;

  constructor(
    readonly density: Density,
    readonly mask: Tensor,
  ) {
    super();
    this.numLabels = Math.max(array.total(mask.data), 1);
  }
}

/**
 * The loss that the options ask for: the op's, which is the mean; N times that; or β·loss of each example.
 *
 * @param lossOfEach - the losses without weights.
 */
export function harmonized(
  op: GHMLoss,
  output: Tensor,
  target: Tensor,
  lossOfEach: (output: Tensor, target: Tensor) => Tensor,
  { reduction = "mean", lossWeight = 1 }: GHMOptions,
): Tensor {
  checkReduction(reduction);
  const mean = op.apply(output, target);
  if (reduction === "mean") return scale(mean, lossWeight);
  if (reduction === "sum") return scale(mul(mean, op.numLabels), lossWeight);
  return scale(mul(op.weight, lossOfEach(output, target)), lossWeight);
}
