import { checkOptions, type Generator } from "../../array/index.js";
import type { Split } from "../examples.js";
import { balanced, changeShare, makeSplit, normalPoint } from "./points.js";

/**
 * Outliers with leverage: a case in which GHM hurts, since it amplifies a cluster so far out that
 * the decision boundary turns around.
 *
 * 600 training rows, balanced: $N(0, I_2)$, moved by −4 along $x_1$ for class 0 and by 4 for
 * class 1. In training and validation a random 10 % become $N((-8, 0), 0.5^2 I)$ labelled 1. Test
 * is clean. Validation has 300 rows and test 2000, as in {@link oneSidedOutliers}.
 *
 * @param options - `seed`, that of all random numbers, an integer of 32 bits.
 * @returns three parts with x of shape [N, 2] and y of shape [N, 1].
 */
export function leverageCluster(options: { seed: number }): Split {
  const { seed } = checkOptions("leverageCluster", options, { seed: undefined });
  const draw = (generator: Generator, rows: number) =>
    balanced(rows, (label) => normalPoint(generator, [label === 1 ? 4 : -4, 0], 1));
  return makeSplit(
    seed,
    { training: 600, validation: 300, test: 2000 },
    draw,
    (points, generator) =>
      changeShare(points, 0.1, generator, () => ({
        at: normalPoint(generator, [-8, 0], 0.5),
        label: 1,
        outlier: true,
      })),
  );
}
