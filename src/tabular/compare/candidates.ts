/** Trainings that compete with each other: one loss, one seed, several learning rates. */
import { allFinite, type NdArray } from "../../array/index.js";
import type { Examples } from "../../train/index.js";
import {
  auroc,
  averagePrecision,
  balancedAccuracy,
  bestF1,
  brier,
  f1,
} from "../../train/metrics/index.js";
import type { Sequential } from "../../nn/index.js";
import type { ComparedMetric } from "./comparison.js";
import { DivergenceError } from "../../train/divergence.js";
import { labelsOf, logitsOf, probabilitiesOf } from "../model/outputs.js";

/** The metrics of one model on some rows; `null` where one is not defined. */
export type Measured = Record<ComparedMetric, number | null>;

/** A trained model, and how good it is on the validation rows. */
export interface Candidate {
  learningRate: number;
  model: Sequential;
  /** The parameters on the way there, if somebody wants to see how they came. */
  snapshots: { step: number; parameters: readonly NdArray[] }[];
  /** The one with the best F1 on the validation rows. */
  threshold: number;
  validation: Measured;
}

/** Measures a model's probabilities; `threshold` is that of `tunedF1`. */
export function measure(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): Measured {
  return {
    ap: averagePrecision(labels, probabilities),
    auroc: auroc(labels, probabilities),
    f1: f1(labels, probabilities),
    tunedF1: f1(labels, probabilities, threshold),
    balancedAccuracy: balancedAccuracy(labels, probabilities),
    brier: brier(labels, probabilities),
  };
}

/** @throws DivergenceError if the model gives a validation row no finite logit. */
export function makeCandidate(
  learningRate: number,
  model: Sequential,
  snapshots: Candidate["snapshots"],
  validation: Examples,
): Candidate {
  const logits = logitsOf(model, validation.x);
  if (!allFinite(logits.data)) {
    throw new DivergenceError("the trained model gives numbers that are not finite", 0, null);
  }
  const [labels, probabilities] = [labelsOf(validation), probabilitiesOf(logits)];
  const threshold = bestF1(labels, probabilities)?.threshold ?? 0.5;
  const measured = measure(labels, probabilities, threshold);
  return { learningRate, model, snapshots, threshold, validation: measured };
}

/**
 * The candidate that is best by a metric on the validation rows; of equal ones the first, that with
 * the smallest learning rate.
 *
 * @param candidates - at least one, by ascending learning rate.
 */
export function choose(candidates: readonly Candidate[], metric: ComparedMetric): Candidate {
  return candidates.reduce((best, next) =>
    goodness(next, metric) > goodness(best, metric) ? next : best,
  );
}

/**
 * Whether the chosen one has the smallest or the largest of all learning rates, and is better than
 * the candidate next to it, if there is any left. Where both are equally good, nothing hints at a
 * better one beyond.
 *
 * @param learningRates - of all trainings, also of those that diverged; ascending.
 */
export function isOnEdge(
  chosen: Candidate,
  candidates: readonly Candidate[],
  metric: ComparedMetric,
  learningRates: readonly number[],
): boolean {
  const edges = [learningRates[0], learningRates[learningRates.length - 1]];
  if (edges[0] === edges[1] || !edges.includes(chosen.learningRate)) return false;
  const at = candidates.indexOf(chosen);
  const neighbour = candidates.at(at === 0 ? 1 : at - 1);
  return neighbour === undefined || goodness(chosen, metric) > goodness(neighbour, metric);
}

/** Larger is better, whatever the metric. */
function goodness({ validation }: Candidate, metric: ComparedMetric): number {
  const value = validation[metric];
  if (value === null || Number.isNaN(value)) return -Infinity;
  return metric === "brier" ? -value : value;
}
