/** What a trained model says of rows, and the rows' labels, as metrics take them. */
import { copy, flat, sigmoid } from "../../array/index.js";
import { noGrad, type Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import type { Module } from "../../nn/index.js";
import type { ClassCounts } from "./namedLoss.js";

/** The logits [N, 1] of a trained model. */
export function logitsOf(model: Module, x: Tensor): Tensor {
  return noGrad(() => model.forward(x));
}

/** σ of logits in float64, where a sure answer is not yet rounded to 1. */
export function probabilitiesOf(logits: Tensor): number[] {
  return Array.from(flat(sigmoid(copy(logits.data, "float64"))));
}

export function labelsOf({ y }: Pick<Examples, "y">): ArrayLike<number> {
  return flat(y.data);
}

export function countClasses(examples: Pick<Examples, "y">): ClassCounts {
  const labels = Array.from(labelsOf(examples));
  const positives = labels.filter((label) => label === 1).length;
  return { negatives: labels.length - positives, positives };
}
