import { allFinite, checkList, checkOptions, showShape } from "../array/index.js";
import { stratifiedFolds, type Examples, type Fold } from "../train/index.js";
import type { Activation } from "../nn/index.js";
import { checkLoss, parseLoss, type LossSpec } from "./model/namedLoss.js";
import { logitsOf, probabilitiesOf } from "./model/outputs.js";
import { checkCount, trainMlp } from "./model/trainMlp.js";
import { abortError, pausing, type Signal } from "../train/pausing.js";

/** The examples of two lists of rows. What is fitted, such as a scale, is fitted on `training`. */
export type Encode = (
  training: readonly number[],
  heldOut: readonly number[],
) => { training: Examples; heldOut: Examples };

export interface SuspectsOptions {
  /** Into how many parts the rows are cut; each is held out once. Default 5. */
  folds?: number | undefined;
  /** Of the folds and the first weights. Default 0. */
  seed?: number | undefined;
  /** What the models are trained with. Default GCE, which learns fewest wrong labels by heart. */
  loss?: LossSpec | undefined;
  /** Sizes of the layers between input and output; none: logistic regression. Default [16]. */
  hidden?: readonly number[] | undefined;
  /** What is between the layers. Default `"tanh"`. */
  activation?: Activation | undefined;
  /** Adam's steps in each training. Default 200. */
  steps?: number | undefined;
  /** Of Adam. Default 0.03, for standardised features. */
  learningRate?: number | undefined;
  /** Rows in a step. Default: all. */
  batchSize?: number | undefined;
  /** Called after each training. */
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
  /** Stops it; then it throws. */
  signal?: Signal | undefined;
}

export interface Suspect {
  /** Counted from 0. */
  row: number;
  /** As given: 0 or 1. */
  label: number;
  /**
   * Of label 1, by models that have not seen the row. For rows to be ordered by: GCE's are nearer to 0
   * or 1 than the share of label 1 among rows like it.
   */
  probability: number;
  /** |probability − label|: 0 if the models are sure of the label, 1 if they are sure of the other. */
  g: number;
}

/**
 * Orders rows by the gradient norm $g = |p - p^*|$ of models that have not seen them, largest first:
 * where these disagree most with the label, it is likeliest to be wrong. A suspect is no culprit: a
 * right label on an unusual row is high up, too.
 *
 * ```ts
 * const found = await suspects(labels, (training, heldOut) => {
 *   const encoder = new TableEncoder(schema).fit(table, training);
 *   const take = (rows: readonly number[]) => ({
 *     x: encoder.encode(table, rows).x,
 *     y: tensor(rows.map((row) => [labels[row]])),
 *   });
 *   return { training: take(training), heldOut: take(heldOut) };
 * });
 * ```
 *
 * Where one class is rare, its rows are first: models doubt every label of that class more. With
 * flips at random that is as it should be, since most labels of the rare class are then flips. On
 * data with 0.8 % and 10 % positives, ranking each class by itself found fewer of them
 * (scripts/suspects.ts). To look at one class only, filter by `label`.
 *
 * Source: the order "self-confidence" of Northcutt, Jiang & Chuang, "Confident Learning: Estimating
 * Uncertainty in Dataset Labels", JAIR 2021; 1 − g is the self-confidence.
 *
 * @param labels - of each row, 0 or 1.
 * @throws RangeError if a label is neither, a class has fewer rows than there are folds, an option
 * is out of its range, or the examples are not those of the rows.
 * @throws DivergenceError if a training leaves the numbers. @throws Error named `"AbortError"` if
 * the signal stops it.
 */
export async function suspects(
  labels: readonly number[],
  encode: Encode,
  options: SuspectsOptions = {},
): Promise<Suspect[]> {
  const {
    folds = 5,
    seed = 0,
    loss = parseLoss("gce"),
    hidden = [16],
    activation = "tanh",
    steps = 200,
    learningRate = 0.03,
    batchSize,
    onProgress,
    signal,
  } = checkOptions("suspects", options);
  checkList(labels, "suspects", "[0, 1, 1, 0]");
  const bad = labels.findIndex((label) => label !== 0 && label !== 1);
  if (bad >= 0) throw new RangeError(`suspects: labels are 0 or 1; label ${bad} is ${labels[bad]}`);
  checkCount("suspects: steps", steps);
  for (const size of hidden) checkCount("suspects: a size in hidden", size);
  const recipe = {
    ...{ loss: checkLoss(loss), learningRate, steps, batchSize, hidden, activation, seed },
    priorBias: true,
  };
  const goOn = pausing(signal);
  const probability = labels.map(() => NaN);
  const cut = stratifiedFolds(labels, folds, seed);
  for (const [i, fold] of cut.entries()) {
    const { training, heldOut } = encode(fold.training, fold.heldOut);
    checkExamples(training, heldOut, fold);
    const model = await trainMlp(training, recipe, goOn);
    if (model === null) {
      throw abortError("suspects was stopped before every row was held out: nothing to show");
    }
    const probabilities = probabilitiesOf(logitsOf(model, heldOut.x));
    fold.heldOut.forEach((row, k) => {
      probability[row] = probabilities[k];
    });
    onProgress?.({ done: i + 1, total: cut.length });
  }
  return labels
    .map((label, row) => {
      const p = probability[row];
      return { row, label, probability: p, g: Math.abs(p - label) };
    })
    .sort((a, b) => b.g - a.g || a.row - b.row);
}

/** @throws RangeError unless the examples can be those of the fold. */
function checkExamples(training: Examples, heldOut: Examples, fold: Fold): void {
  const features = training.x.shape.at(1) ?? 0;
  const wanted = [
    { what: "training.x", x: training.x, shape: [fold.training.length, features] },
    { what: "training.y", x: training.y, shape: [fold.training.length, 1] },
    { what: "heldOut.x", x: heldOut.x, shape: [fold.heldOut.length, features] },
  ];
  for (const { what, x, shape } of wanted) {
    if (showShape(x.shape) !== showShape(shape)) {
      throw new RangeError(
        `suspects: for ${fold.training.length} training rows and ${fold.heldOut.length} held out, ` +
          `encode gave ${what} of shape ${showShape(x.shape)} instead of ${showShape(shape)}`,
      );
    }
    if (!allFinite(x.data)) {
      throw new RangeError(`suspects: ${what}, as encode gave it, holds NaN or infinity`);
    }
  }
}
