/** All that determines a training, apart from the rows. */
import { checkCount, checkList, checkOptions, show, type Filled } from "../../array/index.js";
import { activationNames, type Activation } from "../../nn/index.js";
import type { LossSpec } from "./lossSpec.js";
import { checkLoss, parseLoss } from "./namedLoss.js";

/** What can be trained: logistic regression, an MLP, or whichever of the two is better. */
export type ModelName = "auto" | "logistic" | "mlp";

export const modelNames: readonly ModelName[] = ["auto", "logistic", "mlp"];

/** How a model is chosen and trained: plain JSON. */
export interface TrainingPlan {
  /** Default BCE, whose probabilities are honest. */
  loss?: LossSpec | undefined;
  /** Default `"auto"`: logistic regression, or an MLP if that is clearly better on rows not seen. */
  model?: ModelName | undefined;
  /** Sizes of the MLP's hidden layers. Default [16]. */
  hidden?: readonly number[] | undefined;
  /** What is between the MLP's layers. Default `"relu"`. */
  activation?: Activation | undefined;
  /**
   * Strengths s of weight decay to choose from: each adds s·‖w‖²/(2N) to the mean loss of N rows,
   * where w are the weights without the biases, as scikit-learn's `alpha`, or 1/C. Default: for a
   * model that is solved, from 10,000 (or N, if that is less) to 0.01; for one that Adam trains,
   * from 30 to 0.3. Weaker ones are not tried after one that is clearly worse.
   */
  strengths?: readonly number[] | undefined;
  /** Adam's learning rate. Default 0.01. */
  learningRate?: number | undefined;
  /** Rows in Adam's steps. Default: about a tenth of the rows, but from 32 to 256. */
  batchSize?: number | undefined;
  /** How often Adam goes through all rows, at most. Default: as often as makes 4000 steps. */
  epochs?: number | undefined;
  /**
   * Adam stops after so many epochs without a smaller log loss on rows held out. Default: as many as
   * make 300 steps, but 5 at least.
   */
  patience?: number | undefined;
  /**
   * How many folds the rows are cut into; each is held out once. Default 10; from 500 rows on 5,
   * from 10,000 on 3; never more than there are rows of the rarer of two classes.
   */
  folds?: number | undefined;
  /** Whether probabilities are calibrated. Default: with every loss but BCE. */
  calibrate?: boolean | undefined;
  /** Seed of the split, the folds, the first weights and the order of the rows. Default 0. */
  seed?: number | undefined;
  /** Share of the rows kept apart to measure the final model on. Default 0: none. */
  test?: number | undefined;
}

const planDefaults = {
  loss: parseLoss("bce"),
  model: "auto",
  hidden: [16],
  activation: "relu",
  strengths: undefined,
  learningRate: 0.01,
  batchSize: undefined,
  epochs: undefined,
  patience: undefined,
  folds: undefined,
  calibrate: undefined,
  seed: 0,
  test: 0,
} as const;

/** A plan with its defaults. */
export type FullPlan = Filled<TrainingPlan, typeof planDefaults>;

/**
 * @throws TypeError for an unknown name or a value of another kind. @throws RangeError for one out
 * of its range.
 */
export function readPlan(caller: string, plan: TrainingPlan): FullPlan {
  const read = checkOptions(caller, plan, planDefaults);
  const { model, hidden, activation, strengths, learningRate, folds, calibrate, test } = read;
  checkChoice(`${caller}: model`, model, modelNames);
  checkChoice(`${caller}: activation`, activation, activationNames);
  for (const size of hidden) checkCount(`${caller}: a size in hidden`, size);
  if (strengths !== undefined) {
    checkList(strengths, `${caller}: strengths`, "[10, 1, 0.1]");
    if (strengths.length === 0) throw new RangeError(`${caller}: strengths names none`);
  }
  for (const strength of strengths ?? []) checkIn(`${caller}: a strength`, strength, 0, Infinity);
  checkIn(`${caller}: learningRate`, learningRate, Number.MIN_VALUE, Infinity);
  if (folds !== undefined) checkCount(`${caller}: folds`, folds, 2);
  for (const name of ["batchSize", "epochs", "patience"] as const) {
    if (read[name] !== undefined) checkCount(`${caller}: ${name}`, read[name]);
  }
  if (calibrate !== undefined && typeof calibrate !== "boolean") {
    throw new TypeError(`${caller}: calibrate is true or false, not ${show(calibrate)}`);
  }
  checkCount(`${caller}: seed`, read.seed, 0);
  checkIn(`${caller}: test, a share of the rows,`, test, 0, 0.9);
  return { ...read, loss: checkLoss(read.loss) };
}

function checkChoice<T>(what: string, value: T, choices: readonly T[]): void {
  if (choices.includes(value)) return;
  throw new RangeError(`${what} is one of ${choices.join(", ")}, not ${show(value)}`);
}

function checkIn(what: string, value: number, low: number, high: number): void {
  // Infinity is no number to compute with.
  if (typeof value === "number" && value >= low && value <= high && value < Infinity) return;
  const range = high < Infinity ? `from ${low} to ${high}` : low > 0 ? "above 0" : `≥ ${low}`;
  throw new RangeError(`${what} must be a number ${range}, not ${show(value)}`);
}
