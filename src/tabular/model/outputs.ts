/** Outputs of a trained model, and labels of examples, as metrics take them. */
import { checkType, copy, flat, sigmoid } from "../../array/index.js";
import { noGrad, Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import type { Module } from "../../nn/index.js";
import type { ClassCounts } from "./namedLoss.js";

/** The logits of a trained model, of shape [N, 1], without a graph for the backward pass. */
export function logitsOf(model: Module, x: Tensor): Tensor {
  return noGrad(() => model.forward(x));
}

/**
 * The probabilities σ(x) of logits, in float64: in float32, those near 1 would be rounded to 1.
 *
 * @param logits - of any shape; [N, 1] from a {@link TabularModel}.
 * @returns one number for each logit, row-major.
 */
export function probabilitiesOf(logits: Tensor): number[] {
  checkType(logits instanceof Tensor, "probabilitiesOf takes a tensor of logits", logits);
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
