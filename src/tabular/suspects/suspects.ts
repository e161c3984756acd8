import {
  checkCount,
  checkOptions,
  checkType,
  flat,
  hasFields,
  isCallable,
  zeros,
  type NdArray,
} from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import { readExamples } from "../../train/examples.js";
import {
  stratifiedFolds,
  stratifiedGroupFolds,
  stratifiedSplit,
  type Examples,
} from "../../train/index.js";
import type { Activation } from "../../nn/index.js";
import { fitCalibration, type Calibration } from "../model/calibration.js";
import type { LossSpec } from "../model/lossSpec.js";
import { checkLoss, parseLoss } from "../model/namedLoss.js";
import { logitsOf, outputsFor } from "../model/outputs.js";
import { trainMlp } from "../model/trainMlp.js";
import { checkColumns, checkExamples, checkLabels } from "./check.js";
import { countWrong, type Opinion, type WrongLabels } from "./count.js";
import { classMeans, explain, takeTensor, type FoldModel, type SuspectReason } from "./reasons.js";
import { abortError, pausing, type Signal } from "../../train/pausing.js";

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
  const classes = checkLabels(labels);
  checkType(isCallable(encode), "suspects takes a function that encodes rows", encode);
  checkCount("suspects: steps", steps);
  for (const size of hidden) checkCount("suspects: a size in hidden", size);
  const outputs = outputsFor(classes);
  const recipe = {
    ...{ loss: checkLoss(loss), learningRate, steps, hidden, activation, seed },
    ...{ classes, priorBias: true },
  };
  const goOn = pausing("suspects", signal);
  const stopped = () =>
    abortError("suspects was stopped before every row was held out: nothing to show");
  const cut =
    groups === null
      ? stratifiedFolds(labels, folds, seed)
      : stratifiedGroupFolds(labels, groups, folds, seed);
  const models: FoldModel[] = [];
  const logits = zeros([labels.length, outputs], "float32");
  let weights: number[] | null = null;
  let taken = 0; // steps of all models together
  const running: Promise<void>[] = [];
  for (const [k, fold] of cut.entries()) {
    if (running.length === atOnce) await running.shift();
    const parts = await encode(fold.training, fold.heldOut);
    const areParts = hasFields(parts, "training", "heldOut");
    checkType(areParts, "suspects: encode returns { training, heldOut }", parts);
    const training = readExamples("suspects: training", parts.training);
    const heldOut = readExamples("suspects: heldOut", parts.heldOut);
    checkExamples(training, heldOut, fold, labels);
    const columns = checkColumns(parts.columns, training);
    const means = classMeans(training, classes);
    if (heldOut.weights !== undefined) {
      const ofHeldOut = heldOut.weights;
      const all = (weights ??= Array<number>(labels.length).fill(1));
      fold.heldOut.forEach((row, i) => (all[row] = ofHeldOut[i]));
    }
    const rowsAtOnce = batchSize ?? batchFor(fold.training.length, outputs);
    const trained = train(training, { ...recipe, batchSize: rowsAtOnce }, goOn, (step) => {
      if (step > 0) taken += 1;
      const done = Math.floor(taken / steps);
      onProgress({ done, total: cut.length, step: taken - done * steps, steps });
    }).then((model) => {
      if (model === null) throw stopped();
      models[k] = { model, rows: fold.heldOut, x: heldOut.x, means, columns };
      const found = flat(logitsOf(model, heldOut.x).data);
      fold.heldOut.forEach((row, i) => {
        const ofRow = found.subarray(i * outputs, (i + 1) * outputs);
        for (let j = 0; j < outputs; j++) logits.data[row * outputs + j] = ofRow[j];
      });
    });
    trained.catch(() => undefined); // it is awaited later
    running.push(trained);
  }
  while (running.length > 0) await running.shift();
  const calibration = calibrationOf(logits, labels, weights, seed);
  const opinions = labels.map((label, row) => opinionOf(logits, row, label, calibration));
  const reasons = labels.map((): SuspectReason[] => []);
  for (const one of models) {
    if (!(await explain(one, opinions, outputs, calibration.slope, reasons, goOn))) throw stopped();
  }
  const rows = opinions.map(
    ({ label, top, topProbability, probability, margin, rawMargin }, row) => ({
      suspect: {
        ...{ row, label, likelier: { label: top, probability: topProbability } },
        ...{ g: 1 - probability, margin, reasons: reasons[row] },
      },
      rawMargin,
    }),
  );
  // Calibrated margins tie where the calibration found no more in the logits than the class.
  rows.sort((a, b) => a.suspect.margin - b.suspect.margin || a.rawMargin - b.rawMargin);
  return { rows: rows.map(({ suspect }) => suspect), wrong: countWrong(opinions, classes, seed) };
}

const mostLogits = 2 ** 18;

/** As many rows as memory that is still fast holds logits of; all of them, if they are not many more. */
function batchFor(rows: number, outputs: number): number | undefined {
  const most = Math.floor(mostLogits / outputs);
  return outputs === 1 || rows <= most ? undefined : most;
}

/** More logits than these take longer to calibrate than they are worth. */
const mostCalibrated = 2 ** 22;

/** The calibration of logits of rows, by as many rows as it takes. */
function calibrationOf(
  logits: NdArray,
  labels: readonly number[],
  weights: readonly number[] | null,
  seed: number,
): Calibration {
  const share = mostCalibrated / logits.size;
  if (share >= 1) return fitCalibration(new Tensor(logits), labels, weights);
  const [rows] = stratifiedSplit(labels, [share], seed);
  const ofRows = rows.map((row) => labels[row]);
  const taken = weights && rows.map((row) => weights[row]);
  return fitCalibration(takeTensor(new Tensor(logits), rows), ofRows, taken);
}

/** What the calibrated logits of a row say of its label, and the margin of those as they were. */
function opinionOf(
  logits: NdArray,
  row: number,
  label: number,
  { slope, intercepts }: Calibration,
): Opinion & { margin: number; rawMargin: number; rival: number } {
  const outputs = logits.shape[1];
  const ofRow = Array.from({ length: outputs }, (_, k) => logits.data[row * outputs + k]);
  // A logit of two classes is the difference of theirs.
  const raw = outputs === 1 ? [0, ofRow[0]] : ofRow;
  const z =
    outputs === 1
      ? [0, slope * ofRow[0] + intercepts[0]]
      : ofRow.map((value, k) => slope * value + intercepts[k]);
  const largest = (values: readonly number[], but: number) =>
    values.reduce(
      (most, value, k) => (k !== but && (most < 0 || value > values[most]) ? k : most),
      -1,
    );
  const rival = largest(z, label);
  const top = z[rival] > z[label] ? rival : label;
  const total = z.reduce((sum, value) => sum + Math.exp(value - z[top]), 0);
  return {
    ...{
      label,
      top,
      rival,
      probability: Math.exp(z[label] - z[top]) / total,
      topProbability: 1 / total,
    },
    margin: z[label] - z[rival],
    rawMargin: raw[label] - raw[largest(raw, label)],
  };
}
