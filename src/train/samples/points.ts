/** What the generators share. */
import { Generator } from "../../array/index.js";
import { tensor } from "../../autograd/index.js";
import type { Examples, Split } from "../examples.js";

export interface Point {
  at: readonly number[];
  label: number;
  /** Whether the label is wrong for what the point is, or the point is an outlier. */
  outlier: boolean;
}

/** N(centre, deviation²·I) */
export function normalPoint(
  generator: Generator,
  centre: readonly number[],
  deviation: number,
): number[] {
  return centre.map((coordinate) => coordinate + deviation * generator.normal());
}

/** A point of a class, as it should be. */
export function cleanPoint(at: readonly number[], label: number): Point {
  return { at, label, outlier: false };
}

/** The same point with the wrong label. */
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
 * Draws each part from a stream of its own, and spoils training and validation after that: the same
 * seed has the same clean points, however many are spoilt.
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

/** Exactly this share of the points, at random, becomes what `change` makes of them. */
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

/** As many points of class 0 as of class 1, from two distributions. */
export function balanced(rows: number, pointOf: (label: number) => readonly number[]): Point[] {
  return Array.from({ length: rows }, (_, i) => cleanPoint(pointOf(i % 2), i % 2));
}

/** @throws RangeError unless the share is in [0, 1]. */
export function checkShare(name: string, share: number): void {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`${name} is a share, a number from 0 to 1, not ${share}`);
  }
}
