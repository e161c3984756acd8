/** Tries settings on folds: each row is predicted by a model that has not seen it. */
import { flat, zeros, type NdArray } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import { calibrated, fitCalibration, type Calibration } from "./calibration.js";
import { logitsOf, lossesOf } from "./outputs.js";
import {
  descent,
  startTraining,
  runEpoch,
  solve,
  type Schedule,
  type Training,
  type Recipe,
} from "./training.js";

/** A fold: the rows of all others to train on, and its own, held out. */
export interface FoldExamples {
  training: Examples;
  heldOut: Examples;
  /** The numbers of the rows held out. */
  rows: readonly number[];
}

/** What distinguishes one training from another. */
export interface Setting {
  model: "logistic" | "mlp";
  /** The strength of weight decay. */
  strength: number;
  /** How often Adam goes through the rows; `null`: it is solved to convergence, without Adam. */
  epochs: number | null;
}

/** A setting that was tried, and its answers for rows that its models have not seen. */
export interface Tried extends Setting {
  /** Of all rows: [N, 1] for two classes, [N, C] for C ≥ 3. */
  logits: NdArray;
  /** Those of each fold's network, from which the next strength starts; `null` if none does. */
  parameters: readonly (readonly NdArray[])[] | null;
}

/** How good a setting is on rows that its models have not seen. */
export interface Judgement {
  calibration: Calibration | null;
  /** The log loss of each row. */
  losses: Float64Array;
  /** Their mean. */
  logLoss: number;
}

/** What all settings of a kind have in common. */
export interface Trial {
  folds: readonly FoldExamples[];
  /** The weight decay of a strength, with folds as with all rows: s/N. */
  decayOf: (strength: number) => number;
  /** How good logits of all rows are. */
  judge: (logits: NdArray) => Judgement;
  /** Those that were tried before an interruption, in their order. */
  before: readonly Tried[];
  onTried: (tried: Tried) => void;
  /** Awaited between small pieces of work; `false` stops it. */
  goOn: () => Promise<boolean>;
}

/** Judges logits by their log loss, calibrated if that is wanted. */
export function judgeBy(labels: readonly number[], calibrate: boolean): Trial["judge"] {
  return (logits) => {
    const calibration = calibrate ? fitCalibration(new Tensor(logits), labels) : null;
    const losses = lossesOf(calibrated(logits, calibration), labels);
    return { calibration, losses, logLoss: mean(losses) };
  };
}

/** @throws RangeError if settings tried before are not those of this path, or answered other rows. */
export function checkBefore(
  before: readonly Tried[],
  strengths: readonly number[],
  rows: number,
): void {
  const fits =
    before.length <= strengths.length &&
    before.every(
      ({ strength, logits }, i) => strength === strengths[i] && logits.shape[0] === rows,
    );
  if (!fits)
    throw new RangeError("trainTable: what `resume` holds is of another plan or other rows");
}

/**
 * Logistic regression, solved with each strength from the strongest to the weakest, each time from
 * the weights of the one before, until one is clearly worse: the path of glmnet (Friedman, Hastie &
 * Tibshirani 2010).
 *
 * @returns how good each is, also of those tried before; `null` if it was stopped.
 */
export async function solvePath(
  recipe: Recipe,
  strengths: readonly number[],
  { folds, decayOf, judge, before, onTried, goOn }: Trial,
): Promise<Judgement[] | null> {
  const trainings = folds.map(({ training }) => startTraining(training, recipe));
  before.at(-1)?.parameters?.forEach((ofFold, fold) => {
    trainings[fold].network.parameters().forEach((parameter, i) => parameter.assign(ofFold[i]));
  });
  const judged = before.map(({ logits }) => judge(logits));
  for (const strength of strengths.slice(before.length)) {
    if (isOver(judged)) break;
    for (const training of trainings) {
      if (!(await solve(training, decayOf(strength), goOn))) return null;
    }
    const logits = heldOutLogits(trainings, folds);
    const parameters = trainings.map(({ network }) => network.parameters().map(({ data }) => data));
    judged.push(judge(logits));
    onTried({ model: "logistic", strength, epochs: null, logits, parameters });
  }
  return judged;
}

/**
 * Differences of so many standard errors are level, or clear. Level is half of the one of Breiman et
 * al. (1984), with which small tables got too much weight decay (bench/tables). Standard errors are
 * those of differences row by row, which are far smaller than those of the log losses themselves.
 */
