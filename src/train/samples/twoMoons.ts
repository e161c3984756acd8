import { checkOptions, type Generator } from "../../array/index.js";
import type { Split } from "../examples.js";
import { balanced, changeShare, checkShare, flipLabel, makeSplit, mostRows } from "./points.js";

export interface TwoMoonsOptions {
  /** Training rows, ≥ 4; validation has half as many, test 2000. Default 600. */
  rows?: number | undefined;
  /**
   * The standard deviation of the points around their half circle, whose radius is 1. Default 0.2.
   */
  noise?: number | undefined;
  /** The share of training and validation labels that are wrong. Default 0.2. */
  flipped?: number | undefined;
  /** The seed of all random numbers, an integer of 32 bits. */
  seed: number;
}

/**
 * Two interleaved half circles with some wrong labels: scattered label noise, under which GHM does
 * worse than plain cross-entropy at first. The moons are those of scikit-learn's `make_moons`, at
 * random angles, balanced. Wrong labels are marked as outliers; test has none.
 *
 * @param options - the size, the noise, the share of wrong labels, and the seed.
 * @returns three parts with x of shape [N, 2] and y of shape [N, 1].
 * @throws RangeError if a number is out of its range.
 */
export function twoMoons(options: TwoMoonsOptions): Split {
  const { rows, noise, flipped, seed } = checkOptions("twoMoons", options, {
    rows: 600,
    noise: 0.2,
    flipped: 0.2,
    seed: undefined,
  });
  if (!Number.isInteger(rows) || rows < 4 || rows > mostRows) {
    throw new RangeError(
      `twoMoons: rows must be a whole number from 4 to ${mostRows}, not ${rows}`,
    );
  }
  if (!(noise >= 0 && noise < Infinity)) {
    throw new RangeError(`twoMoons: noise must be a number ≥ 0, not ${noise}`);
  }
  checkShare("twoMoons: flipped", flipped);
  const draw = (generator: Generator, size: number) =>
    balanced(size, (label) => {
      const angle = Math.PI * generator.uniform();
      const [x, y] = [Math.cos(angle), Math.sin(angle)];
      const onMoon = label === 0 ? [x, y] : [1 - x, 0.5 - y];
      return onMoon.map((coordinate) => coordinate + noise * generator.normal());
    });
  const sizes = { training: rows, validation: Math.floor(rows / 2), test: 2000 };
  return makeSplit(seed, sizes, draw, (points, generator) =>
    changeShare(points, flipped, generator, flipLabel),
  );
}
