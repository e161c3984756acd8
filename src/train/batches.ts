import { checkCount, checkOptions, flat, Generator } from "../array/index.js";
import { countRows, takeRows, type Examples } from "./examples.js";

export interface BatchesOptions {
  /** Rows in a batch; the last batch may have fewer. */
  size: number;
  /** Whether the rows come in random order. Default `false`: as they are. */
  shuffle?: boolean | undefined;
  /** The seed of that order. Default 0. */
  seed?: number | undefined;
  /** Whether to leave out a last batch of fewer than `size` rows. Default `false`. */
  dropLast?: boolean | undefined;
  /** Whether each batch has the same shares of the classes as the whole. Default `false`. */
  stratify?: boolean | undefined;
}

/** Some of the examples, and their row numbers, counted from 0. */
export interface Batch extends Examples {
  rows: number[];
}

/**
 * Yields one epoch in batches: all rows once. The same seed gives the same batches; for another
 * order in the next epoch, give another seed.
 *
 * With `stratify` a batch of s rows has $s \cdot n_1 / N$ positive ones, rounded up or down, so
 * that GHM counts a similar mixture in each.
 *
 * @param data - the rows: x of shape [N, F], y of shape [N, 1].
 * @param options - the size of a batch, and the order of the rows.
 * @throws RangeError if `size` is not a whole number ≥ 1, there are no rows, all are dropped, or,
 * with `stratify`, a label is neither 0 nor 1.
 */
export function batches(data: Examples, options: BatchesOptions): IterableIterator<Batch> {
  const { size, shuffle, seed, dropLast, stratify } = checkOptions("batches", options, {
    size: undefined,
    shuffle: false,
    seed: 0,
    dropLast: false,
    stratify: false,
  });
  const rows = countRows("batches", data);
  checkCount("batches: size", size);
  if (rows === 0) throw new RangeError("batches: there are no rows");
  if (dropLast && rows < size) {
    throw new RangeError(`batches: dropLast leaves nothing of ${rows} rows in batches of ${size}`);
  }
  const generator = new Generator(seed);
  const order = shuffle ? generator.permutation(rows) : Array.from({ length: rows }, (_, i) => i);
  const epoch = stratify ? deal(order, flat(data.y.data)) : order;
  return cut(data, epoch, size, dropLast ? rows - (rows % size) : rows);
}

/**
 * One epoch of a training, in batches of rows in random order; all rows at once as they are.
 *
 * @param generator - the seed of the order is drawn from it, if there is one.
 */
export function shuffled(data: Examples, size: number, generator: Generator): Iterator<Examples> {
  if (size === data.x.shape[0]) return [data].values();
  const seed = Math.floor(generator.uniform() * 2 ** 32);
  return batches(data, { size, shuffle: true, seed });
}

function* cut(
  data: Examples,
  order: readonly number[],
  size: number,
  end: number,
): IterableIterator<Batch> {
  for (let start = 0; start < end; start += size) {
    const rows = order.slice(start, start + size);
    yield { ...takeRows(data, rows), rows };
  }
}

/**
 * Orders the rows so that the first T of them hold round(T·n₁/N) positive ones, for every T. Any s
 * consecutive rows then hold s·n₁/N, rounded up or down.
 */
function deal(order: readonly number[], labels: ArrayLike<number>): number[] {
  const bad = order.find((row) => labels[row] !== 0 && labels[row] !== 1);
  if (bad !== undefined || labels.length !== order.length) {
    throw new RangeError(
      `batches: stratify takes one label a row, 0 or 1` +
        (bad === undefined ? "" : `; that of row ${bad} is ${labels[bad]}`),
    );
  }
  const positives = order.filter((row) => labels[row] === 1);
  const negatives = order.filter((row) => labels[row] === 0);
  let dealt = 0;
  return order.map((_, i) => {
    const wanted = Math.round(((i + 1) * positives.length) / order.length);
    return wanted > dealt ? positives[dealt++] : negatives[i - dealt];
  });
}
