/** Two ways to train one network on some rows: to convergence, and epoch by epoch. */
import type { Tensor } from "../../autograd/index.js";
import { Linear, type Activation, type Sequential } from "../../nn/index.js";
import { Adam, LBFGS } from "../../optim/index.js";
import type { Examples } from "../../train/index.js";
import { Trainer } from "../../train/trainer.js";
import type { NamedLoss } from "./lossParts.js";
import type { LossSpec } from "./lossSpec.js";
import { makeLoss } from "./namedLoss.js";
import { weighClasses } from "./outputs.js";
import { batchSeed, initialMlp } from "./trainMlp.js";
import { ofTargets, withTargets } from "./weights.js";

/** What is trained, whatever its strength. */
export interface ModelRecipe {
  loss: LossSpec;
  /** Sizes of the layers between input and output; none: logistic regression. */
  hidden: readonly number[];
  activation: Activation;
  /** How many classes there are. */
  classes: number;
  seed: number;
}

/** A network, and the rows that it is trained on. */
export interface Training {
  network: Sequential;
  /** With weights beside the labels: see {@link withTargets}. */
  data: Examples;
  loss: NamedLoss;
}

/**
 * A new network. Its last bias starts from the log odds of the rows' classes, as the focal loss's
 * authors advise for rare ones (see `priorBias`), or with three or more from the logarithms of their
 * shares.
 */
export function startTraining(data: Examples, recipe: ModelRecipe): Training {
  return {
    network: initialMlp(data, { ...recipe, priorBias: true }),
    data: withTargets(data),
    loss: makeLoss(recipe.loss, weighClasses(data, recipe.classes)),
  };
}

/** The mean loss plus `decay`/2·‖w‖², where w are the weights of all layers. */
function penalised({ network, loss }: Training, decay: number) {
  const weights = network.layers.flatMap((layer) =>
    layer instanceof Linear ? [layer.weight] : [],
  );
  const mean = ofTargets(loss.loss);
  return (logits: Tensor, y: Tensor): Tensor =>
    weights.reduce(
      (total, weight) =>
        total.add(
          weight
            .square()
            .sum()
            .mul(decay / 2),
        ),
      mean(logits, y),
    );
}

/** In each of which LBFGS takes so many steps, before others have a turn. */
const stepsAtOnce = 10;
/** Where rows are told apart perfectly and there is no weight decay, weights grow without end. */
const mostSteps = 1000;

/** The largest entry that the gradient keeps. */
const tolerance = 1e-6;

/**
 * Trains to convergence, from where the network is.
 *
 * @param decay - the weight decay.
 * @param goOn - awaited between a few steps; `false` stops the training.
 * @returns `false` if it was stopped.
 */
export async function solve(
  training: Training,
  decay: number,
  goOn: () => Promise<boolean>,
): Promise<boolean> {
  const { network, data } = training;
  const loss = penalised(training, decay);
  const lbfgs = new LBFGS(network.parameters(), {
    maxIterations: stepsAtOnce,
    gradientTolerance: tolerance,
    lossTolerance: 0,
  });
  for (let steps = 0; steps < mostSteps; steps += stepsAtOnce) {
    if (!(await goOn())) return false;
    const { reason } = lbfgs.minimize(() => loss(network.forward(data.x), data.y));
    if (reason !== "iterations") break;
  }
  return true;
}

/** How Adam trains. */
export interface Schedule {
  learningRate: number;
  batchSize: number;
  /** At most so many. */
  epochs: number;
  /** After so many epochs the rows held out are looked at again. */
  every: number;
  patience: number;
}

/** A trainer that takes Adam's steps. */
export function descent(
  training: Training,
  decay: number,
  { learningRate, batchSize, epochs }: Schedule,
  seed: number,
): Trainer {
  const { network, data, loss } = training;
  return new Trainer(network, data, {
    loss: penalised(training, decay),
    optimizer: new Adam(network.parameters(), { lr: learningRate }),
    epochs,
    batchSize,
    seed: batchSeed({ seed }),
    stateful: loss.density === null ? {} : { density: loss.density },
  });
}

/**
 * Takes the steps of one epoch.
 *
 * @returns `false` if it was stopped.
 */
export async function runEpoch(trainer: Trainer, goOn: () => Promise<boolean>): Promise<boolean> {
  do {
    if (!(await goOn())) return false;
  } while (trainer.step() === null);
  return true;
}
