import { Generator } from "../../array/index.js";
import { tensor } from "../../autograd/index.js";
import type { Examples } from "../../train/index.js";
import { Linear, mlp, type Activation, type Sequential } from "../../nn/index.js";
import { Adam } from "../../optim/index.js";
import { deriveSeed } from "./deriveSeed.js";
import type { LossSpec } from "./lossSpec.js";
import { makeLoss } from "./namedLoss.js";
import { outputsFor, weighClasses } from "./outputs.js";
import { ofTargets, withTargets } from "./weights.js";
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
  /** How many classes there are. Default 2. */
  classes?: number;
  /**
   * Whether the last bias starts from the (weighted) share of positive rows: see `priorBias`. With three
   * classes or more, from the logarithms of the classes' shares; each then needs a row.
   */
  priorBias: boolean;
  /** Seed of the initial weights and of the order of the rows. */
  seed: number;
}

/** What the initial weights hang on. */
type InitialRecipe = Pick<Recipe, "hidden" | "activation" | "classes" | "priorBias" | "seed">;

/**
 * A new MLP, with one logit for two classes, or one for each of more. The initial weights depend on
 * the seed and the sizes, but not on the loss or the learning rate.
 */
export function initialMlp(
  data: Examples,
  { hidden, activation, classes = 2, priorBias, seed }: InitialRecipe,
): Sequential {
  const counts = weighClasses(data, classes);
  const total = counts.reduce((sum, count) => sum + count, 0);
  // By weights, a class may have next to nothing, or all but that: its logarithm must be a number.
  const shares = counts.map((count) =>
    Math.min(Math.max(count / total, Number.EPSILON), 1 - Number.EPSILON),
  );
  const model = mlp([data.x.shape[1], ...hidden, outputsFor(classes)], {
    activation,
    // Not from `seed` itself, which the rows may have been drawn or split by.
    generator: new Generator(deriveSeed(seed, "first weights")),
    dtype: data.x.dtype,
    priorPositive: priorBias && classes === 2 ? shares[1] : undefined,
  });
  const last = model.layers.at(-1);
  if (priorBias && classes > 2 && last instanceof Linear) {
    last.bias?.assign(tensor(shares.map(Math.log)));
  }
  return model;
}

/** The seed of the order of the rows. */
export const batchSeed = ({ seed }: Pick<Recipe, "seed">): number =>
  deriveSeed(seed, "batch order");

/**
 * Trains a new MLP by Adam: see {@link initialMlp}. The batches depend on the seed and the sizes,
 * but not on the loss or the learning rate.
 *
 * @param data - the rows; if they have weights, the loss and the first bias are weighted.
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
  const { loss, learningRate, steps, batchSize, classes = 2 } = recipe;
  const model = initialMlp(data, recipe);
  const trainer = new Trainer(model, withTargets(data), {
    loss: ofTargets(makeLoss(loss, weighClasses(data, classes)).loss),
    optimizer: new Adam(model.parameters(), { lr: learningRate }),
    epochs: steps, // enough, as an epoch has at least one step
    batchSize,
    seed: batchSeed(recipe),
  });
  onStep?.(0, model);
  while (trainer.steps < steps) {
    if (!(await goOn())) return null;
    trainer.step();
    onStep?.(trainer.steps, model);
  }
  return model;
}
