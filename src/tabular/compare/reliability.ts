/** Calibration, with a view of rare classes. */

import type { LossProfile } from "./comparison.js";

/** Where bins end: narrow near 0 and 1, since the rows of a rare class have their probabilities there. */
const ends = [
  ...[0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.35, 0.5],
  ...[0.65, 0.8, 0.9, 0.97, 0.99, 0.997, 0.999, Infinity],
];

/**
 * The calibration curve of a reliability diagram, without empty bins. In `reliabilityCurve`, whose
 * bins have equal widths, all rows of a table with few positives would be in the first one.
 *
 * @param labels - 0 or 1.
 * @param probabilities - of 1.
 * @param weights - how much each row counts; `null`: all alike.
 */
export function reliabilityOf(
  labels: readonly number[],
  probabilities: readonly number[],
  weights: readonly number[] | null = null,
): LossProfile["reliability"] {
  const bins = ends.map(() => ({ count: 0, weight: 0, probability: 0, positives: 0 }));
  probabilities.forEach((p, i) => {
    const bin = bins[ends.findIndex((end) => p < end)];
    const weight = weights?.[i] ?? 1;
    bin.count += 1;
    bin.weight += weight;
    bin.probability += weight * p;
    bin.positives += weight * labels[i];
  });
  return bins
    .filter(({ weight }) => weight > 0)
    .map(({ count, weight, probability, positives }) => ({
      count,
      probability: probability / weight,
      positives: positives / weight,
    }));
}
