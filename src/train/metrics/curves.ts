/** Metrics at each threshold, for plots. Equal scores share one threshold. */
import type { Weights } from "./check.js";
import { rank } from "./cuts.js";

export interface PrecisionRecallPoint {
  /** Every example with a score ≥ `threshold` is called positive. */
  threshold: number;
  precision: number;
  recall: number;
}

/**
 * The precision–recall curve: precision and recall at each different score, from the highest down,
 * after a first point with precision 1 and recall 0, at the threshold Infinity.
 *
 * Source: `sklearn.metrics.precision_recall_curve`, which has the reverse order.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive: logits
 * or probabilities.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function precisionRecallCurve(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): PrecisionRecallPoint[] | null {
  const { positives, forEachCut } = rank("precisionRecallCurve", target, score, weights);
  if (positives === 0) return null;
  const points = [{ threshold: Infinity, precision: 1, recall: 0 }];
  forEachCut((threshold, tp, fp) => {
    points.push({ threshold, precision: tp / (tp + fp), recall: tp / positives });
  });
  return points;
}

export interface RocPoint {
  /** Every example with a score ≥ `threshold` is called positive. */
  threshold: number;
  /** The share of negative examples that are called positive. */
  falsePositiveRate: number;
  /** The share of positive examples that are called positive: recall. */
  truePositiveRate: number;
}

/**
 * The receiver operating characteristic (ROC): the rates of false and true positives at each
 * different score, from the highest down, after a first point with both 0, at the threshold
 * Infinity.
 *
 * Source: `sklearn.metrics.roc_curve` with `drop_intermediate=False`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive: logits
 * or probabilities.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of both classes.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function rocCurve(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): RocPoint[] | null {
  const { positives, negatives, forEachCut } = rank("rocCurve", target, score, weights);
  if (positives === 0 || negatives === 0) return null;
  const points = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }];
  forEachCut((threshold, tp, fp) => {
    points.push({
      threshold,
      falsePositiveRate: fp / negatives,
      truePositiveRate: tp / positives,
    });
  });
  return points;
}
