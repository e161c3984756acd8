/** How well scores rank the positive examples first. Equal scores share one threshold. */
import type { Weights } from "./check.js";
import { rank } from "./cuts.js";

/**
 * Average precision, Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds, where R is recall and P precision: a
 * summary of {@link precisionRecallCurve}.
 *
 * For several classes there is {@link macroAveragePrecision}.
 *
 * Source: `sklearn.metrics.average_precision_score`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive: logits
 * or probabilities.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function averagePrecision(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): number | null {
  const { positives, forEachCut } = rank("averagePrecision", target, score, weights);
  let before = 0;
  // The area times `positives`, which is a whole number where precision is 1: so a perfect ranking
  // has exactly 1.
  let area = 0;
  forEachCut((_, tp, fp) => {
    area += ((tp - before) * tp) / (tp + fp);
    before = tp;
  });
  return positives === 0 ? null : area / positives;
}

/**
 * The area under the ROC curve (AUC): the probability that a positive example scores higher than a
 * negative one, where ties count half.
 *
 * For several classes there is {@link macroAuroc}.
 *
 * Source: `sklearn.metrics.roc_auc_score`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive: logits
 * or probabilities.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of both classes.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function auroc(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): number | null {
  const { positives, negatives, forEachCut } = rank("auroc", target, score, weights);
  let area = 0;
  let [tpBefore, fpBefore] = [0, 0];
  forEachCut((_, tp, fp) => {
    area += ((fp - fpBefore) * (tp + tpBefore)) / 2;
    [tpBefore, fpBefore] = [tp, fp];
  });
  return positives === 0 || negatives === 0 ? null : area / (positives * negatives);
}

/**
 * The best F1 that any threshold reaches, and the highest such threshold: F1 = 2TP/(2TP + FP + FN).
 * The choice uses the labels, so this is the F1 of a perfectly tuned threshold.
 *
 * Source: `sklearn.metrics.precision_recall_curve`, of which it is the best point.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive: logits
 * or probabilities.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function bestF1(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): { f1: number; threshold: number } | null {
  const { positives, forEachCut } = rank("bestF1", target, score, weights);
  let best = { f1: -1, threshold: NaN };
  forEachCut((threshold, tp, fp) => {
    const f1 = (2 * tp) / (tp + fp + positives);
    if (f1 > best.f1) best = { f1, threshold };
  });
  return positives === 0 ? null : best;
}
