/** Models that compete with each other: one loss, one seed, several learning rates. */
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

/** A trained model, and its metrics on the validation rows. */
export interface Candidate {
  learningRate: number;
  model: Sequential;
  /** The parameters during training, for a learning curve; may be empty. */
  snapshots: { step: number; parameters: readonly NdArray[] }[];
  /** The threshold with the best F1 on the validation rows. */
  threshold: number;
  validation: Measured;
}

/**
 * Measures a model's probabilities.
 *
 * @param threshold - for `tunedF1`.
 */
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

/** @throws DivergenceError if a logit of the validation rows is not finite. */
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
 * The candidate with the best metric on the validation rows; of equal ones, the one with the
 * smallest learning rate.
 *
 * @param candidates - at least one, in ascending order of the learning rates.
 */
export function choose(candidates: readonly Candidate[], metric: ComparedMetric): Candidate {
  return candidates.reduce((best, next) =>
    goodness(next, metric) > goodness(best, metric) ? next : best,
  );
}

/**
 * Whether the chosen candidate has the smallest or the largest of all learning rates, and is better
 * than its neighbour, if there is one. If both are equally good, nothing suggests that a rate
 * beyond the edge is better.
 *
 * @param learningRates - of all trainings, including those that diverged, in ascending order.
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

/** The metric with its sign changed where smaller is better; −Infinity if it is not defined. */
function goodness({ validation }: Candidate, metric: ComparedMetric): number {
  const value = validation[metric];
  if (value === null || Number.isNaN(value)) return -Infinity;
  return metric === "brier" ? -value : value;
}
