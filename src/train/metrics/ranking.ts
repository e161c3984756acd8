/** How well scores put the positive examples first. Equal scores share one threshold. */
import { forEachCut, rank } from "./cuts.js";

/**
 * Average precision Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds, R being recall and P precision.
 *
 * Source: `sklearn.metrics.average_precision_score`.
 *
 * @param score - any numbers that are higher where the example is thought positive: logits will do.
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function averagePrecision(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
): number | null {
  const ranked = rank(target, score);
  const positives = ranked.positive.length;
  let before = 0;
  // Times the positives, for whole numbers where precision is 1: a perfect ranking has exactly 1.
  let area = 0;
  forEachCut(ranked, (_, tp, fp) => {
    area += ((tp - before) * tp) / (tp + fp);
    before = tp;
  });
  return positives === 0 ? null : area / positives;
}

/**
 * The area under the ROC curve: the probability that a positive example scores higher than a
 * negative one, ties counting half.
 *
 * Source: `sklearn.metrics.roc_auc_score`.
 *
 * @param score - any numbers that are higher where the example is thought positive: logits will do.
 * @returns `null` unless there are examples of both classes.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function auroc(target: ArrayLike<number>, score: ArrayLike<number>): number | null {
  const ranked = rank(target, score);
  const pairs = ranked.positive.length * ranked.negative.length;
  let area = 0;
  let [tpBefore, fpBefore] = [0, 0];
  forEachCut(ranked, (_, tp, fp) => {
    area += ((fp - fpBefore) * (tp + tpBefore)) / 2;
    [tpBefore, fpBefore] = [tp, fp];
  });
  return pairs === 0 ? null : area / pairs;
}

/**
 * The best F1 that a threshold reaches, and the highest such threshold: F1 = 2TP/(2TP + FP + FN).
 * Chosen with the labels in hand, it is what a perfectly tuned threshold would give.
 *
 * Source: `sklearn.metrics.precision_recall_curve`, of which it is the best point.
 *
 * @param score - any numbers that are higher where the example is thought positive: logits will do.
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function bestF1(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
): { f1: number; threshold: number } | null {
  const ranked = rank(target, score);
  const positives = ranked.positive.length;
  let best = { f1: -1, threshold: NaN };
  forEachCut(ranked, (threshold, tp, fp) => {
    const f1 = (2 * tp) / (tp + fp + positives);
    if (f1 > best.f1) best = { f1, threshold };
  });
  return positives === 0 ? null : best;
}
