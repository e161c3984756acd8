import {
  allFinite,
  checkCount,
  checkList,
  checkOptions,
  checkType,
  flat,
  hasFields,
  isCallable,
  show,
  showShape,
} from "../array/index.js";
import { readExamples } from "../train/examples.js";
import { stratifiedFolds, stratifiedGroupFolds, type Examples, type Fold } from "../train/index.js";
import type { Activation } from "../nn/index.js";
import { checkLoss, parseLoss, type LossSpec } from "./model/namedLoss.js";
import { calibratedProbabilities, logitsOf, outputsFor } from "./model/outputs.js";
import { trainMlp } from "./model/trainMlp.js";
import { mostClasses } from "./table/label.js";
import { countLabels } from "./table/labelledTable.js";
import { listNames } from "./table/text.js";
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
  /**
   * What rows are ordered by: `"g"`, the largest first, or `"margin"`, the smallest first. With two
   * classes both give the same order. Default `"g"`.
   */
  order?: "g" | "margin" | undefined;
  /** Called after each training. */
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
  /** Stops the work; `suspects` then throws. */
  signal?: Signal | undefined;
}

/** A row, and how much models that have not seen it disagree with its label. */
export interface Suspect {
  /** The row's index, counted from 0. */
  row: number;
  /** As given: the number of a class. */
  label: number;
  /**
   * The class that a model that has not seen the row holds for right, and its probability. It may
   * be the label itself.
   */
  likelier: { label: number; probability: number };
  /**
   * With two classes, the probability of label 1 by the same model. Good for ordering rows, but not
   * calibrated: GCE's are nearer to 0 or 1 than the share of label 1 among similar rows.
   */
  probability?: number;
  /**
   * The gradient norm, 1 − the probability of the label: 0 if the model is sure of the label, 1 if
   * it is sure of others. With two classes, |probability − label|.
   */
  g: number;
  /**
   * The probability of the label minus the largest of the other classes', from −1 to 1: below 0 if
   * the model holds another class for right. With two classes, 1 − 2g.
   */
  margin: number;
}

/**
 * Orders rows by how little models that have not seen them agree with their labels: the more a model
 * disagrees with a label, the likelier the label is wrong. It need not be: correct labels of unusual
 * rows also come early. Models are MLPs; with three classes or more, their probabilities are a
 * softmax.
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
 * Source: the scores "self-confidence", which is $1 - g$, and "normalized margin" of Northcutt, Jiang
 * & Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 2021.
 *
 * @param labels - the class of each row, a whole number from 0 to C − 1.
 * @param encode - called for each fold with its training rows and the rows held out; returns their
 * examples, x of shape [N, F] and y, the labels, of shape [N, 1].
 * @param options - how the models are trained and the rows ordered, and how to watch and stop that.
 * @returns every row once, the most suspicious first.
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
    order,
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
    order: "g",
    onProgress: () => undefined,
    signal: undefined,
  });
  const classes = checkLabels(labels);
  checkType(isCallable(encode), "suspects takes a function that encodes rows", encode);
  checkCount("suspects: steps", steps);
  for (const size of hidden) checkCount("suspects: a size in hidden", size);
  if (!Object.hasOwn(orders, order)) {
    throw new RangeError(`suspects: order is "g" or "margin", not ${show(order)}`);
  }
  const recipe = {
    ...{ loss: checkLoss(loss), learningRate, steps, batchSize, hidden, activation, seed },
    ...{ classes, priorBias: true },
  };
  const goOn = pausing("suspects", signal);
  const found: Suspect[] = [];
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
    checkExamples(training, heldOut, fold, labels);
    const model = await trainMlp(training, recipe, goOn);
    if (model === null) {
      throw abortError("suspects was stopped before every row was held out: nothing to show");
    }
    const probabilities = flat(calibratedProbabilities(logitsOf(model, heldOut.x).data));
    const outputs = outputsFor(classes);
    fold.heldOut.forEach((row, k) => {
      const ofRow = probabilities.subarray(k * outputs, (k + 1) * outputs);
      found.push(judge(row, labels[row], ofRow));
    });
    onProgress({ done: i + 1, total: cut.length });
  }
  const doubt = orders[order];
  return found.sort((a, b) => doubt(b) - doubt(a) || a.row - b.row);
}

/** The larger, the more suspicious. */
const orders: Record<"g" | "margin", (suspect: Suspect) => number> = {
  g: ({ g }) => g,
  margin: ({ margin }) => -margin,
};

/** @param p - the probability of label 1 if there are two classes, or that of each class. */
function judge(row: number, label: number, p: ArrayLike<number>): Suspect {
  const ofClass = p.length === 1 ? [1 - p[0], p[0]] : Array.from(p);
  const top = ofClass.indexOf(Math.max(...ofClass));
  const rival = Math.max(...ofClass.filter((_, other) => other !== label));
  return {
    ...{ row, label, likelier: { label: top, probability: ofClass[top] } },
    ...(p.length === 1 ? { probability: p[0] } : {}),
    g: p.length === 1 ? Math.abs(p[0] - label) : 1 - p[label],
    margin: ofClass[label] - rival,
  };
}

/**
 * @returns C, the number of classes.
 * @throws RangeError unless labels are 0 … C − 1, with two rows or more for each.
 */
function checkLabels(labels: readonly number[]): number {
  checkList(labels, "suspects", "[0, 1, 1, 0]");
  const bad = labels.findIndex(
    (label) => !Number.isInteger(label) || label < 0 || label >= mostClasses,
  );
  if (bad >= 0) {
    throw new RangeError(
      `suspects: labels are the numbers of classes, 0 to C − 1, with ${mostClasses} classes at most; ` +
        `label ${bad} is ${show(labels[bad])}`,
    );
  }
  if (labels.length === 0) throw new RangeError("suspects: there are no labels");
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  const counts = countLabels(labels, classes);
  if (classes === 1 || counts.filter((rows) => rows > 0).length === 1) {
    throw new RangeError(
      `suspects: all labels are ${classes - 1}: there are no other classes to suspect`,
    );
  }
  const [unused, single] = [0, 1].map((rows) =>
    [...counts.keys()].filter((c) => counts[c] === rows),
  );
  if (unused.length > 0) {
    throw new RangeError(
      `suspects: labels are the numbers of classes, 0 to C − 1; one is ${classes - 1}, but none is ` +
        `${listNames(unused.map(String), 10)}: number the classes without gaps`,
    );
  }
  if (single.length > 0) {
    throw new RangeError(
      `suspects: a class with one row cannot be both learnt from and held out, and such ` +
        `${single.length === 1 ? "is class" : "are classes"} ${listNames(single.map(String), 10)}: leave ` +
        `these rows out, or give them to other classes`,
    );
  }
  return classes;
}

/** @throws RangeError if the examples are not those of the fold, or are not finite. */
function checkExamples(
  training: Examples,
  heldOut: Examples,
  fold: Fold,
  labels: readonly number[],
): void {
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
  const given = flat(training.y.data);
  const wrong = fold.training.findIndex((row, i) => given[i] !== labels[row]);
  if (wrong >= 0) {
    const row = fold.training[wrong];
    throw new RangeError(
      `suspects: encode gave ${given[wrong]} in training.y for row ${row}, whose label is ${labels[row]}`,
    );
  }
}
