/** Which columns make a model disagree with a label. */
import { flat, zeros } from "../../array/index.js";
import { gradients, Tensor, tensor } from "../../autograd/index.js";
import type { Module, Sequential } from "../../nn/index.js";
import { takeRows, type Examples } from "../../train/index.js";
import { outputsFor } from "../model/outputs.js";
import { countLabels } from "../table/labelledTable.js";
import type { RankedOpinion } from "./opinions.js";

const points = 20;

/**
 * How much each feature moves a model's score, from a baseline to a row: the gradient of the score at
 * 20 points of the straight way between them, averaged, times the difference of the feature. Over
 * a row's features, the contributions add up to the score's difference, but for what so few points
 * leave (a few percent).
 *
 * Source: Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks" (integrated gradients),
 * ICML 2017.
 *
 * @param model - from x of shape [N, F] to outputs of shape [N, O].
 * @param x - the rows, of shape [N, F].
 * @param baselines - of the same shape: where the way to each row starts.
 * @param signs - of shape [N, O]: the score of a row is the sum of its outputs times these.
 * @returns N·F contributions, row-major.
 */
export function integratedGradients(
  model: Module,
  x: Tensor,
  baselines: Tensor,
  signs: Tensor,
): Float64Array {
  const from = flat(baselines.data);
  const way = flat(x.data).map((value, i) => value - from[i]);
  const sums = new Float64Array(way.length);
  for (let point = 0; point < points; point++) {
    const part = (point + 0.5) / points;
    const at = tensor(
      way.map((value, i) => from[i] + part * value),
      { shape: x.shape, requiresGrad: true },
    );
    const score = model.forward(at).mul(signs).sum();
    const slopes = flat(gradients(score, [at])[0].data);
    for (let i = 0; i < sums.length; i++) sums[i] += slopes[i];
  }
  return sums.map((sum, i) => (sum / points) * way[i]);
}

/** A column that speaks against a label. */
export interface SuspectReason {
  /** Its name, or the number of the feature: see {@link Encode}. */
  column: string;
  /**
   * By how much it lowers the margin, below 0: by integrated gradients, on the way from the mean of the
   * rows with this label to this one.
   */
  contribution: number;
}

/** The model of a fold, with the rows that it has not seen. */
export interface FoldModel {
  model: Sequential;
  rows: readonly number[];
  /** The features of these rows. */
  x: Tensor;
  /** The means of the features over the rows of each class that it has learnt from: [C, F]. */
  means: Tensor;
  /** The column of each feature. */
  columns: readonly string[];
}

/** The rows of a matrix that have these numbers. */
export function takeTensor(x: Tensor, rows: readonly number[]): Tensor {
  return takeRows({ x, y: x }, rows).x;
}

/** The mean of the features over the training rows of each class; zeros of a class that has none. */
export function classMeans({ x, y }: Examples, classes: number): Tensor {
  const [values, labels] = [flat(x.data), flat(y.data)];
  const features = x.shape[1];
  const counts = countLabels(labels, classes);
  const means = zeros([classes, features], "float32");
  labels.forEach((label: number, row: number) => {
    for (let f = 0; f < features; f++) {
      means.data[label * features + f] += values[row * features + f] / counts[label];
    }
  });
  return new Tensor(means);
}

const mostReasons = 3;
const mostAtOnce = 2 ** 18;

/**
 * Finds the reasons of the rows whose label is not the likeliest class.
 *
 * @param models - of all folds.
 * @param slope - of the calibration of their logits.
 * @param goOn - awaited between small pieces of work; `false` stops it.
 * @returns for each row its reasons; `null` if it was stopped.
 */
export async function reasonsOf(
  models: readonly FoldModel[],
  opinions: readonly RankedOpinion[],
  slope: number,
  goOn: () => Promise<boolean>,
): Promise<SuspectReason[][] | null> {
  const reasons = opinions.map((): SuspectReason[] => []);
  for (const fold of models) {
    const { rows, means, columns } = fold;
    const [classes, features] = means.shape;
    const atOnce = Math.max(Math.floor(mostAtOnce / Math.max(features, outputsFor(classes))), 1);
    const doubted = [...rows.keys()].filter(
      (i) => opinions[rows[i]].top !== opinions[rows[i]].label,
    );
    for (let start = 0; start < doubted.length; start += atOnce) {
      if (!(await goOn())) return null;
      const some = doubted.slice(start, start + atOnce);
      const contributions = contributionsTo(fold, some, opinions);
      some.forEach((i, k) => {
        const ofRow = contributions.subarray(k * features, (k + 1) * features);
        reasons[rows[i]] = weightiest(ofRow, columns, slope);
      });
    }
  }
  return reasons;
}

/** What the features of some rows of a fold contribute to the logit of the label minus the rival's. */
function contributionsTo(
  { model, rows, x, means }: FoldModel,
  some: readonly number[],
  opinions: readonly RankedOpinion[],
): Float64Array {
  const outputs = outputsFor(means.shape[0]);
  const labels = some.map((i) => opinions[rows[i]].label);
  const signs = some.map((i) => {
    const { label, rival } = opinions[rows[i]];
    if (outputs === 1) return [2 * label - 1];
    return Array.from({ length: outputs }, (_, k) => Number(k === label) - Number(k === rival));
  });
  const [from, to] = [takeTensor(means, labels), takeTensor(x, some)];
  return integratedGradients(model, to, from, tensor(signs));
}

/** The columns that lower the margin most; several features may be of one column. */
function weightiest(
  contributions: Float64Array,
  columns: readonly string[],
  slope: number,
): SuspectReason[] {
  const ofColumns = new Map<string, number>();
  columns.forEach((column, f) => {
    ofColumns.set(column, (ofColumns.get(column) ?? 0) + slope * contributions[f]);
  });
  return [...ofColumns]
    .map(([column, contribution]) => ({ column, contribution }))
    .filter(({ contribution }) => contribution < 0)
    .sort((a, b) => a.contribution - b.contribution)
    .slice(0, mostReasons);
}
