/** From a table to a trained model. */
import { allFinite, checkOptions, flat, type NdArray } from "../../array/index.js";
import type { Sequential } from "../../nn/index.js";
import type { Examples } from "../../train/index.js";
import { abortError, pausing, type Signal } from "../../train/pausing.js";
import {
  checkClasses,
  checkLabelled,
  countLabels,
  encodeParts,
  foldTable,
  splitTable,
  unitsOf,
  type LabelledTable,
} from "../table/labelledTable.js";
import { weightRule } from "../table/weights.js";
import { recentred, type Calibration } from "./calibration.js";
import { candidatesOf, type Candidate } from "./candidates.js";
import {
  checkBefore,
  choose,
  descendEach,
  difference,
  judgeBy,
  solvePath,
  type FoldExamples,
  type Judgement,
  type Setting,
  type Trial,
  type Tried,
} from "./crossValidate.js";
import { labelsOf, logitsOf, outputsFor, calibratedProbabilities } from "./outputs.js";
import { readPlan, type FullPlan, type TrainingPlan } from "./plan.js";
import { scoresOf, type Scores } from "./scores.js";
import { bestThreshold } from "./threshold.js";
import { countParameters, TabularModel } from "./tabularModel.js";
import { summarizeTraining } from "./trainingSummary.js";
import { descent, startTraining, runEpoch, solve, type Training } from "./training.js";

/** How to watch, stop and resume a training. */
export interface TrainTableOptions {
  /** Called before the first setting and after each. */
  onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** `tried` of an earlier training with the same rows and plan: it is gone on from there. */
  resume?: readonly Tried[] | undefined;
  /** Plain JSON to store in the model beside the plan. */
  notes?: Record<string, unknown> | undefined;
  /** Stops the work; `trainTable` then throws. */
  signal?: Signal | undefined;
}

/** How far a training is. */
export interface TrainingProgress {
  /** All settings that were tried. To resume the training, keep them. */
  tried: readonly Tried[];
  /** How many settings there are; not all need be tried. */
  total: number;
}

/** A setting that was tried, and its answers for rows that its models have not seen. */
export interface SettingResult extends Setting {
  logLoss: number;
  /** By how much that is more than the log loss of the chosen setting. */
  behind: number;
  /** The standard error of this difference. */
  standardError: number;
}

/** A trained model, how it was chosen, and what to expect of it. */
export interface TrainedTable {
  model: TabularModel;
  chosen: SettingResult;
  /** All that was tried, in that order. */
  settings: SettingResult[];
  /**
   * On the rows that it has learnt from, each of which was answered by a model that had not seen it.
   * They flatter a little: setting, calibration and threshold were chosen by the same answers.
   */
  outOfFold: Scores;
  /** The same without the calibration; `null` if there is none. */
  uncalibrated: Scores | null;
  /** On the rows kept apart; `null` without any. */
  test: Scores | null;
  /** What was chosen, and why, in words. */
  summary: string[];
}

/**
 * Trains a model on a table, as a careful practitioner would:
 *
 * 1. The rows are cut into folds, stratified by label, all rows of a group in one. Each setting (logistic regression with
 *    weight decay of several strengths; an MLP with several, stopped early) is trained on all folds
 *    but one and answers for that one, until there is an answer for each row.
 * 2. The setting with the least log loss is chosen, or a plainer one that is level with it: of logistic
 *    regressions, if it is behind by no more than the difference's standard error, the one whose weight
 *    decay is nearest to 1; of MLPs, by no more than half of it, the one with the strongest. An MLP must
 *    be better than logistic regression by two standard errors.
 * 3. A calibration (Platt scaling; not for BCE) and the threshold with the best F1 are found on the
 *    same answers.
 * 4. That setting is trained once more, on all rows.
 *
 * Logistic regression is solved to convergence by `LBFGS`. `Adam` trains MLPs, and with losses
 * whose gradient is not that of a smooth function (GHM-C, OHEM) logistic regression, too.
 *
 * ```ts
 * const table = parseCsv(text, { source: "customers.csv" });
 * const data = labelledTable(table, inferSchema(table, { label: "churned" }));
 * const { model, outOfFold } = await trainTable(data);
 * console.log(outOfFold.ap, model.predict(others).probabilities);
 * ```
 *
 * With weights (`weight` of `SchemaOptions`), a row of weight k counts as k copies of it would: in the
 * loss, for which weights are scaled to mean 1; in means, deviations and medians of features; in the first
 * biases; in the choice of the setting; in calibration, threshold and scores. Not in what goes by rows:
 * the folds and other splits, which keep the shares of rows; the number of folds and batches; weight decay,
 * s·‖w‖²/(2N) for N rows, so that weights that are all twice as large change nothing (in scikit-learn they
 * weigh against the penalty); and standard errors, those of N rows that count unequally.
 *
 * The same rows and plan give the same model, to the bit.
 *
 * @param data - the rows to learn from, with their labels, as {@link labelledTable} returns them.
 * @param plan - what shall differ from the defaults.
 * @param options - how to watch, stop and resume it.
 * @throws RangeError if a class has too few rows, or a value of the plan is out of its range.
 * @throws DivergenceError if Adam diverges.
 * @throws Error named `"AbortError"` if the signal stops it.
 */
