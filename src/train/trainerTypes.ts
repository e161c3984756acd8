/** What a trainer is given, and what it tells. */
import type { Stateful, Tensor } from "../autograd/index.js";
import type { Examples } from "./examples.js";
import type { StateDict } from "../nn/index.js";
import type { Optimizer, OptimizerState } from "../optim/index.js";

export interface TrainerOptions {
  /** (output, target) → the number to make small. */
  loss: (output: Tensor, target: Tensor) => Tensor;
  optimizer: Optimizer;
  /** How often the training goes through all rows. */
  epochs: number;
  /** Rows in a step. Default: all. */
  batchSize?: number | undefined;
  /** Of the order of the rows, which is new in each epoch. Default 0. */
  seed?: number | undefined;
  /**
   * Rows to measure on after each epoch. What the loss remembers from call to call must be named in
   * `stateful`: else it learns from these rows.
   */
  validation?: Examples | undefined;
  /**
   * How good an output is; larger is better. Default: minus the loss.
   *
   * ```ts
   * score: (logits, y) => averagePrecision(array.flat(y.data), array.flat(logits.data)),
   * ```
   */
  score?: ((output: Tensor, target: Tensor) => number | null) | undefined;
  /**
   * Stop after so many epochs without a better score on the validation rows, and go back to the
   * parameters that had the best. Default: never stop early, and end with the last parameters.
   */
  patience?: number | undefined;
  /** What else changes from step to step, by a name of your own: a density, a schedule, a generator. */
  stateful?: Record<string, Stateful> | undefined;
}

/** One line of the history. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** How many steps the optimizer has taken. */
  step: number;
  /** Mean over the rows of the epoch, each measured just before its step. */
  loss: number;
  lr: number;
  /** The loss on the validation rows; `null` without any. */
  validationLoss: number | null;
  /** The score on the validation rows; `null` without any. */
  score: number | null;
}

/** All that a training needs to go on, as plain JSON. */
export interface TrainerState {
  step: number;
  /** What the order of this epoch's rows is drawn from. */
  order: number[];
  firstLoss: number | null;
  /** Steps taken in this epoch, and the sum of their rows' losses. */
  epoch: { steps: number; loss: number };
  model: StateDict;
  optimizer: OptimizerState;
  stateful: Record<string, unknown>;
  best: { epoch: number; score: number; model: StateDict } | null;
  history: EpochRecord[];
}
