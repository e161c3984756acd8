import { checkOptions, type Generator } from "../../array/index.js";
import type { Split } from "../examples.js";
import { cleanPoint, makeSplit, normalPoint } from "./points.js";

/**
 * A rare class, half of whose training examples are really negatives: the case in which GHM moves
 * the operating point, so that F1 at 0.5 is much higher, but does not improve the ranking.
 *
 * 3000 training, 1500 validation, 4000 test rows: negatives $N(0, I_2)$ and 1 % positives
 * $N((3.5, 0), 0.7^2 I)$. In training and validation each positive is redrawn from $N(0, I)$ with
 * probability 0.5, and still labelled 1: an outlier. Test is clean.
 *
 * @param options - `seed`, that of all random numbers, an integer of 32 bits.
 * @returns three parts with x of shape [N, 2] and y of shape [N, 1].
 */
export function phantomPositives(options: { seed: number }): Split {
  const { seed } = checkOptions("phantomPositives", options, { seed: undefined });
  const draw = (generator: Generator, rows: number) =>
    Array.from({ length: rows }, (_, i) =>
      i < 0.01 * rows
        ? cleanPoint(normalPoint(generator, [3.5, 0], 0.7), 1)
        : cleanPoint(normalPoint(generator, [0, 0], 1), 0),
    );
  return makeSplit(
    seed,
    { training: 3000, validation: 1500, test: 4000 },
    draw,
    (points, generator) =>
      points.map((point) =>
        point.label === 1 && generator.uniform() < 0.5
          ? { at: normalPoint(generator, [0, 0], 1), label: 1, outlier: true }
          : point,
      ),
  );
}
