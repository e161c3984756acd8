/** How well scores put the positive examples first. Equal scores share one threshold. */

/** What follows from calling every example with a score ≥ `threshold` positive. */
interface Cut {
  threshold: number;
  truePositives: number;
  falsePositives: number;
}

/** One cut for each different score, from the highest down. */
function cuts(target: ArrayLike<number>, score: ArrayLike<number>): Cut[] {
  check(target, score);
  const order = Array.from(score, (_, i) => i).sort((i, j) => score[j] - score[i]);
  const found: Cut[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  order.forEach((i, rank) => {
    if (target[i] === 1) truePositives += 1;
    else falsePositives += 1;
    if (rank === order.length - 1 || score[order[rank + 1]] !== score[i]) {
      found.push({ threshold: score[i], truePositives, falsePositives });
    }
  });
  return found;
}

function check(target: ArrayLike<number>, score: ArrayLike<number>): void {
  if (typeof target.length !== "number" || target.length !== score.length) {
    throw new RangeError(`${target.length} targets do not match ${score.length} scores`);
  }
  for (let i = 0; i < target.length; i++) {
    if (target[i] !== 0 && target[i] !== 1) {
      throw new RangeError(`targets are 0 or 1; target ${i} is ${target[i]}`);
    }
    if (typeof score[i] !== "number" || Number.isNaN(score[i])) {
      throw new RangeError(`score ${i} is ${String(score[i])}, not a number`);
    }
  }
}

function countPositives(target: ArrayLike<number>): number {
  return Array.from(target).filter((label) => label === 1).length;
}

/**
 * Average precision Σ (Rₙ − Rₙ₋₁)·Pₙ over the thresholds, R being recall and P precision.
 *
 * Source: `sklearn.metrics.average_precision_score`.
 *
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function averagePrecision(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
): number | null {
  const positives = countPositives(target);
  let before = 0;
  let area = 0;
  for (const { truePositives, falsePositives } of cuts(target, score)) {
    area +=
      ((truePositives - before) / positives) * (truePositives / (truePositives + falsePositives));
    before = truePositives;
  }
  return positives === 0 ? null : area;
}

/**
 * The area under the ROC curve: the probability that a positive example scores higher than a
 * negative one, ties counting half.
 *
 * Source: `sklearn.metrics.roc_auc_score`.
 *
 * @returns `null` unless there are examples of both classes.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function auroc(target: ArrayLike<number>, score: ArrayLike<number>): number | null {
  const positives = countPositives(target);
  const pairs = positives * (target.length - positives);
  let area = 0;
  let before = { truePositives: 0, falsePositives: 0 };
  for (const cut of cuts(target, score)) {
    const width = cut.falsePositives - before.falsePositives;
    area += (width * (cut.truePositives + before.truePositives)) / 2;
    before = cut;
  }
  return pairs === 0 ? null : area / pairs;
}

/**
 * The best F1 that a threshold reaches, and the highest such threshold: F1 = 2TP/(2TP + FP + FN).
 * Chosen with the labels in hand, it is what a perfectly tuned threshold would give.
 *
 * @returns `null` without positive examples.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function bestF1(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
): { f1: number; threshold: number } | null {
  const positives = countPositives(target);
  let best: { f1: number; threshold: number } | null = null;
  for (const { threshold, truePositives, falsePositives } of cuts(target, score)) {
    const f1 = (2 * truePositives) / (truePositives + falsePositives + positives);
    if (best === null || f1 > best.f1) best = { f1, threshold };
  }
  return positives === 0 ? null : best;
}

/**
 * The share of positive examples whose score is ≥ `threshold`; 0 if there are none, as scikit-learn
 * has it.
 *
 * Source: `sklearn.metrics.recall_score`.
 *
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function recall(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
): number {
  check(target, score);
  const positives = countPositives(target);
  const found = Array.from(score).filter((s, i) => target[i] === 1 && s >= threshold).length;
  return positives === 0 ? 0 : found / positives;
}

/**
 * The share of examples with a score ≥ `threshold` that are positive; 0 if there are none, as
 * scikit-learn has it.
 *
 * Source: `sklearn.metrics.precision_score`.
 *
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is NaN.
 */
export function precision(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
): number {
  check(target, score);
  const called = Array.from(target).filter((_, i) => score[i] >= threshold);
  return called.length === 0 ? 0 : countPositives(called) / called.length;
}
