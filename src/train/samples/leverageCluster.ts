import { checkOptions, type Generator } from "../../array/index.js";
import type { Split } from "../examples.js";
import { balanced, changeShare, checkShare, makeSplit, normalPoint } from "./points.js";

export interface LeverageClusterOptions {
  /** How far the centres of the classes are apart, ≥ 0. Default 8. */
  apart?: number | undefined;
  /** The share of training and validation rows that become outliers. Default 0.1. */
  outliers?: number | undefined;
  /** The seed of all random numbers, an integer of 32 bits. */
  seed: number;
}

/**
 * Outliers with leverage: a case in which GHM hurts, since it amplifies a cluster so far out that
 * the decision boundary turns around.
 *
 * 600 training rows, balanced: $N(0, I_2)$, moved by −`apart`/2 along $x_1$ for class 0 and by
 * `apart`/2 for class 1. In training and validation a random share becomes $N((-8, 0), 0.5^2 I)$ labelled 1.
 * Test is clean. Validation has 300 rows and test 2000, as in {@link oneSidedOutliers}.
 *
 * @param options - the distance, the share of outliers, and the seed.
 * @returns three parts with x of shape [N, 2] and y of shape [N, 1].
 * @throws RangeError if the distance is negative or not finite, or the share is not in [0, 1].
 */
export function leverageCluster(options: LeverageClusterOptions): Split {
  const { apart, outliers, seed } = checkOptions("leverageCluster", options, {
    apart: 8,
    outliers: 0.1,
    seed: undefined,
  });
  if (!(apart >= 0 && apart < Infinity)) {
    throw new RangeError(`leverageCluster: apart must be a number ≥ 0, not ${apart}`);
  }
  checkShare("leverageCluster: outliers", outliers);
  const draw = (generator: Generator, rows: number) =>
    balanced(rows, (label) => normalPoint(generator, [((2 * label - 1) * apart) / 2, 0], 1));
  return makeSplit(
    seed,
    { training: 600, validation: 300, test: 2000 },
    draw,
    (points, generator) =>
      changeShare(points, outliers, generator, () => ({
        at: normalPoint(generator, [-8, 0], 0.5),
        label: 1,
        outlier: true,
      })),
  );
}
