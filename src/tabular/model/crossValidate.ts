/** Tries settings on folds: each row is predicted by a model that has not seen it. */
import { zeros, type NdArray } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import { calibrated, fitCalibration, type Calibration } from "./calibration.js";
import { logitsOf, lossesOf, putRows } from "./outputs.js";
import {
  descent,
  startTraining,
  runEpoch,
  solve,
  type Schedule,
  type Training,
  type ModelRecipe,
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
  /** Their mean, weighted. */
  logLoss: number;
}

/** How much each row counts; `null`: all alike. */
type Weights = readonly number[] | null;

/** What all settings of a kind have in common. */
export interface Trial {
  folds: readonly FoldExamples[];
  /** The weight decay of a strength, with folds as with all rows: s/N. */
  decayOf: (strength: number) => number;
  /** How good logits of all rows are. */
  judge: (logits: NdArray) => Judgement;
  /** Of all rows. */
  weights: Weights;
  /** Those that were tried before an interruption, in their order. */
  before: readonly Tried[];
  onTried: (tried: Tried) => void;
  /** Awaited between small pieces of work; `false` stops it. */
  goOn: () => Promise<boolean>;
}

/** Judges logits by their log loss, calibrated if that is wanted. */
export function judgeBy(
  labels: readonly number[],
  weights: Weights,
  calibrate: boolean,
): Trial["judge"] {
  return (logits) => {
    const calibration = calibrate ? fitCalibration(new Tensor(logits), labels, weights) : null;
    const losses = lossesOf(calibrated(logits, calibration), labels);
    return { calibration, losses, logLoss: mean(losses, weights) };
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
  recipe: ModelRecipe,
  strengths: readonly number[],
  { folds, decayOf, judge, weights, before, onTried, goOn }: Trial,
): Promise<Judgement[] | null> {
  const trainings = folds.map(({ training }) => startTraining(training, recipe));
  before.at(-1)?.parameters?.forEach((ofFold, fold) => {
    trainings[fold].network.parameters().forEach((parameter, i) => parameter.assign(ofFold[i]));
  });
  const judged = before.map(({ logits }) => judge(logits));
  for (const strength of strengths.slice(before.length)) {
    if (isOver(judged, weights)) break;
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
 * A difference of more standard errors is clear. They are those of differences row by row, which are far
 * smaller than those of the log losses themselves.
 */
const clear = 2;

/**
 * Settings whose log loss is so few standard errors above the least are level with it; of these, the
 * plainest is chosen (Breiman et al. 1984). Of logistic regressions that is the one whose weight decay is
 * nearest to 1, scikit-learn's default: no model shall be worse than that one for a difference that may be
 * chance. Of MLPs, which learn chance by heart sooner, it is the one with the strongest.
 */
const plainest = {
  logistic: { level: 1, distance: (strength: number) => Math.abs(Math.log(strength)) },
  mlp: { level: 0.5, distance: (strength: number) => -strength },
};

/** Whether the last strength was clearly worse than the best: weaker ones will be, too. */
function isOver(judged: readonly Judgement[], weights: Weights): boolean {
  const last = judged.at(-1);
  if (last === undefined) return false;
  return isClear(last, least(judged), weights);
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
  recipe: ModelRecipe,
  strengths: readonly number[],
  schedule: Schedule,
  { folds, decayOf, judge, weights, before, onTried, goOn }: Trial,
): Promise<Judgement[] | null> {
  const judged = before.map(({ logits }) => judge(logits));
  for (const strength of strengths.slice(before.length)) {
    if (isOver(judged, weights)) break;
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
  const rows = folds.reduce((sum, fold) => sum + fold.rows.length, 0);
  const all = zeros([rows, parts[0].shape[1]]);
  folds.forEach((fold, k) => {
    putRows(all, fold.rows, parts[k]);
  });
  return all;
}

/**
 * Chooses the model: the MLP if its least log loss is clearly smaller than that of logistic
 * regression. Then its setting: the plainest of those that are level with the one of the least log loss.
 */
export function choose<T extends Setting & Judgement>(tried: readonly T[], weights: Weights): T {
  const [logistic, mlp] = (["logistic", "mlp"] as const).map((model) =>
    tried.filter((setting) => setting.model === model),
  );
  const isMlp =
    logistic.length === 0 || (mlp.length > 0 && isClear(least(logistic), least(mlp), weights));
  const [own, { level, distance }] = isMlp ? [mlp, plainest.mlp] : [logistic, plainest.logistic];
  const best = least(own);
  const alike = own.filter(({ losses }) => {
    const { mean, standardError } = difference(losses, best.losses, weights);
    return mean <= level * standardError;
  });
  return alike.reduce((a, b) => (distance(b.strength) < distance(a.strength) ? b : a));
}

/** Whether the second is clearly better than the first. */
function isClear(first: Judgement, second: Judgement, weights: Weights): boolean {
  const { mean, standardError } = difference(first.losses, second.losses, weights);
  return mean > clear * standardError;
}

/**
 * The mean d̄ of the differences d = a − b, and its standard error, √(Σ(d − d̄)²/((n − 1)·n)).
 *
 * With weights, d̄ = Σwd/Σw, and the standard error is that of a ratio in a survey with replacement,
 * √(n/(n − 1)·Σ(w·(d − d̄))²)/Σw, where n is the number of rows: weights say how much a row counts, not
 * how often it was seen, and a row of weight 2 says less than two rows.
 *
 * Source: Särndal, Swensson & Wretman, "Model Assisted Survey Sampling", 1992, section 5.7; as `svymean`
 * of R's package survey.
 */
export function difference(a: Float64Array, b: Float64Array, weights: Weights) {
  const n = a.length;
  const differences = a.map((value, i) => value - b[i]);
  const middle = mean(differences, weights);
  const squares = differences.reduce(
    (sum, value, i) => sum + ((weights?.[i] ?? 1) * (value - middle)) ** 2,
    0,
  );
  const standardError =
    weights === null
      ? Math.sqrt(squares / (n - 1) / n)
      : Math.sqrt((squares / (n - 1)) * n) / total(weights);
  return { mean: middle, standardError };
}

function mean(values: Float64Array, weights: Weights): number {
  const sum = values.reduce((sum, value, i) => sum + (weights?.[i] ?? 1) * value, 0);
  return sum / (weights === null ? values.length : total(weights));
}

const total = (weights: readonly number[]) => weights.reduce((sum, weight) => sum + weight, 0);
