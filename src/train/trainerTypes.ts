/** The options and results of a trainer. */
import type { Stateful, Tensor } from "../autograd/index.js";
import type { Examples } from "./examples.js";
import type { StateDict } from "../nn/index.js";
import type { Optimizer, OptimizerState } from "../optim/index.js";

export interface TrainerOptions {
  /**
   * (output, target) → the loss to minimise, a tensor of one element. The output is the model's for
   * a batch of x, and the target is that batch's y.
   */
  loss: (output: Tensor, target: Tensor) => Tensor;
  optimizer: Optimizer;
  /** The number of passes over all rows. */
  epochs: number;
  /** Rows in a step. Default: all rows. */
  batchSize?: number | undefined;
  /** The seed of the rows' order, which is new in each epoch. Default 0. */
  seed?: number | undefined;
  /**
   * Rows to measure on after each epoch. Anything that the loss changes from call to call, such as
   * a density with momentum, must be in `stateful`: otherwise it learns from these rows.
   */
  validation?: Examples | undefined;
  /**
   * The quality of an output; larger is better. Default: minus the loss.
   *
   * ```ts
   * score: (logits, y) => averagePrecision(array.flat(y.data), array.flat(logits.data)),
   * ```
   */
  score?: ((output: Tensor, target: Tensor) => number | null) | undefined;
  /**
   * Early stopping: stop after this many epochs without a better score on the validation rows, and
   * restore the parameters that had the best score. Default: no early stopping, and the last
   * parameters.
   */
  patience?: number | undefined;
  /**
   * Everything else that changes from step to step, under names of your choice: a density, a
   * schedule, a generator.
   */
  stateful?: Record<string, Stateful> | undefined;
}

/** One line of the history. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  /** The number of steps that the optimizer has taken. */
  step: number;
  /** The mean over the rows of the epoch, each measured just before its step. */
  loss: number;
  lr: number;
  /** The loss on the validation rows; `null` without any. */
  validationLoss: number | null;
  /** The score on the validation rows; `null` without any. */
  score: number | null;
}

/** Everything that is needed to continue a training, as plain JSON. */
export interface TrainerState {
  step: number;
  /** The state of the generator before it shuffled the rows of this epoch. */
  shuffleState: number[];
  firstLoss: number | null;
  /** The steps taken in this epoch, and the sum of the losses of their rows. */
  epoch: { steps: number; loss: number };
  model: StateDict;
  optimizer: OptimizerState;
  stateful: Record<string, unknown>;
  best: { epoch: number; score: number; model: StateDict } | null;
  history: EpochRecord[];
}