const standardErrors = { level: 0.5, clear: 2 };

/** Whether the last strength was clearly worse than the best: weaker ones will be, too. */
function isOver(judged: readonly Judgement[]): boolean {
  const last = judged.at(-1);
  if (last === undefined) return false;
  return isClear(last, least(judged));
}

function least<T extends Judgement>(judged: readonly T[]): T {
  return judged.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
}

/**
 * Trains by Adam with each strength, until one is clearly worse. The folds go through their rows side
 * by side, and stop together when the rows held out, all together, are no longer predicted better;
 * what they answered after the best epoch counts.
 *
 * @returns how good each is, also of those tried before; `null` if it was stopped.
 */
export async function descendEach(
  recipe: Recipe,
  strengths: readonly number[],
  schedule: Schedule,
  { folds, decayOf, judge, before, onTried, goOn }: Trial,
): Promise<Judgement[] | null> {
  const judged = before.map(({ logits }) => judge(logits));
  for (const strength of strengths.slice(before.length)) {
    if (isOver(judged)) break;
    const trainings = folds.map(({ training }) => startTraining(training, recipe));
    const trainers = trainings.map((training) =>
      descent(training, decayOf(strength), schedule, recipe.seed),
    );
    let best: { epochs: number; logits: NdArray; judgement: Judgement } | null = null;
    for (let epochs = 1; epochs <= schedule.epochs; epochs++) {
      for (const trainer of trainers) {
        if (!(await runEpoch(trainer, goOn))) return null;
      }
      if (epochs % schedule.every !== 0 && epochs < schedule.epochs) continue;
      const logits = heldOutLogits(trainings, folds);
      const judgement = judge(logits);
      if (best === null || judgement.logLoss < best.judgement.logLoss) {
        best = { epochs, logits, judgement };
      } else if (epochs - best.epochs >= schedule.patience) break;
    }
    if (best === null) throw new Error("an epoch at least is judged");
    judged.push(best.judgement);
    const model = recipe.hidden.length > 0 ? "mlp" : "logistic";
    onTried({ model, strength, epochs: best.epochs, logits: best.logits, parameters: null });
  }
  return judged;
}

/** The logits of all rows, each by the network that has not seen it. */
function heldOutLogits(trainings: readonly Training[], folds: readonly FoldExamples[]): NdArray {
  const parts = folds.map(({ heldOut }, fold) => {
    const { network } = trainings[fold];
    const { data } = logitsOf(network.eval(), heldOut.x);
    network.train();
    return data;
  });
  const outputs = parts[0].shape[1];
  const rows = folds.reduce((sum, fold) => sum + fold.rows.length, 0);
  const all = zeros([rows, outputs]);
  folds.forEach((fold, k) => {
    const values = flat(parts[k]);
    fold.rows.forEach((row, i) => {
      for (let c = 0; c < outputs; c++) all.data[row * outputs + c] = values[i * outputs + c];
    });
  });
  return all;
}

/**
 * Chooses the model: the MLP if its least log loss is clearly smaller than that of logistic
 * regression. Then its setting: the one of the least log loss, or of those that are level with it the
 * one with the strongest weight decay.
 */
export function choose<T extends Setting & Judgement>(tried: readonly T[]): T {
  const [logistic, mlp] = (["logistic", "mlp"] as const).map((model) =>
    tried.filter((setting) => setting.model === model),
  );
  const isMlp = logistic.length === 0 || (mlp.length > 0 && isClear(least(logistic), least(mlp)));
  const own = isMlp ? mlp : logistic;
  const best = least(own);
  const level = own.filter(({ losses }) => {
    const { mean, standardError } = difference(losses, best.losses);
    return mean <= standardErrors.level * standardError;
  });
  return level.reduce((a, b) => (b.strength > a.strength ? b : a));
}

/** Whether the second is clearly better than the first. */
function isClear(first: Judgement, second: Judgement): boolean {
  const { mean, standardError } = difference(first.losses, second.losses);
  return mean > standardErrors.clear * standardError;
}

/** The mean of a − b, and its standard error. */
export function difference(a: Float64Array, b: Float64Array) {
  const differences = a.map((value, i) => value - b[i]);
  const middle = mean(differences);
  const squares = differences.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const standardError = Math.sqrt(squares / (a.length - 1) / a.length);
  return { mean: middle, standardError };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
