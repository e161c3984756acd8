/** Thresholds for rows to come, chosen on rows whose labels are known. */
import { bestF1, type Weights } from "../../train/metrics/index.js";

/**
 * The threshold with the best F1.
 *
 * @param labels - 0 or 1.
 * @param scores - one for each label.
 * @returns 0.5 without positive rows.
 */
export function bestThreshold(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: Weights,
): number {
  const best = bestF1(labels, scores, weights);
  return best === null ? 0.5 : middleBelow(best.threshold, scores);
}

/**
 * The middle between a score and the next lower one: as a threshold, it calls the same rows positive as
 * that score does, but leaves as much room to either side. On the score itself, a row like the last one
 * that is called positive would not be, once its score is a little lower. Below the lowest score there
 * is no middle.
 */
export function middleBelow(score: number, scores: ArrayLike<number>): number {
  let below = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] < score && scores[i] > below) below = scores[i];
  }
  const middle = (score + below) / 2;
  return middle > below ? middle : score; // between neighbouring numbers, the middle may be the lower one
}
