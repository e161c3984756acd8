import { count, checkList, Generator } from "../array/index.js";

/**
 * Parts of the rows at random, each with the classes' shares as nearly as whole rows allow, and at
 * least one row of each class. Shares that add up to less than 1 leave the rest out.
 *
 * ```ts
 * const [training, validation, test] = stratifiedSplit(labels, [0.4, 0.2, 0.4], seed);
 * ```
 *
 * @returns for each share its rows, counted from 0, in ascending order.
 * @throws RangeError if a share is not above 0, they add up to more than 1, or a class has fewer
 * rows than there are parts.
 */
export function stratifiedSplit(
  labels: readonly number[],
  shares: readonly number[],
  seed: number,
): number[][] {
  checkList(shares, "stratifiedSplit", "[0.6, 0.2, 0.2]");
  const sum = shares.reduce((total, share) => total + share, 0);
  // Written so that NaN does not pass. Ten times 0.1 is a little more than 1.
  if (shares.length === 0 || !shares.every((share) => share > 0) || !(sum <= 1 + 1e-9)) {
    throw new RangeError(
      `stratifiedSplit: shares must be above 0 and add up to 1 at most, not [${shares.join(", ")}]`,
    );
  }
  const generator = new Generator(seed);
  const parts: number[][] = shares.map(() => []);
  for (const [label, rows] of rowsByClass("stratifiedSplit", labels)) {
    if (rows.length < shares.length) {
      throw new RangeError(
        `stratifiedSplit: class ${label} has ${count(rows.length, "row")}, too few to have one in ` +
          `each of ${shares.length} parts`,
      );
    }
    const order = generator.permutation(rows.length);
    let start = 0;
    apportion(rows.length, shares).forEach((size, part) => {
      parts[part].push(...order.slice(start, start + size).map((i) => rows[i]));
      start += size;
    });
  }
  return parts.map((rows) => rows.sort((a, b) => a - b));
}

/** Whole numbers near to n·share, none of them 0: by largest remainders (Hamilton's method). */
function apportion(n: number, shares: readonly number[]): number[] {
  const exact = shares.map((share) => n * share);
  const sizes = exact.map((size) => Math.floor(size + 1e-9));
  const wanted = Math.round(exact.reduce((total, size) => total + size, 0));
  const byRemainder = exact
    .map((size, part) => ({ part, remainder: size - sizes[part] }))
    .sort((a, b) => b.remainder - a.remainder);
  const given = sizes.reduce((total, size) => total + size, 0);
  for (const { part } of byRemainder.slice(0, wanted - given)) sizes[part] += 1;
  for (let empty = sizes.indexOf(0); empty >= 0; empty = sizes.indexOf(0)) {
    const largest = sizes.indexOf(Math.max(...sizes));
    if (sizes[largest] > 1) sizes[largest] -= 1; // else it comes from what the shares leave out
    sizes[empty] = 1;
  }
  return sizes;
}

export interface Fold {
  /** All rows of the other folds, ascending. */
  training: number[];
  /** The rows of this fold, ascending. */
  heldOut: number[];
}

/**
 * Cuts the rows at random into k folds, in which no class differs by more than one row from fold to
 * fold. Every row is held out once.
 *
 * @throws RangeError if k is no whole number ≥ 2, or a class has fewer than k rows.
 */
export function stratifiedFolds(labels: readonly number[], k: number, seed: number): Fold[] {
  if (!Number.isInteger(k) || k < 2) {
    throw new RangeError(`stratifiedFolds: k must be a whole number ≥ 2, not ${k}`);
  }
  const generator = new Generator(seed);
  const foldOf = new Int32Array(labels.length);
  let dealt = 0;
  for (const [label, rows] of rowsByClass("stratifiedFolds", labels)) {
    if (rows.length < k) {
      throw new RangeError(
        `stratifiedFolds: class ${label} has ${count(rows.length, "row")}, too few to have one in ` +
          `each of ${k} folds`,
      );
    }
    // The next class goes on where this one ends, so that folds are of equal size too.
    for (const i of generator.permutation(rows.length)) foldOf[rows[i]] = dealt++ % k;
  }
  const all = Array.from(labels, (_, row) => row);
  return Array.from({ length: k }, (_, fold) => ({
    training: all.filter((row) => foldOf[row] !== fold),
    heldOut: all.filter((row) => foldOf[row] === fold),
  }));
}

/** The rows of each class, classes in ascending order. */
function rowsByClass(caller: string, labels: readonly number[]): [label: number, rows: number[]][] {
  checkList(labels, caller, "[0, 1, 1, 0]");
  if (labels.length === 0) throw new RangeError(`${caller}: there are no rows`);
  const classes = new Map<number, number[]>();
  labels.forEach((label, row) => {
    if (!Number.isFinite(label)) {
      throw new RangeError(`${caller}: label ${row} is ${String(label)}, not a number`);
    }
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [row]);
    else rows.push(row);
  });
  return [...classes].sort(([a], [b]) => a - b);
}
