/** Outputs of a trained model, and labels of examples, as metrics take them. */
import { checkType, flat, sigmoid, view } from "../../array/index.js";
import { noGrad, Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import type { Module } from "../../nn/index.js";
import { calibrated, type Calibration } from "./calibration.js";
import type { ClassCounts } from "./namedLoss.js";

/** The logits of a trained model, of shape [N, 1], without a graph for the backward pass. */
export function logitsOf(model: Module, x: Tensor): Tensor {
  return noGrad(() => model.forward(x));
}

/**
 * The probabilities of logits, in float64: in float32, those near 1 would be rounded to 1.
 *
 * @param logits - a tensor of any shape, such as [N, 1] from a {@link TabularModel}, or a list.
 * @param calibration - turns z into σ(slope·z + intercept); without it, into σ(z).
 * @returns one number for each logit, row-major.
 */
export function probabilitiesOf(
  logits: Tensor | ArrayLike<number>,
  calibration: Calibration | null = null,
): number[] {
  const isList = Array.isArray(logits) || ArrayBuffer.isView(logits);
  checkType(isList || logits instanceof Tensor, "probabilitiesOf takes a tensor of logits", logits);
  const z = calibrated(logits instanceof Tensor ? flat(logits.data) : logits, calibration);
  return Array.from(flat(sigmoid(view(z, [z.length]))));
}

export function labelsOf({ y }: Pick<Examples, "y">): ArrayLike<number> {
  return flat(y.data);
}

export function countClasses(examples: Pick<Examples, "y">): ClassCounts {
  const labels = Array.from(labelsOf(examples));
  const positives = labels.filter((label) => label === 1).length;
  return { negatives: labels.length - positives, positives };
}
