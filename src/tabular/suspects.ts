import {
  allFinite,
  checkCount,
  checkList,
  checkOptions,
  checkType,
  hasFields,
  isCallable,
  show,
  showShape,
} from "../array/index.js";
import { readExamples } from "../train/examples.js";
import { stratifiedFolds, stratifiedGroupFolds, type Examples, type Fold } from "../train/index.js";
import type { Activation } from "../nn/index.js";
import { checkLoss, parseLoss, type LossSpec } from "./model/namedLoss.js";
import { logitsOf, probabilitiesOf } from "./model/outputs.js";
import { trainMlp } from "./model/trainMlp.js";
import { abortError, pausing, type Signal } from "../train/pausing.js";

/**
 * Makes examples of two lists of rows, counted from 0. A scale and other statistics must come from
 * the `training` rows only.
 */
export type Encode = (
  training: readonly number[],
  heldOut: readonly number[],
) => { training: Examples; heldOut: Examples };

export interface SuspectsOptions {
  /** How many folds the rows are divided into; each is held out once. Default 5. */
  folds?: number | undefined;
  /** The group of each row: all rows of a group are held out together. Default `null`: there are none. */
  groups?: readonly number[] | null | undefined;
  /** Seed of the folds and the initial weights. Default 0. */
  seed?: number | undefined;
  /**
   * The loss that the models are trained with. Default generalized cross-entropy (GCE), which
   * memorises the fewest wrong labels.
   */
  loss?: LossSpec | undefined;
  /** Sizes of the layers between input and output; none: logistic regression. Default [16]. */
  hidden?: readonly number[] | undefined;
  /** The activation between the layers. Default `"tanh"`. */
  activation?: Activation | undefined;
  /** Adam's steps in each training. Default 200. */
  steps?: number | undefined;
  /** Adam's learning rate. Default 0.03, for standardised features. */
  learningRate?: number | undefined;
  /** Rows in each step. Default: all. */
  batchSize?: number | undefined;
  /** Called after each training. */
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
  /** Stops the work; `suspects` then throws. */
  signal?: Signal | undefined;
}

/** A row, and how much models that have not seen it disagree with its label. */
export interface Suspect {
  /** The row's index, counted from 0. */
  row: number;
  /** As given: 0 or 1. */
  label: number;
  /**
   * The probability of label 1, by a model that has not seen the row. Good for ordering rows, but
   * not calibrated: GCE's are nearer to 0 or 1 than the share of label 1 among similar rows.
   */
  probability: number;
  /** |probability − label|: 0 if the model is sure of the label, 1 if it is sure of the other. */
  g: number;
}

/**
 * Orders rows by the gradient norm $g = |p - p^*|$ of models that have not seen them, largest
 * first: the more a model disagrees with a label, the likelier the label is wrong. It need not be:
 * correct labels of unusual rows also come early.
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
 * If one class is rare, its rows come first: models doubt every label of that class more. With
 * labels flipped at random that is right, since most labels of the rare class are then flips. On
 * data with 0.8 % and 10 % positives, ranking each class separately found fewer of them
 * (scripts/suspects.ts). To see one class only, filter by `label`.
 *
 * Source: the order "self-confidence" of Northcutt, Jiang & Chuang, "Confident Learning: Estimating
 * Uncertainty in Dataset Labels", JAIR 2021; 1 − g is the self-confidence.
 *
 * @param labels - the label of each row, 0 or 1.
 * @param encode - called for each fold with its training rows and the rows held out; returns their
 * examples, x of shape [N, F] and y of shape [N, 1].
 * @param options - how the models are trained, and how to watch and stop that.
 * @returns every row once, the most suspicious first.
 * @throws RangeError if a label is neither 0 nor 1, a class has fewer rows than there are folds, an
 * option is out of its range, or the examples do not fit the rows.
 * @throws DivergenceError if a training diverges. @throws Error named `"AbortError"` if the signal
 * stops it.
 */
export async function suspects(
  labels: readonly number[],
  encode: Encode,
  options: SuspectsOptions = {},
): Promise<Suspect[]> {
  const {
    folds,
    groups,
    seed,
    loss = parseLoss("gce"),
    hidden,
    activation,
    steps,
    learningRate,
    batchSize,
    onProgress,
    signal,
  } = checkOptions("suspects", options, {
    folds: 5,
    groups: null,
    seed: 0,
    loss: undefined,
    hidden: [16],
    activation: "tanh",
    steps: 200,
    learningRate: 0.03,
    batchSize: undefined,
    onProgress: () => undefined,
    signal: undefined,
  });
  checkList(labels, "suspects", "[0, 1, 1, 0]");
  checkType(isCallable(encode), "suspects takes a function that encodes rows", encode);
  const bad = labels.findIndex((label) => label !== 0 && label !== 1);
  if (bad >= 0)
    throw new RangeError(`suspects: labels are 0 or 1; label ${bad} is ${show(labels[bad])}`);
  checkCount("suspects: steps", steps);
  for (const size of hidden) checkCount("suspects: a size in hidden", size);
  const recipe = {
    ...{ loss: checkLoss(loss), learningRate, steps, batchSize, hidden, activation, seed },
    priorBias: true,
  };
  const goOn = pausing("suspects", signal);
  const probability = labels.map(() => NaN);
  const cut =
    groups === null
      ? stratifiedFolds(labels, folds, seed)
      : stratifiedGroupFolds(labels, groups, folds, seed);
  for (const [i, fold] of cut.entries()) {
    const parts = encode(fold.training, fold.heldOut);
    const areParts = hasFields(parts, "training", "heldOut");
    checkType(areParts, "suspects: encode returns { training, heldOut }", parts);
    const training = readExamples("suspects: training", parts.training);
    const heldOut = readExamples("suspects: heldOut", parts.heldOut);
    checkExamples(training, heldOut, fold);
    const model = await trainMlp(training, recipe, goOn);
    if (model === null) {
      throw abortError("suspects was stopped before every row was held out: nothing to show");
    }
    const probabilities = probabilitiesOf(logitsOf(model, heldOut.x));
    fold.heldOut.forEach((row, k) => {
      probability[row] = probabilities[k];
    });
    onProgress({ done: i + 1, total: cut.length });
  }
  return labels
    .map((label, row) => {
      const p = probability[row];
      return { row, label, probability: p, g: Math.abs(p - label) };
    })
    .sort((a, b) => b.g - a.g || a.row - b.row);
}

/** @throws RangeError if the examples do not have the shapes of the fold, or are not finite. */
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
