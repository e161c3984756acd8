import {
  checkCount,
  checkEntries,
  checkList,
  count,
  Generator,
  show,
  showShape,
} from "../array/index.js";

/**
 * A stratified train/test split at random, into any number of parts: each part has the classes'
 * shares as nearly as whole rows allow, and at least one row of each class. If the shares add up to
 * less than 1, the rest is left out.
 *
 * ```ts
 * const [training, validation, test] = stratifiedSplit(labels, [0.4, 0.2, 0.4], seed);
 * ```
 *
 * @param labels - the class of each row, any finite number.
 * @param shares - the share of the rows for each part, above 0, with a sum of at most 1.
 * @param seed - an integer of 32 bits; the same seed gives the same split.
 * @returns for each share its rows, counted from 0, in ascending order.
 * @throws RangeError if a share is not above 0, they add up to more than 1, or a class has fewer
 * rows than there are parts.
 */
export function stratifiedSplit(
  labels: readonly number[],
  shares: readonly number[],
  seed: number,
): number[][] {
  checkShares("stratifiedSplit", shares);
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
      for (const i of order.slice(start, start + size)) parts[part].push(rows[i]);
      start += size;
    });
  }
  return parts.map(ascending);
}

/** Returns the sum of the shares. */
export function checkShares(caller: string, shares: readonly number[]): number {
  const isShare = (share: number) => share > 0;
  checkEntries(`${caller}: shares`, shares, isShare, "numbers above 0, such as [0.8, 0.2]");
  const sum = sumOf(shares);
  // Written so that NaN does not pass. 0.4 + 0.2 + 0.3 + 0.1 is a little more than 1.
  if (shares.length === 0 || !(sum <= 1 + 1e-9)) {
    throw new RangeError(
      `${caller}: there must be shares, and they must add up to 1 at most, not ${showShape(shares)}`,
    );
  }
  return sum;
}

/** Whole numbers close to n·share, none of them 0: by largest remainders (Hamilton's method). */
function apportion(n: number, shares: readonly number[]): number[] {
  const exact = shares.map((share) => n * share);
  const sizes = exact.map((size) => Math.floor(size + 1e-9));
  const wanted = Math.round(sumOf(exact));
  const byRemainder = exact
    .map((size, part) => ({ part, remainder: size - sizes[part] }))
    .sort((a, b) => b.remainder - a.remainder);
  const given = sumOf(sizes);
  for (const { part } of byRemainder.slice(0, wanted - given)) sizes[part] += 1;
  for (let empty = sizes.indexOf(0); empty >= 0; empty = sizes.indexOf(0)) {
    const largest = sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
    // The row comes from the largest part; if that has only one, from the rows that are left out.
    if (sizes[largest] > 1) sizes[largest] -= 1;
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
 * Cuts the rows at random into k folds, for cross-validation. The number of rows of a class differs
 * by at most one from fold to fold; a class of fewer than k rows is not in each. Every row is held
 * out once.
 *
 * @param labels - the class of each row, any finite number.
 * @param k - the number of folds, ≥ 2.
 * @param seed - an integer of 32 bits; the same seed gives the same folds.
 * @returns one entry for each fold.
 * @throws RangeError if k is not a whole number ≥ 2 or there are fewer rows, or if a class has a
 * single one.
 */
export function stratifiedFolds(labels: readonly number[], k: number, seed: number): Fold[] {
  checkCount("stratifiedFolds: k", k, 2);
  const generator = new Generator(seed);
  const classes = rowsByClass("stratifiedFolds", labels);
  if (labels.length < k) {
    throw new RangeError(`stratifiedFolds: ${labels.length} rows do not make ${k} folds`);
  }
  const foldOf = new Int32Array(labels.length);
  let dealt = 0;
  for (const [label, rows] of classes) {
    if (rows.length < 2) {
      throw new RangeError(
        `stratifiedFolds: class ${label} has 1 row, which cannot be both learnt from and held out`,
      );
    }
    // The next class continues where this one ends, so that the folds also have equal sizes.
    for (const i of generator.permutation(rows.length)) foldOf[rows[i]] = dealt++ % k;
  }
  const all = Array.from(labels, (_, row) => row);
  return Array.from({ length: k }, (_, fold) => ({
    training: all.filter((row) => foldOf[row] !== fold),
    heldOut: all.filter((row) => foldOf[row] === fold),
  }));
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
export const ascending = (rows: number[]) => rows.sort((a, b) => a - b);

/** The rows of each class, classes in ascending order. */
export function rowsByClass(
  caller: string,
  labels: readonly number[],
  what = "label",
): [label: number, rows: number[]][] {
  checkList(labels, caller, "[0, 1, 1, 0]");
  if (labels.length === 0) throw new RangeError(`${caller}: there are no rows`);
  const classes = new Map<number, number[]>();
  labels.forEach((label, row) => {
    if (!Number.isFinite(label)) {
      throw new RangeError(`${caller}: ${what} ${row} is ${show(label)}, not a number`);
    }
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [row]);
    else rows.push(row);
  });
  return [...classes].sort(([a], [b]) => a - b);
}
