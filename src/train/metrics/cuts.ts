import { checkExamples } from "./check.js";

/** The scores of each class, in ascending order. */
export interface RankedScores {
  positive: Float64Array;
  negative: Float64Array;
}

/**
 * Sorts the scores of each class. Separated by class they are plain numbers, which are sorted
 * several times faster than examples by their scores.
 *
 * @param caller - the function that messages name.
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is not a
 * number.
 */
export function rank(
  caller: string,
  target: ArrayLike<number>,
  score: ArrayLike<number>,
): RankedScores {
  const positives = checkExamples(caller, target, score);
  const positive = new Float64Array(positives);
  const negative = new Float64Array(target.length - positives);
  let p = 0;
  let n = 0;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === 1) positive[p++] = score[i];
    else negative[n++] = score[i];
  }
  return { positive: positive.sort(), negative: negative.sort() };
}

/**
 * Visits each different score as a threshold, from the highest down, with the numbers of true and
 * false positives if every example with a score ≥ `threshold` is called positive.
 *
 * @param scores - from `rank`.
 * @param visit - called with the threshold, the true positives and the false positives.
 */
export function forEachCut(
  { positive, negative }: RankedScores,
  visit: (threshold: number, tp: number, fp: number) => void,
): void {
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
}
