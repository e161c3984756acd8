/** Tables of many kinds, the same each time, for the commands to work on. */
import { Generator } from "../../../src/index.js";

/**
 * A CSV with a label of some classes. Each class has a place of its own in the numbers of the first
 * columns, so that it can be learnt.
 *
 * @param features - how many columns of numbers there are.
 * @param wrong - the rows, counted from 1, that have the label of the next class.
 */
export function generated(
  rows: number,
  features: number,
  classes: readonly string[],
  wrong: readonly number[] = [],
): string {
  const generator = new Generator(7);
  const telling = Math.min(features, 6);
  const places = classes.map(() => Array.from({ length: telling }, () => 3 * generator.normal()));
  const lines = Array.from({ length: rows }, (_, i) => {
    const c = i % classes.length;
    const cells = Array.from({ length: features }, (_, k) =>
      (generator.normal() + (k < telling ? places[c][k] : 0)).toFixed(3),
    );
    const label = wrong.includes(i + 1) ? (c + 1) % classes.length : c;
    return `${cells.join(",")},${classes[label]}`;
  });
  const names = Array.from({ length: features }, (_, k) => `x${k}`);
  return [`${names.join(",")},y`, ...lines, ""].join("\n");
}

export const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
