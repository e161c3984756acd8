/** The common parts of the functions that generate samples. */
import { Generator } from "../../array/index.js";
import { tensor } from "../../autograd/index.js";
import type { Examples, Split } from "../examples.js";

export interface Point {
  at: readonly number[];
  label: number;
  /** Whether the label is wrong, or the point is an outlier. */
  outlier: boolean;
}

/**
 * Draws a point from N(centre, deviation²·I).
 *
 * @param generator - of the random numbers.
 * @param centre - the mean, one number for each feature.
 * @param deviation - the standard deviation along each axis.
 */
export function normalPoint(
  generator: Generator,
  centre: readonly number[],
  deviation: number,
): number[] {
  return centre.map((coordinate) => coordinate + deviation * generator.normal());
}

/**
 * A point with the right label.
 *
 * @param at - its features.
 * @param label - 0 or 1.
 */
export function cleanPoint(at: readonly number[], label: number): Point {
  return { at, label, outlier: false };
}

/**
 * The same point with the other label, marked as an outlier.
 *
 * @param point - has label 0 or 1.
 */
export function flipLabel({ at, label }: Point): Point {
  return { at, label: 1 - label, outlier: true };
}

/** The points, in random order. */
function toExamples(points: readonly Point[], generator: Generator): Examples {
  const shuffled = generator.permutation(points.length).map((i) => points[i]);
  return {
    x: tensor(shuffled.map(({ at }) => at)),
    y: tensor(shuffled.map(({ label }) => [label])),
    outlier: shuffled.map(({ outlier }) => outlier),
  };
}

/**
 * Draws each part from its own stream of random numbers, and spoils training and validation after
 * that. So the same seed gives the same clean points, however many are spoilt.
 *
 * @param seed - an integer of 32 bits.
 * @param sizes - the rows of each part.
 * @param draw - (generator, rows) → so many clean points.
 * @param spoil - (points, generator) → the points with some changed, for training and validation.
 */
export function makeSplit(
  seed: number,
  sizes: { training: number; validation: number; test: number },
  draw: (generator: Generator, rows: number) => Point[],
  spoil: (points: readonly Point[], generator: Generator) => readonly Point[],
): Split {
  const seeds = new Generator(seed);
  const part = (rows: number, finish: typeof spoil) => {
    const generator = new Generator(Math.floor(seeds.uniform() * 2 ** 32));
    return toExamples(finish(draw(generator, rows), generator), generator);
  };
  return {
    training: part(sizes.training, spoil),
    validation: part(sizes.validation, spoil),
    test: part(sizes.test, (points) => points),
  };
}

/**
 * Changes exactly this share of the points, chosen at random.
 *
 * @param points - are not changed themselves.
 * @param share - from 0 to 1, rounded to whole points.
 * @param generator - chooses them.
 * @param change - makes the new point of an old one.
 */
export function changeShare(
  points: readonly Point[],
  share: number,
  generator: Generator,
  change: (point: Point) => Point,
): Point[] {
  const chosen = new Set(
    generator.permutation(points.length).slice(0, Math.round(share * points.length)),
  );
  return points.map((point, i) => (chosen.has(i) ? change(point) : point));
}

/**
 * As many points of class 0 as of class 1, from two distributions.
 *
 * @param rows - the number of points.
 * @param pointOf - label → the features of a new point.
 */
export function balanced(rows: number, pointOf: (label: number) => readonly number[]): Point[] {
  return Array.from({ length: rows }, (_, i) => cleanPoint(pointOf(i % 2), i % 2));
}

/** More than memory has room for are a slip of the finger. */
export const mostRows = 10_000_000;

/**
 * Checks a share.
 *
 * @param name - the function and the option that the message names.
 * @param share - as the user gave it.
 * @throws RangeError unless the share is in [0, 1].
 */
export function checkShare(name: string, share: number): void {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`${name} is a share, a number from 0 to 1, not ${share}`);
  }
}