export async function trainTable(
  data: LabelledTable,
  plan: TrainingPlan = {},
  options: TrainTableOptions = {},
): Promise<TrainedTable> {
  checkLabelled(data, "trainTable");
  const classes = data.schema.label.classes.length;
  const full = readPlan("trainTable", plan);
  const { onProgress, resume, notes, signal } = checkOptions("trainTable", options, {
    onProgress: undefined,
    resume: [],
    notes: {},
    signal: undefined,
  });
  const goOn = pausing("trainTable", signal);
  const { learnt, apart } = splitRows(data, full);
  const labels = learnt.map((row) => data.labels[row]);
  const { weights: ofAll } = data;
  const weights = ofAll && learnt.map((row) => ofAll[row]);
  const folds = encodeFolds(data, learnt, full);
  const candidates = candidatesOf(full, countLabels(labels, classes));
  const decayOf = (strength: number) => strength / learnt.length;
  const judge = judgeBy(labels, weights, full.calibrate ?? full.loss.name !== "bce");
  const trial = { folds, decayOf, judge, weights, goOn };
  const settings = await trySettings(candidates, trial, resume, onProgress);
  if (settings === null) throw stopped();
  const chosen = choose(settings, weights);
  const candidate = candidates.find(({ model }) => model === chosen.model) ?? candidates[0];

  const { encoder, parts } = encodeParts(data, apart.length > 0 ? [learnt, apart] : [learnt]);
  const training = await refit(parts[0], candidate, chosen, decayOf, goOn);
  if (training === null) throw stopped();
  const { network, loss } = training;

  // More rows than in a fold make the logits a little larger.
  const ofLearnt = logitsOf(network.eval(), parts[0].x).data;
  const calibration =
    chosen.calibration && recentred(chosen.calibration, ofLearnt, labels, weights);
  const answers = calibratedProbabilities(chosen.logits, chosen.calibration);
  const threshold = classes > 2 ? 0.5 : bestThreshold(labels, flat(answers), weights);
  const scored = (p: NdArray) => scoresOf(labels, p, threshold, weights);
  const found = {
    chosen: resultOf(chosen, chosen, weights),
    settings: settings.map((setting) => resultOf(setting, chosen, weights)),
    outOfFold: scored(answers),
    uncalibrated: chosen.calibration && scored(calibratedProbabilities(chosen.logits)),
    test: apart.length > 0 ? testScores(network, parts[1], calibration, threshold) : null,
  };
  const weight = weightRule(data.schema);
  const { hidden, activation } = candidate.recipe;
  const sizes = [encoder.featureNames.length, ...hidden, outputsFor(classes)];
  const model = new TabularModel(encoder, network, {
    architecture: { sizes, activation },
    loss: full.loss,
    ...{ density: loss.density, calibration, threshold, weight },
    notes: { ...notes, plan: full, ...found },
  });
  const summary = summarizeTraining(found, full, {
    ...{ folds: folds.length, threshold, classes, apart: apart.length },
    gain: difference(priorLosses(labels, classes, weights), chosen.losses, weights),
    weight: weight?.column ?? null,
  });
  return { model, ...found, summary };
}

/**
 * Tries the settings of all candidates, but for those of `resume`, which were tried before.
 *
 * @returns all of them, and how good they are; `null` if it was stopped.
 */
async function trySettings(
  candidates: readonly Candidate[],
  trial: Omit<Trial, "before" | "onTried">,
  resume: readonly Tried[],
  onProgress: TrainTableOptions["onProgress"],
): Promise<(Tried & Judgement)[] | null> {
  const rows = trial.folds.reduce((sum, fold) => sum + fold.rows.length, 0);
  const total = candidates.reduce((sum, { strengths }) => sum + strengths.length, 0);
  const tried: Tried[] = [];
  const judged: Judgement[] = [];
  onProgress?.({ tried: resume, total });
  for (const { model, recipe, strengths, schedule } of candidates) {
    const before = resume.filter((setting) => setting.model === model);
    checkBefore(before, strengths, rows);
    tried.push(...before);
    const onTried = (setting: Tried) => {
      tried.push(setting);
      onProgress?.({ tried, total });
    };
    const ofCandidate = await (schedule === null
      ? solvePath(recipe, strengths, { ...trial, before, onTried })
      : descendEach(recipe, strengths, schedule, { ...trial, before, onTried }));
    if (ofCandidate === null) return null;
    judged.push(...ofCandidate);
  }
  return tried.map((setting, i) => ({ ...setting, ...judged[i] }));
}

