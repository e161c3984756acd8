import { checkExamples, type Weights } from "./check.js";

/** Examples in the order of their scores. */
export interface Ranking {
  /** The number of positive examples, or the sum of their weights. */
  positives: number;
  /** The same of the others. */
  negatives: number;
  /**
   * Visits each different score as a threshold, from the highest down, with the numbers of true and
   * false positives, or the sums of their weights, if every example with a score ≥ `threshold` is
   * called positive. The last are `positives` and `negatives`.
   */
  forEachCut: (visit: (threshold: number, tp: number, fp: number) => void) => void;
}

/**
 * Sorts examples by their scores.
 *
 * @param caller - the function that messages name.
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target.
 * @param weights - one number ≥ 0 for each target, or none. Examples of weight 0 make no cuts.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, a score is not a number, or
 * a weight is negative or not finite.
 */
export function rank(
  caller: string,
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): Ranking {
  const { positives } = checkExamples(caller, target, score, weights);
  return weights === null || weights === undefined
    ? rankAlike(target, score, positives)
    : rankWeighted(target, score, weights);
}

/**
 * Separated by class, scores are plain numbers, which are sorted several times faster than examples
 * by their scores.
 */
function rankAlike(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  positives: number,
): Ranking {
  const positive = new Float64Array(positives);
  const negative = new Float64Array(target.length - positives);
  let p = 0;
  let n = 0;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === 1) positive[p++] = score[i];
    else negative[n++] = score[i];
  }
  positive.sort();
  negative.sort();
  return {
    positives,
    negatives: negative.length,
    forEachCut: (visit) => {
      // How many scores of each class are below the threshold.
      let p = positive.length;
      let n = negative.length;
      while (p > 0 || n > 0) {
        const threshold = Math.max(
          p > 0 ? positive[p - 1] : -Infinity,
          n > 0 ? negative[n - 1] : -Infinity,
        );
        while (p > 0 && positive[p - 1] === threshold) p -= 1;
        while (n > 0 && negative[n - 1] === threshold) n -= 1;
        visit(threshold, positive.length - p, negative.length - n);
      }
    },
  };
}

function rankWeighted(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights: ArrayLike<number>,
): Ranking {
  const order = Array.from({ length: target.length }, (_, i) => i)
    .filter((i) => weights[i] > 0)
    .sort((i, j) => (score[i] === score[j] ? 0 : score[j] - score[i])); // ∞ − ∞ is NaN
  const cuts: { threshold: number; tp: number; fp: number }[] = [];
  let [tp, fp] = [0, 0];
  order.forEach((i, k) => {
    if (target[i] === 1) tp += weights[i];
    else fp += weights[i];
    if (k + 1 === order.length || score[order[k + 1]] !== score[i]) {
      cuts.push({ threshold: score[i], tp, fp });
    }
  });
  return {
    positives: tp,
    negatives: fp,
    forEachCut: (visit) => {
      for (const cut of cuts) visit(cut.threshold, cut.tp, cut.fp);
    },
  };
}
