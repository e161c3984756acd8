import { Generator } from "../../array/index.js";
import type { Examples } from "../../train/index.js";
import { mlp, type Activation, type Sequential } from "../../nn/index.js";
import { Adam } from "../../optim/index.js";
import { deriveSeed } from "./deriveSeed.js";
import { makeLoss, type LossSpec } from "./namedLoss.js";
import { countClasses } from "./outputs.js";
import { Trainer } from "../../train/trainer.js";

/** How an MLP is trained, and for how long. */
export interface Recipe {
  loss: LossSpec;
  learningRate: number;
  steps: number;
  /** Rows in each step; `undefined`: all. */
  batchSize: number | undefined;
  /** Sizes of the layers between input and output. */
  hidden: readonly number[];
  activation: Activation;
  /** Whether the last bias starts from the share of positive rows: see `priorBias`. */
  priorBias: boolean;
  /** Seed of the initial weights and of the order of the rows. */
  seed: number;
}

/**
 * Trains a new MLP with one logit by Adam. The initial weights and the batches depend on the seed
 * and the sizes, but not on the loss or the learning rate.
 *
 * @param goOn - awaited before each step, so that other tasks can run; `false` stops the training.
 * @param onStep - called before the first step, and after each.
 * @returns `null` if `goOn` gave `false`.
 * @throws DivergenceError if the loss or a gradient becomes NaN or infinite, or the loss explodes.
 */
export async function trainMlp(
  data: Examples,
  recipe: Recipe,
  goOn: () => Promise<boolean>,
  onStep?: (step: number, model: Sequential) => void,
): Promise<Sequential | null> {
  const { loss, learningRate, steps, batchSize, hidden, activation, priorBias, seed } = recipe;
  const counts = countClasses(data);
  const model = mlp([data.x.shape[1], ...hidden, 1], {
    activation,
    // Not from `seed` itself, which the rows may have been drawn or split by.
    generator: new Generator(deriveSeed(seed, "first weights")),
    priorPositive: priorBias ? counts[1] / (counts[0] + counts[1]) : undefined,
  });
  const trainer = new Trainer(model, data, {
    loss: makeLoss(loss, counts).loss,
    optimizer: new Adam(model.parameters(), { lr: learningRate }),
    epochs: steps, // enough, as an epoch has at least one step
    batchSize,
    seed: deriveSeed(seed, "batch order"),
  });
  onStep?.(0, model);
  while (trainer.steps < steps) {
    if (!(await goOn())) return null;
    trainer.step();
    onStep?.(trainer.steps, model);
  }
  return model;
}
