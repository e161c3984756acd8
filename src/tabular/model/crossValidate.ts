/** Tries settings on folds: each row is predicted by a model that has not seen it. */
import { flat, zeros, type NdArray } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import { calibrated, fitCalibration, type Calibration } from "./calibration.js";
import { logitsOf, lossesOf } from "./outputs.js";
import {
  descent,
  makePupil,
  runEpoch,
  solve,
  type Pace,
  type Pupil,
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
  /** Of all rows, in float64: [N, 1] for two classes, [N, C] for C ≥ 3. */
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

/** To tell strengths apart, gradients need not be smaller. */
const tolerance = 1e-4;
/** Weaker strengths are not tried after so many that were no better than one before them. */
const pathPatience = 2;

/**
 * Logistic regression, solved with each strength from the strongest to the weakest, each time from
 * the weights of the one before, until weaker ones are worse: the path of glmnet (Friedman, Hastie &
 * Tibshirani 2010).
 *
 * @returns `false` if it was stopped.
 */
export async function solvePath(
  recipe: Recipe,
  strengths: readonly number[],
  { folds, judge, before, onTried, goOn }: Trial,
): Promise<boolean> {
  const pupils = folds.map(({ training }) => makePupil(training, recipe));
  before.at(-1)?.parameters?.forEach((ofFold, fold) => {
    pupils[fold].network.parameters().forEach((parameter, i) => parameter.assign(ofFold[i]));
  });
  const losses = before.map(({ logits }) => judge(logits).logLoss);
  for (const strength of strengths.slice(before.length)) {
    if (isOver(losses)) break;
    for (const pupil of pupils) {
      if (!(await solve(pupil, strength, tolerance, goOn))) return false;
    }
    const logits = heldOutLogits(pupils, folds);
    const parameters = pupils.map(({ network }) => network.parameters().map(({ data }) => data));
    losses.push(judge(logits).logLoss);
    onTried({ model: "logistic", strength, epochs: null, logits, parameters });
  }
  return true;
}

/** Whether the last strengths were no better than one before them. */
function isOver(losses: readonly number[]): boolean {
  return losses.length - 1 - losses.indexOf(Math.min(...losses)) >= pathPatience;
}

/**
 * Trains by Adam with each strength. The folds go through their rows side by side, and stop together
 * when the rows held out, all together, are no longer predicted better; what they answered after
 * the best epoch counts.
 *
 * @returns `false` if it was stopped.
 */
export async function descendEach(
  recipe: Recipe,
  strengths: readonly number[],
  pace: Pace,
  { folds, judge, before, onTried, goOn }: Trial,
): Promise<boolean> {
  const losses = before.map(({ logits }) => judge(logits).logLoss);
  for (const strength of strengths.slice(before.length)) {
    if (isOver(losses)) break;
    const pupils = folds.map(({ training }) => makePupil(training, recipe));
    const trainers = pupils.map((pupil) => descent(pupil, strength, pace, recipe.seed));
    let best = { logLoss: Infinity, epochs: 0, logits: zeros([0, 1]) };
    for (let epochs = 1; epochs <= pace.epochs; epochs++) {
      for (const trainer of trainers) {
        if (!(await runEpoch(trainer, goOn))) return false;
      }
      const logits = heldOutLogits(pupils, folds);
      const { logLoss } = judge(logits);
      if (logLoss < best.logLoss) best = { logLoss, epochs, logits };
      else if (epochs - best.epochs >= pace.patience) break;
    }
    const { epochs, logits, logLoss } = best;
    losses.push(logLoss);
    const model = recipe.hidden.length > 0 ? "mlp" : "logistic";
    onTried({ model, strength, epochs, logits, parameters: null });
  }
  return true;
}

/** The logits of all rows, each by the network that has not seen it. */
function heldOutLogits(pupils: readonly Pupil[], folds: readonly FoldExamples[]): NdArray {
  const parts = folds.map(({ heldOut }, fold) => {
    const { network } = pupils[fold];
    const { data } = logitsOf(network.eval(), heldOut.x);
    network.train();
    return data;
  });
  const outputs = parts[0].shape[1];
  const rows = folds.reduce((sum, fold) => sum + fold.rows.length, 0);
  const all = zeros([rows, outputs], "float64");
  folds.forEach((fold, k) => {
    const values = flat(parts[k]);
    fold.rows.forEach((row, i) => {
      for (let c = 0; c < outputs; c++) all.data[row * outputs + c] = values[i * outputs + c];
    });
  });
  return all;
}

/**
 * Differences of so many standard errors are level, or clear. Level is half of the one of Breiman et
 * al. (1984), with which small tables got too much weight decay (bench/tables).
 */
const standardErrors = { level: 0.5, clear: 2 };

/**
 * Chooses a setting: that of the least log loss, or of those that are level with it the one with the
 * strongest weight decay; an MLP only if its log loss is clearly smaller. Standard errors are those
 * of differences row by row, which are far smaller than those of the log losses themselves.
 */
export function choose<T extends Setting & Judgement>(tried: readonly T[]): T {
  const [logistic, mlp] = (["logistic", "mlp"] as const).map((model) => {
    const all = tried.filter((setting) => setting.model === model);
    if (all.length === 0) return null;
    const best = all.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
    const level = all.filter(({ losses }) => {
      const { mean, standardError } = difference(losses, best.losses);
      return mean <= standardErrors.level * standardError;
    });
    return level.reduce((a, b) => (b.strength > a.strength ? b : a));
  });
  if (logistic === null || mlp === null) return (logistic ?? mlp) as T;
  const gain = difference(logistic.losses, mlp.losses);
  return gain.mean > standardErrors.clear * gain.standardError ? mlp : logistic;
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
