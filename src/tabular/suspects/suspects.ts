import {
  checkCount,
  checkOptions,
  checkType,
  isCallable,
  zeros,
  type Filled,
} from "../../array/index.js";
import type { Activation } from "../../nn/index.js";
import type { Examples } from "../../train/index.js";
import { abortError, pausing, type Signal } from "../../train/pausing.js";
import type { LossSpec } from "../model/lossSpec.js";
import { checkLoss, parseLoss } from "../model/namedLoss.js";
import { logitsOf, outputsFor, putRows } from "../model/outputs.js";
import { trainMlp, type Recipe } from "../model/trainMlp.js";
import { foldTable } from "../table/labelledTable.js";
import { checkLabels, readEncoded } from "./check.js";
import { countWrong, type WrongLabels } from "./count.js";
import { calibrationOf, opinionOf, type RankedOpinion } from "./opinions.js";
import { classMeans, reasonsOf, type FoldModel, type SuspectReason } from "./reasons.js";

/**
 * Makes examples of two lists of rows, counted from 0. A scale and other statistics must come from
 * the `training` rows only. `columns` names the column that each feature is made of, for the reasons;
 * without it, features are called by their numbers.
 */
export type Encode = (
  training: readonly number[],
  heldOut: readonly number[],
) => { training: Examples; heldOut: Examples; columns?: readonly string[] };

export interface SuspectsOptions {
  /** How many folds the rows are divided into; each is held out once. Default 5. */
  folds?: number | undefined;
  /** The group of each row: all rows of a group are held out together. Default `null`: there are none. */
  groups?: readonly number[] | null | undefined;
  /** Seed of the folds and the initial weights. Default 0. */
  seed?: number | undefined;
  /**
   * The loss that the models are trained with. Default generalized cross-entropy (GCE), which
   * memorises the fewest wrong labels. With more than about 300 classes, cross-entropy (`"bce"`)
   * found more of them.
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
  /**
   * Rows in each step. Default: all, but of three classes or more no more than have 2¹⁸ logits: 262
   * rows of 1,000 classes.
   */
  batchSize?: number | undefined;
  /** Called after each step of each training. */
  onProgress?: ((progress: SuspectsProgress) => void) | undefined;
  /** Stops the work; `suspects` then throws. */
  signal?: Signal | undefined;
}

/** How far the work is. */
export interface SuspectsProgress {
  /** How many models are trained, and how many there are: one for each fold. */
  done: number;
  total: number;
  /** How many steps the next model has taken, of how many; 0 between two. */
  step: number;
  steps: number;
}

/** A row, and how much models that have not seen it disagree with its label. */
export interface Suspect {
  /** The row's index, counted from 0. */
  row: number;
  /** As given: the number of a class. */
  label: number;
  /** The class that the models hold for likeliest, and its probability. It may be the label itself. */
  likelier: { label: number; probability: number };
  /** The gradient norm: 1 − the probability of the label, or |p − label| with two classes. */
  g: number;
  /**
   * The logit of the label minus the largest of the other classes': the logarithm of how many times
   * as likely as any other class the label is. Below 0 if another is likelier. Unlike g, it does
   * not end at 1, where all rows look alike.
   */
  margin: number;
  /** Why another class is likelier, the weightiest column first; at most 3, none if the label is. */
  reasons: SuspectReason[];
}

/** What `suspects` found. */
export interface FoundSuspects {
  /** Every row once, the most suspicious first. */
  rows: Suspect[];
  /**
   * About how many labels are wrong; `null` if that cannot be told, since the models are sure of the class
   * of fewer than a tenth of the rows, or know so little of the labels that every other one looks wrong.
   */
  wrong: WrongLabels | null;
}

/**
 * Orders rows by how little models that have not seen them agree with their labels, and estimates
 * how many labels are wrong. A suspect's label need not be: correct labels of unusual rows also come
 * early. Models are MLPs; with three classes or more, their probabilities are a softmax. Those of all
 * folds are calibrated together, against the labels as they are.
 *
 * ```ts
 * const { rows, wrong } = await suspects(labels, (training, heldOut) => {
 *   const encoder = new TableEncoder(schema).fit(table, training);
 *   const take = (rows: readonly number[]) => ({
 *     x: encoder.encode(table, rows).x,
 *     y: tensor(rows.map((row) => [labels[row]])),
 *   });
 *   return { training: take(training), heldOut: take(heldOut), columns: encoder.featureNames };
 * });
 * if (wrong) console.log(`About ${Math.round(wrong.count)} of ${rows.length} labels look wrong`);
 * ```
 *
 * If one class is rare, its rows come first: models doubt every label of that class more. With
 * labels flipped at random that is right, since most labels of the rare class are then flips. Ranking
 * each class by its own threshold found fewer of them (docs/suspects.md). To see one class only, filter
 * by `label`.
 *
 * The count is that of Northcutt et al.: rows whose likelier class is as sure as the rows labelled with
 * it are in the mean. On clean data it is not 0 where classes overlap: docs/suspects.md says how far off
 * it was.
 *
 * Source: Northcutt, Jiang & Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels",
 * JAIR 2021, whose "self-confidence" is 1 − g, and whose margin is one of probabilities.
 *
 * If the examples have weights, models and calibration are weighted by them. The rows themselves are not:
 * each is judged, and counted, once.
 *
 * @param labels - the class of each row, a whole number from 0 to C − 1.
 * @param encode - called for each fold with its training rows and the rows held out; returns their
 * examples, x of shape [N, F] and y, the labels, of shape [N, 1].
 * @param options - how the models are trained, and how to watch and stop that.
 * @returns the rows by their margin, the smallest first, and the count.
 * @throws RangeError if labels are not 0 … C − 1 with two rows or more for each and C from 2 to
 * 1,000, there are fewer rows than folds, an option is out of its range, or the examples do not fit
 * the rows.
 * @throws DivergenceError if a training diverges. @throws Error named `"AbortError"` if the signal
 * stops it.
 */
