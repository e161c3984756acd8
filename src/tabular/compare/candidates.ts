/** Models that compete with each other: one loss, one seed, several learning rates. */
import { allFinite, flat, type NdArray } from "../../array/index.js";
import type { Examples } from "../../train/index.js";
import { balancedAccuracy } from "../../train/metrics/index.js";
import type { Sequential } from "../../nn/index.js";
import type { MetricInfo, PerMetric } from "./comparison.js";
import { DivergenceError } from "../../train/divergence.js";
import { bestBalance, measure, tunedThreshold, type Balance } from "./metrics.js";
import { calibratedProbabilities, labelsOf, logitsOf } from "../model/outputs.js";

/** The parameters during training, for a learning curve. */
export type Snapshots = { step: number; parameters: readonly NdArray[] }[];

/** A trained model, and its metrics on the validation rows. */
export interface Candidate {
  learningRate: number;
  model: Sequential;
  /** May be empty. */
  snapshots: Snapshots;
  /** With two classes, the threshold with the best F1 on the validation rows. */
  threshold: number;
  /** The same with the best balanced accuracy; `null` with more classes. */
  balance: Balance | null;
  validation: PerMetric<number | null>;
}

/** @throws DivergenceError if a logit of the validation rows is not finite. */
export function makeCandidate(
  learningRate: number,
  model: Sequential,
  snapshots: Snapshots,
  validation: Examples,
): Candidate {
  const logits = logitsOf(model, validation.x);
  if (!allFinite(logits.data)) {
    throw new DivergenceError("the trained model gives numbers that are not finite", 0, null);
  }
  const outputs = {
    labels: labelsOf(validation),
    probabilities: calibratedProbabilities(logits.data),
    weights: validation.weights,
  };
  const threshold = tunedThreshold(outputs);
  const measured = measure({ ...outputs, threshold });
  const balance = bestBalance(outputs);
  return { learningRate, model, snapshots, threshold, balance, validation: measured };
}

/** The metrics of a candidate on the test rows. */
export function testOn(rows: Examples, { model, threshold }: Candidate): PerMetric<number | null> {
  const probabilities = calibratedProbabilities(logitsOf(model, rows.x).data);
  return measure({ labels: labelsOf(rows), probabilities, weights: rows.weights, threshold });
}

/** Balanced accuracy on the test rows at the threshold that was best on the validation rows. */
export function testBalance(
  rows: Examples,
  { model, balance }: Candidate,
): { threshold: number; value: number | null } {
  const { threshold } = balance ?? { threshold: 0.5 };
  const p = flat(calibratedProbabilities(logitsOf(model, rows.x).data));
  return { threshold, value: balancedAccuracy(labelsOf(rows), p, threshold, rows.weights) };
}

/**
 * The candidate with the best metric on the validation rows; of equal ones, the one with the
 * smallest learning rate.
 *
 * @param candidates - at least one, in ascending order of the learning rates.
 */
export function choose(candidates: readonly Candidate[], metric: MetricInfo): Candidate {
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
  metric: MetricInfo,
  learningRates: readonly number[],
): boolean {
  const edges = [learningRates[0], learningRates[learningRates.length - 1]];
  if (edges[0] === edges[1] || !edges.includes(chosen.learningRate)) return false;
  const at = candidates.indexOf(chosen);
  const neighbour = candidates.at(at === 0 ? 1 : at - 1);
  return neighbour === undefined || goodness(chosen, metric) > goodness(neighbour, metric);
}

/** The metric with its sign changed where smaller is better; −Infinity if it is not defined. */
function goodness({ validation }: Candidate, { name, isHighBetter }: MetricInfo): number {
  const value = validation[name];
  if (value === null || Number.isNaN(value)) return -Infinity;
  return isHighBetter ? value : -value;
}
