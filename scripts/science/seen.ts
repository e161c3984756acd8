/** The results of one loss with one seed. */
import { lens, type Examples, type Sequential } from "../../src/index.js";
import type { ComparedMetric } from "../../src/tabular/index.js";
import { logitsOf } from "../../src/tabular/model/outputs.js";
import type { SeedProfile } from "../../src/tabular/compare/profile.js";
import { mean } from "./result.js";

export interface Seen {
  /** The metrics of the chosen model on the test rows. */
  tested: Record<ComparedMetric, number | null>;
  learningRate: number;
  /** How many training rows have their g in each tenth of [0, 1]. */
  histogram: number[];
  /**
   * For the outliers among the training rows: the mean weight that GHM-C would give them in this
   * model, whatever loss it was trained with; and their share of the gradient, without weights and
   * with those of that loss. `null` if there are none, or none are known.
   */
  outliers: { beta: number; shareBefore: number; shareAfter: number } | null;
}

/**
 * The third argument is the profile of the chosen model, from `compare`.
 *
 * @param model - the same model; the shares of the gradient are compared to check this.
 */
export function seenOf(
  tested: Seen["tested"],
  learningRate: number,
  { outlierShare }: Pick<SeedProfile["training"], "outlierShare">,
  model: Sequential,
  { x, y, outlier }: Examples,
): Seen {
  const { bins, beta, before } = lens(logitsOf(model, x), y);
  const ofOutliers = (list: readonly number[]) => list.filter((_, row) => outlier?.[row]);
  const size = (list: readonly number[]) => list.reduce((sum, value) => sum + Math.abs(value), 0);
  const share = size(ofOutliers(before)) / size(before);
  if (outlierShare !== null && Math.abs(share - outlierShare.before) > 1e-12) {
    throw new Error(`the model at learning rate ${learningRate} is not the one that was compared`);
  }
  return {
    tested,
    learningRate,
    histogram: bins.map(({ count }) => count),
    outliers:
      outlierShare !== null && outlier?.includes(true)
        ? {
            beta: mean(ofOutliers(beta)),
            shareBefore: outlierShare.before,
            shareAfter: outlierShare.after,
          }
        : null,
  };
}
