import * as array from "../array/index.js";
import { describe, lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { mean, mul, sum } from "../ops/index.js";

/** What becomes of the losses of single elements: nothing, their mean, or their sum. */
export type Reduction = "none" | "mean" | "sum";

export interface LossOptions {
  /** Default `"mean"`. */
  reduction?: Reduction | undefined;
}

/** @throws RangeError if there is no such reduction. */
export function checkReduction(reduction: Reduction): void {
  if (!["none", "mean", "sum"].includes(reduction)) {
    throw new RangeError(`reduction is "none", "mean" or "sum", not ${JSON.stringify(reduction)}`);
  }
}

export function reduce(loss: Tensor, reduction: Reduction): Tensor {
  checkReduction(reduction);
  if (reduction === "none") return loss;
  return reduction === "mean" ? mean(loss) : sum(loss);
}

/**
 * Losses do not broadcast: [N] against [N, 1] would compare every element with every other.
 *
 * @throws RangeError naming both shapes if they differ.
 */
export function checkSameShape(caller: string, output: Tensor, target: Tensor): void {
  if (!array.sameShape(output.shape, target.shape)) {
    throw new RangeError(
      `${caller}: the output, ${describe(output)}, and the target, ${describe(target)}, must have ` +
        `the same shape`,
    );
  }
}

/**
 * `loss` times `lossWeight`; a weight of 1 puts nothing on the tape.
 *
 * @throws RangeError if the weight is no finite number.
 */
export function scale(loss: Tensor, lossWeight: number): Tensor {
  if (!Number.isFinite(lossWeight)) {
    throw new RangeError(`lossWeight must be a finite number, not ${String(lossWeight)}`);
  }
  return lossWeight === 1 ? loss : mul(loss, lossWeight);
}

/**
 * A factor on losses of `x`'s shape, in its dtype.
 *
 * @throws RangeError if it does not broadcast to that shape.
 */
export function factorFor(caller: string, x: Tensor, factor: TensorLike): Tensor {
  const [, lifted] = lift([x, factor], caller);
  const added = x.ndim - lifted.ndim;
  if (added < 0 || !lifted.shape.every((n, axis) => n === 1 || n === x.shape[axis + added])) {
    throw new RangeError(
      `${caller}: weights of shape ${array.showShape(lifted.shape)} do not broadcast to the losses, ` +
        `of shape ${array.showShape(x.shape)}`,
    );
  }
  return lifted;
}