/** The scores on rows that were kept apart. */
function testScores(
  network: Sequential,
  examples: Examples,
  calibration: Calibration | null,
  threshold: number,
): Scores {
  const logits = logitsOf(network.eval(), examples.x).data;
  const probabilities = calibratedProbabilities(logits, calibration);
  return scoresOf(labelsOf(examples), probabilities, threshold, examples.weights ?? null);
}

/** The log loss of each row, if each class is given its share. */
function priorLosses(
  labels: readonly number[],
  classes: number,
  weights: readonly number[] | null,
): Float64Array {
  const counts = countLabels(labels, classes, weights);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(labels, (label) => -Math.log(counts[label] / total));
}

/** The rows to learn from, and those kept apart. */
function splitRows(data: LabelledTable, { test, seed }: FullPlan) {
  const { labels } = data;
  if (test === 0) return { learnt: labels.map((_, row) => row), apart: [] };
  checkClasses(
    data,
    3,
    () => "keep none apart to measure on (test: 0, --test 0), or find more of them",
  );
  const [learnt, apart] = splitTable(data, [1 - test, test], seed);
  return { learnt, apart };
}

/** Each fold is encoded with the statistics of the others. */
function encodeFolds(data: LabelledTable, learnt: readonly number[], plan: FullPlan) {
  const { folds, hidden, seed } = plan;
  const labels = learnt.map((row) => data.labels[row]);
  const { groups: ofAll } = data;
  const groups = ofAll === null ? null : learnt.map((row) => ofAll[row]);
  const ofLearnt = { ...data, labels, groups };
  checkClasses(ofLearnt, 2, () => "each class is to be both learnt from and held out");
  const wanted = folds ?? (labels.length < 500 ? 10 : labels.length < 10_000 ? 5 : 3);
  const classes = data.schema.label.classes.length;
  // Of two classes, each fold has rows of both, to be measured on.
  const units = classes === 2 ? Math.min(...unitsOf(ofLearnt)) : new Set(groups ?? learnt).size;
  const cut = foldTable(ofLearnt, Math.min(wanted, units), seed);
  const encoded = cut.map(({ training, heldOut }): FoldExamples => {
    const rows = [training, heldOut].map((part) => part.map((i) => learnt[i]));
    const [ofTraining, ofHeldOut] = encodeParts(data, rows).parts;
    return { training: ofTraining, heldOut: ofHeldOut, rows: heldOut };
  });
  for (const { training } of encoded) {
    checkSize([training.x.shape[1], ...hidden, outputsFor(classes)]);
  }
  return encoded;
}

/** More than tables need. */
const mostParameters = 20_000_000;

function checkSize(sizes: readonly number[]): void {
  const parameters = countParameters(sizes);
  if (parameters <= mostParameters) return;
  throw new RangeError(
    `layers of sizes [${sizes.join(", ")}] have ${parameters} parameters; ${mostParameters} are ` +
      `allowed: take smaller hidden layers, or fewer columns`,
  );
}

/**
 * Trains a setting on all rows.
 *
 * @returns `null` if it was stopped.
 * @throws RangeError if that left NaN or infinity.
 */
async function refit(
  examples: Examples,
  { recipe, schedule }: Candidate,
  { strength, epochs }: Setting,
  decayOf: Trial["decayOf"],
  goOn: Trial["goOn"],
): Promise<Training | null> {
  const training = startTraining(examples, recipe);
  const decay = decayOf(strength);
  if (schedule === null || epochs === null) {
    if (!(await solve(training, decay, goOn))) return null;
  } else {
    const trainer = descent(training, decay, { ...schedule, epochs }, recipe.seed);
    while (!trainer.done) if (!(await runEpoch(trainer, goOn))) return null;
  }
  const broken = training.network.namedParameters().find(([, { data }]) => !allFinite(data));
  if (broken === undefined) return training;
  throw new RangeError(
    `training ended with NaN or infinity in ${broken[0]}: a smaller learning rate may help`,
  );
}

function resultOf(
  { model, strength, epochs, logLoss, losses }: Setting & Judgement,
  chosen: Judgement,
  weights: readonly number[] | null,
): SettingResult {
  const { mean: behind, standardError } = difference(losses, chosen.losses, weights);
  return { model, strength, epochs, logLoss, behind, standardError };
}

function stopped(): Error {
  return abortError("the training was stopped before it had a model");
}
