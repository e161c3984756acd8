/** All numbers of one moment: what the views draw, and what their tables say. */
import { lens, sigmoid, type Examples } from "../../../src/index.js";
import { lossTitle, parseLoss } from "../../../src/tabular/model/namedLoss.js";
import type { Experiment } from "./experiment.js";
import { listOf, qualityOf, type Quality } from "./quality.js";
import type { Twin } from "./twin.js";

/** A bin of gradient norms. */
interface Bin {
  from: number;
  to: number;
  /** R: how many rows are in it. */
  rows: number;
  /** β that GHM-C gives them; `null` if there are none. */
  beta: number | null;
  /** Σ|∂L/∂logit| of these rows, under the twin's own loss. */
  pull: number;
}

/** A twin at one moment. Lists have an entry for each row that is not erased, in their order. */
interface TwinFrame {
  title: string;
  loss: number;
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
  /** The numbers of the rows that are not erased. */
  numbers: readonly number[];
  points: { x1: number; x2: number; label: 0 | 1; isSpoilt: boolean; isFlipped: boolean }[];
  twins: [TwinFrame, TwinFrame];
}

export function frameOf(experiment: Experiment): Frame {
  const { step, furthest, rows, training, test, twins } = experiment;
  const titles = titlesOf(experiment.setup.losses);
  const [first, second] = twins.map((twin, k) =>
    twinFrame(twin, titles[k], training.examples, test),
  );
  return {
    step,
    furthest,
    numbers: training.numbers,
    points: training.numbers.map((number) => {
      const { at, label, isSpoilt, isFlipped } = rows[number];
      return { x1: at[0], x2: at[1], label, isSpoilt, isFlipped };
    }),
    twins: [first, second],
  };
}

/** What to call twins: of two with the same loss, without the options that both have. */
function titlesOf(losses: readonly string[]): string[] {
  const [first, second] = losses.map(parseLoss);
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
  const density = twin.loss.density ?? undefined;
  const { g, bin, beta, bins } = lens(logits, training.y, { density });
  const pull = listOf(pulls);
  const inBins = bins.map(() => 0);
  bin.forEach((k, i) => {
    if (k >= 0) inBins[k] += Math.abs(pull[i]);
  });
  return {
    title,
    loss,
    p: listOf(sigmoid(logits)),
    ...{ g, bin, beta, pull },
    bins: bins.map(({ from, to, count: rows, beta: ofBin }, k) => {
      return { from, to, rows, beta: ofBin, pull: inBins[k] };
    }),
    quality: qualityOf(twin, pull, training, test),
  };
}