export async function suspects(
  labels: readonly number[],
  encode: Encode,
  options: SuspectsOptions = {},
): Promise<FoundSuspects> {
  return suspectsBy(trainMlp, 1, labels, encode, options);
}

/**
 * As {@link suspects}, with several models at the same time: the same result.
 *
 * @param train - trains a model, here or elsewhere. It may take what x of the examples holds.
 * @param atOnce - how many models it trains at the same time.
 * @param encode - may wait until there is room for the rows.
 */
export async function suspectsBy(
  train: typeof trainMlp,
  atOnce: number,
  labels: readonly number[],
  encode: (...rows: Parameters<Encode>) => ReturnType<Encode> | Promise<ReturnType<Encode>>,
  options: SuspectsOptions,
): Promise<FoundSuspects> {
  const read = checkOptions("suspects", options, defaults);
  const { folds, groups, seed, steps, batchSize, onProgress, signal } = read;
  const classes = checkLabels(labels);
  checkType(isCallable(encode), "suspects takes a function that encodes rows", encode);
  const recipe = recipeOf(read, classes);
  const outputs = outputsFor(classes);
  const goOn = pausing("suspects", signal);
  const cut = foldTable({ labels, groups }, folds, seed);
  const models: FoldModel[] = [];
  const logits = zeros([labels.length, outputs], "float32");
  let weights: number[] | null = null;
  let taken = 0; // steps of all models together
  const running: Promise<void>[] = [];
  for (const [k, fold] of cut.entries()) {
    if (running.length === atOnce) await running.shift();
    const encoded = await encode(fold.training, fold.heldOut);
    const { training, heldOut, columns } = readEncoded(encoded, fold, labels);
    const means = classMeans(training, classes);
    if (heldOut.weights !== undefined) {
      weights ??= Array<number>(labels.length).fill(1);
      for (const [i, row] of fold.heldOut.entries()) weights[row] = heldOut.weights[i];
    }
    const rowsAtOnce = batchSize ?? batchFor(fold.training.length, outputs);
    const trained = train(training, { ...recipe, batchSize: rowsAtOnce }, goOn, (step) => {
      if (step > 0) taken += 1;
      const done = Math.floor(taken / steps);
      onProgress({ done, total: cut.length, step: taken - done * steps, steps });
    }).then((model) => {
      if (model === null) throw stopped();
      models[k] = { model, rows: fold.heldOut, x: heldOut.x, means, columns };
      putRows(logits, fold.heldOut, logitsOf(model, heldOut.x).data);
    });
    trained.catch(() => undefined); // it is awaited later
    running.push(trained);
  }
  while (running.length > 0) await running.shift();
  const calibration = calibrationOf(logits, labels, weights, seed);
  const opinions = labels.map((label, row) => opinionOf(logits, row, label, calibration));
  const reasons = await reasonsOf(models, opinions, calibration.slope, goOn);
  if (reasons === null) throw stopped();
  return { rows: rank(opinions, reasons), wrong: countWrong(opinions, classes, seed) };
}

const defaults = {
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
} as const;

/** How each model is trained. */
function recipeOf(
  options: Filled<SuspectsOptions, typeof defaults>,
  classes: number,
): Omit<Recipe, "batchSize"> {
  const { loss = parseLoss("gce"), hidden, activation, steps, learningRate, seed } = options;
  checkCount("suspects: steps", steps);
  for (const size of hidden) checkCount("suspects: a size in hidden", size);
  return {
    ...{ loss: checkLoss(loss), learningRate, steps, hidden, activation, seed },
    ...{ classes, priorBias: true },
  };
}

const stopped = () =>
  abortError("suspects was stopped before every row was held out: nothing to show");

const mostLogits = 2 ** 18;

/** As many rows as memory that is still fast holds logits of; all of them, if they are not many more. */
function batchFor(rows: number, outputs: number): number | undefined {
  const most = Math.floor(mostLogits / outputs);
  return outputs === 1 || rows <= most ? undefined : most;
}

/** The rows by their margin, the smallest first. */
function rank(opinions: readonly RankedOpinion[], reasons: readonly SuspectReason[][]): Suspect[] {
  const order = [...opinions.keys()].sort((i, j) => {
    const [a, b] = [opinions[i], opinions[j]];
    // Calibrated margins tie where the calibration found no more in the logits than the class.
    return a.margin - b.margin || a.rawMargin - b.rawMargin;
  });
  return order.map((row) => {
    const { label, top, topProbability, probability, margin } = opinions[row];
    return {
      ...{ row, label, likelier: { label: top, probability: topProbability } },
      ...{ g: 1 - probability, margin, reasons: reasons[row] },
    };
  });
}
