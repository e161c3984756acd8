import { checkOptions, type Generator } from "../../array/index.js";
import type { Split } from "../examples.js";
import { checkShare, cleanPoint, flipLabel, makeSplit, mostRows, normalPoint } from "./points.js";

export interface DenseDetectorOptions {
  /** Anchors in the training part, and in test; validation has half as many. Default 20,000. */
  rows?: number | undefined;
  /** Background anchors for each object anchor, ≥ 1, usually 10 to 1000. Default 200. */
  imbalance?: number | undefined;
  /** The share of the background that is easy to recognise. Default 0.97. */
  easyMass?: number | undefined;
  /** The share of the objects that are small, blurred or half hidden. Default 0.3. */
  hardPositives?: number | undefined;
  /** Wrong labels of each kind in training and validation, per object; in [0, 1]. Default 0.1. */
  mislabelled?: number | undefined;
  /** The seed of all random numbers, an integer of 32 bits. */
  seed: number;
}

const kinds = {
  easyBackground: { centre: [-3, -1], deviation: 0.6 },
  clutter: { centre: [-0.5, 1.5], deviation: 0.8 },
  object: { centre: [3, 0], deviation: 0.7 },
  hardObject: { centre: [1, -0.5], deviation: 0.8 },
};

/**
 * The input of the classifier of a dense one-stage detector: for each anchor, is there an object?
 * An image has tens of thousands of anchors, and few lie on an object.
 *
 * This simulates not images but two features of an anchor, such as a trained backbone would give:
 * how much it looks like an object ($x_1$), and how much structure there is ($x_2$).
 *
 * - The huge mass of easy negatives, $N((-3, -1), 0.6^2 I)$: sky, road, wall. In a trained model
 *   they are the tower of gradient norms near 0.
 * - Clutter, $N((-0.5, 1.5), 0.8^2 I)$: parts of objects and what looks like one; hard negatives.
 * - Objects, $N((3, 0), 0.7^2 I)$, and hard ones, $N((1, -0.5), 0.8^2 I)$.
 * - Wrong labels: objects that nobody has annotated, labelled 0, and as many boxes beside their
 *   object, which are plain background labelled 1. In a trained model these are the smaller tower
 *   near 1.
 *
 * These two towers are those of Li, Liu & Wang 2019, Figure 1 (left). Test is clean and has the
 * same imbalance.
 *
 * @param options - the size, the shares of each kind, and the seed; the defaults are in the fields.
 * @returns three parts with x of shape [N, 2] and y of shape [N, 1].
 * @throws RangeError if a number is out of its range, or there are too few rows for 2 objects in
 * validation.
 */
export function denseDetector(options: DenseDetectorOptions): Split {
  const { rows, imbalance, easyMass, hardPositives, mislabelled, seed } = checkOptions(
    "denseDetector",
    options,
    {
      rows: 20_000,
      imbalance: 200,
      easyMass: 0.97,
      hardPositives: 0.3,
      mislabelled: 0.1,
      seed: undefined,
    },
  );
  checkShare("denseDetector: easyMass", easyMass);
  checkShare("denseDetector: hardPositives", hardPositives);
  checkShare("denseDetector: mislabelled", mislabelled);
  if (!(imbalance >= 1 && imbalance < Infinity)) {
    throw new RangeError(`denseDetector: imbalance must be a number ≥ 1, not ${imbalance}`);
  }
  const sizes = { training: rows, validation: Math.floor(rows / 2), test: rows };
  const objectsIn = (size: number) => Math.round(size / (imbalance + 1));
  if (!Number.isInteger(rows) || rows > mostRows || objectsIn(sizes.validation) < 2) {
    const needed = Math.ceil(4 * (imbalance + 1));
    throw new RangeError(
      `denseDetector: rows must be a whole number, from ${needed} at 1:${imbalance} to ${mostRows}, ` +
        `not ${rows}`,
    );
  }
  const draw = (generator: Generator, size: number) => {
    const objects = objectsIn(size);
    const hard = Math.round(hardPositives * objects);
    const easy = Math.round(easyMass * (size - objects));
    const cloud = (kind: keyof typeof kinds, label: number, number: number) =>
      Array.from({ length: number }, () => {
        const { centre, deviation } = kinds[kind];
        return cleanPoint(normalPoint(generator, centre, deviation), label);
      });
    return [
      ...cloud("object", 1, objects - hard),
      ...cloud("hardObject", 1, hard),
      ...cloud("easyBackground", 0, easy),
      ...cloud("clutter", 0, size - objects - easy),
    ];
  };
  return makeSplit(seed, sizes, draw, (points) => {
    const objects = objectsIn(points.length);
    const wrong = Math.round(mislabelled * objects);
    // The first points of each class as drawn are plain objects and plain background. Both classes
    // get the same number of wrong labels, so that the imbalance does not change.
    const isWrong = (i: number) => i < wrong || (i >= objects && i < objects + wrong);
    return points.map((point, i) => (isWrong(i) ? flipLabel(point) : point));
  });
}
