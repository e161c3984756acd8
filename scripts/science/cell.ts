/** A cell, the smallest piece of work: one setting with one seed. */
import { createHash } from "node:crypto";
import {
  compare,
  comparedMetrics,
  parseLoss,
  type ComparedMetric,
} from "../../src/tabular/index.js";
import { Linear, type Split } from "../../src/index.js";
import { choose, makeCandidate, testOn } from "../../src/tabular/compare/candidates.js";
import { profileOf } from "../../src/tabular/compare/profile.js";
import { trainMlp } from "../../src/tabular/model/trainMlp.js";
import { drawSample, type SampleSpec } from "./samples.js";
import { seenOf, type Seen } from "./seen.js";

/** What to compare, and how; plain JSON. */
export interface Setting {
  sample: SampleSpec;
  /** In the form that `parseLoss` reads; BCE is the first. */
  losses: readonly string[];
  hidden: readonly number[];
  steps: number;
  learningRates: readonly number[];
  /** The metric that chooses the learning rate on the validation rows. */
  selectBy: ComparedMetric;
  priorBias: boolean;
  /** The initial weights. Default: random, as in `compare`. */
  start?: "zero";
  /** The setting is run with the seeds from 1 to this. */
  seeds: number;
}

/** All that determines a result, apart from the code. */
export type Cell = Omit<Setting, "seeds"> & { seed: number };

export interface CellResult {
  /** By the name of the loss in the cell. */
  losses: Record<string, Seen>;
  /** As in `pairedInterval`: how far the seeds share rows; 0 if each draws new ones. */
  overlap: number;
}

/** A unique name for a cell, for its file. */
export function keyOf(cell: Cell, code: string): string {
  const text = JSON.stringify([code, cell]);
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

export async function runCell(cell: Cell): Promise<CellResult> {
  const split = drawSample(cell.sample, cell.seed);
  const [training, validation, test] = [split.training, split.validation, split.test].map(
    ({ x }) => x.shape[0],
  );
  return {
    losses: await (cell.start === "zero" ? runFromZero(cell, split) : runCompare(cell, split)),
    overlap: cell.sample.name === "table" ? test / (training + validation) : 0,
  };
}

async function runCompare(cell: Cell, split: Split): Promise<CellResult["losses"]> {
  const { losses, hidden, steps, learningRates, selectBy, priorBias, seed } = cell;
  const comparison = await compare(() => split, {
    ...{ hidden, steps, learningRates, selectBy, priorBias },
    losses: losses.map(parseLoss),
    seeds: [seed],
  });
  const results: CellResult["losses"] = {};
  for (const [i, { metrics, profile }] of comparison.losses.entries()) {
    const [learningRate] = metrics[selectBy].learningRates;
    const tested = Object.entries(metrics).map(([metric, { values }]) => [metric, values[0]]);
    // `compare` does not return models, but the same recipe trains the same model again.
    const model = await train(cell, losses[i], learningRate, split);
    results[losses[i]] = seenOf(
      Object.fromEntries(tested) as Seen["tested"],
      learningRate,
      profile,
      model,
      split.training,
    );
  }
  return results;
}

/** The same protocol with initial weights of 0, which `compare` does not offer. */
async function runFromZero(cell: Cell, split: Split): Promise<CellResult["losses"]> {
  const { validation, test } = split;
  const results: CellResult["losses"] = {};
  for (const loss of cell.losses) {
    const candidates = [];
    for (const rate of cell.learningRates) {
      candidates.push(makeCandidate(rate, await train(cell, loss, rate, split), [], validation));
    }
    const [selectBy] = comparedMetrics(2).filter(({ name }) => name === cell.selectBy);
    const chosen = choose(candidates, selectBy);
    const { model, learningRate } = chosen;
    const tested = testOn(test, chosen);
    const profile = profileOf(parseLoss(loss), chosen, split, 2).training;
    results[loss] = seenOf(tested, learningRate, profile, model, split.training);
  }
  return results;
}

async function train(
  { hidden, steps, priorBias, start, seed }: Cell,
  loss: string,
  learningRate: number,
  { training }: Split,
) {
  const recipe = {
    ...{ hidden, steps, priorBias, seed, learningRate, loss: parseLoss(loss) },
    ...{ activation: "tanh" as const, batchSize: undefined },
  };
  const always = () => Promise.resolve(true);
  const model = await trainMlp(training, recipe, always, (step, { layers: [first] }) => {
    if (step > 0 || start !== "zero" || !(first instanceof Linear)) return;
    first.weight.assign(first.weight.mul(0));
  });
  if (model === null) throw new Error("the training was stopped, though nobody stops it");
  return model;
}
