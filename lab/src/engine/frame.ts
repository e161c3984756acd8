/** All numbers of one moment: what the views draw, and what their tables say. */
import { lens, sigmoid, type Examples } from "../../../src/index.js";
import { lossTitle, readLoss } from "../../../src/tabular/model/lossSpec.js";
import type { State } from "../state.js";
import type { Experiment } from "./experiment.js";
import { listOf, qualityOf, type Quality } from "./quality.js";
import type { Twin } from "./twin.js";

/** A bin of gradient norms. */
export interface Bin {
  from: number;
  to: number;
  /** R: how many rows are in it. */
  rows: number;
  /** What takes the place of R in β, with momentum: S, its moving average; `null` without. */
  average: number | null;
  /** β that GHM-C gives them; `null` if there are none. */
  beta: number | null;
  /** Σ|∂L/∂logit| of these rows, under the twin's own loss. */
  pull: number;
}

/** A twin at one moment. Lists have an entry for each row that is not erased, in their order. */
export interface TwinFrame {
  title: string;
  /** Whether its loss is GHM-C. Of other losses, β is what GHM-C would give. */
  isHarmonized: boolean;
  loss: number;
  logit: number[];
  p: number[];
  /** g = |p − p*|. */
  g: number[];
  bin: number[];
  /** What GHM-C weighs each row with, whatever the twin is trained with. */
  beta: number[];
  /** ∂L/∂logit, under the twin's own loss. */
  pull: number[];
  bins: Bin[];
  quality: Quality;
}

export interface Frame {
  step: number;
  /** The furthest step that can be gone to without training. */
  furthest: number;
  /** The names of the features. */
  features: readonly string[];
  /**
   * Whether these are two, and so a plane. Of others, no plane shows all: a point then stands at one
   * of its features, x1, and at its logit, x2, which the shown twin gives it.
   */
  isPlane: boolean;
  /** What the twins' quality is measured on, in words. */
  measuredOn: string;
  /** The numbers of the rows that are not erased. */
  numbers: readonly number[];
  points: {
    x1: number;
    x2: number;
    label: 0 | 1;
    isSpoilt: boolean;
    isFlipped: boolean;
    /** Its row in the file of a table of one's own. */
    inFile: number | null;
  }[];
  twins: [TwinFrame, TwinFrame];
}

/** @param looking - where the points stand, if their features are no plane. */
export function frameOf(
  experiment: Experiment,
  { shown, across }: Pick<State, "shown" | "across"> = { shown: 1, across: 0 },
): Frame {
  const { step, furthest, rows, training, test, twins, features, measuredOn } = experiment;
  const titles = titlesOf(experiment.setup.losses);
  const [first, second] = twins.map((twin, k) =>
    twinFrame(twin, titles[k], training.examples, test),
  );
  const isPlane = features.length === 2;
  const { logit } = [first, second][shown];
  return {
    ...{ step, furthest, features, isPlane, measuredOn },
    numbers: training.numbers,
    points: training.numbers.map((number, i) => {
      const { x, label, isSpoilt, isFlipped, inFile } = rows[number];
      const [x1, x2] = isPlane ? x : [x[across], logit[i]];
      return { x1, x2, label, isSpoilt, isFlipped, inFile };
    }),
    twins: [first, second],
  };
}

/** What to call twins: of two with the same loss, without the options that both have. */
function titlesOf(losses: readonly string[]): string[] {
  const [first, second] = losses.map(readLoss);
  const isSame = first.name === second.name;
  return [first, second].map(({ name, options }) => {
    const own = Object.entries(options).filter(
      ([option]) => !isSame || first.options[option] !== second.options[option],
    );
    return lossTitle({ name, options: Object.fromEntries(own) });
  });
}

function twinFrame(twin: Twin, title: string, training: Examples, test: Examples): TwinFrame {
  const { logits, loss, pulls } = twin.look(training);
  const { density } = twin.loss;
  const { g, bin, beta, bins } = lens(logits, training.y, { density: density ?? undefined });
  // GD(g) = S·n, with n bins that are not empty
  const nonEmpty = bins.filter(({ count }) => count > 0).length;
  const averages = density?.options.momentum ? density.density : [];
  const pull = listOf(pulls);
  const inBins = bins.map(() => 0);
  bin.forEach((k, i) => {
    if (k >= 0) inBins[k] += Math.abs(pull[i]);
  });
  return {
    title,
    isHarmonized: density !== null,
    loss,
    logit: listOf(logits),
    p: listOf(sigmoid(logits)),
    ...{ g, bin, beta, pull },
    bins: bins.map(({ from, to, count: rows, beta: ofBin }, k) => {
      const average = averages.at(k) ?? null;
      return {
        ...{ from, to, rows, beta: ofBin, pull: inBins[k] },
        average: average && average / nonEmpty,
      };
    }),
    quality: qualityOf(twin, pull, training, test),
  };
}
