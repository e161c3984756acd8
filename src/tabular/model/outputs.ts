/** Outputs of a trained model, and labels of examples, as metrics take them. */
import {
  checkType,
  copy,
  flat,
  sigmoid,
  softmax,
  toList,
  type NdArray,
} from "../../array/index.js";
import { noGrad, Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import type { Module } from "../../nn/index.js";
import { countLabels } from "../table/labelledTable.js";
import { relativeWeights } from "../table/weights.js";
import { calibrated, type Calibration } from "./calibration.js";

/** How many logits a model has for a row: one tells two classes from each other. */
export const outputsFor = (classes: number): number => (classes === 2 ? 1 : classes);

/** The logits of a trained model, without a graph for the backward pass. */
export function logitsOf(model: Module, x: Tensor): Tensor {
  return noGrad(() => model.forward(x));
}

/** Puts the logits of some rows where these stand among all. */
export function putRows(all: NdArray, rows: readonly number[], logits: NdArray): void {
  const [, outputs] = all.shape;
  const values = flat(logits);
  rows.forEach((row, i) => {
    for (let c = 0; c < outputs; c++) all.data[row * outputs + c] = values[i * outputs + c];
  });
}

/**
 * The probabilities σ(x) of logits, in float64: in float32, those near 1 would be rounded to 1.
 *
 * @param logits - of any shape.
 * @returns one number for each logit, row-major.
 */
export function probabilitiesOf(logits: Tensor): number[] {
  checkType(logits instanceof Tensor, "probabilitiesOf takes a tensor of logits", logits);
  return toList(sigmoid(copy(logits.data, "float64")));
}

/**
 * The probabilities of a model's logits, in float64.
 *
 * @param logits - of shape [N, 1] for two classes, [N, C] for C ≥ 3.
 * @param calibration - turns z into slope·z + intercepts before the sigmoid, or softmax.
 * @returns of the logits' shape; with two classes, the probability of class 1.
 */
export function calibratedProbabilities(
  logits: NdArray,
  calibration: Calibration | null = null,
): NdArray {
  const z = calibrated(logits, calibration);
  return z.shape[1] === 1 ? sigmoid(z) : softmax(z, [1]);
}

/** The log loss of each row, without overflow. */
export function lossesOf(logits: NdArray, labels: ArrayLike<number>): Float64Array {
  const z = flat(logits);
  const [rows, outputs] = logits.shape;
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (outputs === 1) {
      losses[row] = softplus(labels[row] === 1 ? -z[row] : z[row]);
      continue;
    }
    const [from, to] = [row * outputs, (row + 1) * outputs];
    let most = -Infinity;
    for (let k = from; k < to; k++) most = Math.max(most, z[k]);
    let total = 0;
    for (let k = from; k < to; k++) total += Math.exp(z[k] - most);
    losses[row] = Math.log(total) + most - z[from + labels[row]];
  }
  return losses;
}

const softplus = (z: number) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

export function labelsOf({ y }: Pick<Examples, "y">): ArrayLike<number> {
  return flat(y.data);
}

/** How many rows each of so many classes has. */
export function countClasses(examples: Pick<Examples, "y">, classes = 2): number[] {
  return countLabels(labelsOf(examples), classes);
}

/** How much the rows of each class count: their number, or the sum of their weights, of mean 1. */
export function weighClasses(examples: Examples, classes = 2): number[] {
  const { weights } = examples;
  return weights === undefined
    ? countClasses(examples, classes)
    : countLabels(labelsOf(examples), classes, relativeWeights(weights));
}
