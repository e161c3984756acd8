import * as array from "../array/index.js";
import { describe, lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { mean, sum } from "../ops/index.js";

/** What a loss function returns: the losses of the elements, their mean, or their sum. */
export type Reduction = "none" | "mean" | "sum";

export interface LossOptions {
  /** How to reduce the losses of the elements. Default `"mean"`. */
  reduction?: Reduction | undefined;
}

/**
 * Checks the name of a reduction.
 *
 * @param caller - the function that the message names.
 * @param reduction - as the user gave it.
 * @throws RangeError if there is no such reduction.
 */
export function checkReduction(caller: string, reduction: Reduction): void {
  if (!["none", "mean", "sum"].includes(reduction)) {
    throw new RangeError(
      `${caller}: reduction is "none", "mean" or "sum", not ${array.show(reduction)}`,
    );
  }
}

/**
 * Reduces the losses of the elements.
 *
 * @param caller - the function that the message names.
 * @param loss - of any shape.
 * @param reduction - `"none"` returns `loss` itself.
 * @throws RangeError if there is no such reduction.
 */
export function reduce(caller: string, loss: Tensor, reduction: Reduction): Tensor {
  checkReduction(caller, reduction);
  if (reduction === "none") return loss;
  return reduction === "mean" ? mean(loss) : sum(loss);
}

/**
 * Losses do not broadcast: [N] against [N, 1] would compare every element with every other.
 *
 * @param caller - the function that the message names.
 * @param output - of the model.
 * @param target - must have the output's shape.
 * @throws RangeError naming both shapes if they differ.
 */
export function checkSameShape(caller: string, output: Tensor, target: Tensor): void {
  if (!array.sameShape(output.shape, target.shape)) {
    throw new RangeError(
      `${caller}: the output, ${describe(output)}, and the target, ${describe(target)}, must have ` +
        `the same shape${classesLast(output, target)}`,
    );
  }
}

/**
 * Advice for class indices of shape [N, …] beside scores of shape [N, C, …], as in PyTorch; `""`
 * for other shapes.
 *
 * @param scores - of the model.
 * @param target - does not fit them.
 */
export function classesLast({ shape }: Tensor, target: Tensor): string {
  if (shape.length < 3 || !array.sameShape(target.shape, shape.toSpliced(1, 1))) return "";
  const axes = [0, ...shape.slice(2).map((_, i) => i + 2), 1];
  return (
    `; for class indices, the classes belong on the last axis of the output: ` +
    `output.permute([${axes.join(", ")}])`
  );
}

/**
 * Checks that weights are numbers a loss can count with.
 *
 * @param caller - the function that the message names.
 * @param name - of the option.
 * @param weights - of any shape.
 * @throws RangeError if one is negative or not finite.
 */
export function checkWeights(caller: string, name: string, { data }: Tensor): void {
  const values = array.flat(data);
  let bad = 0; // a loop, since findIndex with a function takes ten times as long
  while (bad < values.length && values[bad] >= 0 && values[bad] < Infinity) bad++;
  if (bad === values.length) return;
  throw new RangeError(
    `${caller}: ${name} must be ≥ 0 and finite, but ` +
      (data.shape.length === 0 ? "" : `entry ${bad} (row-major) `) +
      `is ${values[bad]}`,
  );
}

/**
 * A factor on losses of `x`'s shape, in its dtype.
 *
 * @param caller - the function that the message names.
 * @param name - of the option.
 * @param x - has the losses' shape and dtype.
 * @param factor - must broadcast to the shape of x.
 * @throws RangeError if it does not broadcast to that shape, or an entry is negative or not finite.
 */
export function factorFor(caller: string, name: string, x: Tensor, factor: TensorLike): Tensor {
  const [, lifted] = lift([x, factor], caller);
  checkWeights(caller, name, lifted);
  const added = x.ndim - lifted.ndim;
  if (added < 0 || !lifted.shape.every((n, axis) => n === 1 || n === x.shape[axis + added])) {
    throw new RangeError(
      `${caller}: weights of shape ${array.showShape(lifted.shape)} do not broadcast to the losses, ` +
        `of shape ${array.showShape(x.shape)}`,
    );
  }
  return lifted;
}
