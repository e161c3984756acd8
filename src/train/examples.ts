import {
  checkList,
  checkType,
  dtypeOf,
  hasFields,
  flat,
  show,
  showShape,
  zeros,
  type NdArray,
} from "../array/index.js";
import { checkIsTensor, Tensor } from "../autograd/index.js";

/** Rows of data, with labels. */
export interface Examples {
  /** The features, of shape [N, F]. */
  x: Tensor;
  /** The labels, of shape [N, 1]: 0 or 1. */
  y: Tensor;
  /** In generated data: whether each row has a wrong label or is an outlier; N entries. */
  outlier?: readonly boolean[] | undefined;
  /**
   * How much each row counts: N finite numbers above 0, of which only the ratios matter. Default: all
   * count alike. `compare` and `trainTable` honour them; a `Trainer` refuses them, since it knows only
   * the loss that it is given.
   */
  weights?: readonly number[] | undefined;
}

/** The three parts of a data set: a training/validation/test split. */
export interface Split {
  training: Examples;
  validation: Examples;
  test: Examples;
}

/**
 * Takes rows from a data set. The result is data: no gradient flows through it.
 *
 * @param examples - N rows.
 * @param rows - row numbers, counted from 0; the result has this order, and may have a row twice.
 * @throws RangeError if there is no such row, or x, y, outlier and weights differ in their number of
 * rows.
 */
export function takeRows(examples: Examples, rows: readonly number[]): Examples {
  checkRows("takeRows", rows, countRows("takeRows", examples));
  const { x, y, outlier, weights } = examples;
  return {
    x: new Tensor(take(x.data, rows)),
    y: new Tensor(take(y.data, rows)),
    ...(outlier && { outlier: rows.map((row) => outlier[row]) }),
    ...(weights && { weights: rows.map((row) => weights[row]) }),
  };
}

function take(data: NdArray, rows: readonly number[]): NdArray {
  const [height, ...rest] = data.shape;
  const values = flat(data);
  const width = values.length / Math.max(height, 1);
  const out = zeros([rows.length, ...rest], dtypeOf(data));
  const into = out.data;
  rows.forEach((row, i) => {
    const from = row * width;
    // `set` has a price that copying a few numbers has not.
    if (width < 16) for (let k = 0; k < width; k++) into[i * width + k] = values[from + k];
    else into.set(values.subarray(from, from + width), i * width);
  });
  return out;
}

/**
 * Counts the rows.
 *
 * @param caller - the function that the message names.
 * @param examples - x, y and, if there, outlier and weights.
 * @throws RangeError if these differ in their number of rows.
 */
export function countRows(caller: string, examples: Examples): number {
  const { x, y, outlier, weights } = readExamples(caller, examples);
  const rows = x.shape.at(0);
  const lists = [outlier, weights].map((list) => list?.length ?? rows);
  if (rows === undefined || y.shape.at(0) !== rows || lists.some((length) => length !== rows)) {
    throw new RangeError(
      `${caller}: x of shape ${showShape(x.shape)} and y of shape ${showShape(y.shape)}` +
        (outlier ? ` and ${outlier.length} marks of outliers` : "") +
        (weights ? ` and ${weights.length} weights` : "") +
        ` are not of as many rows`,
    );
  }
  return rows;
}

/**
 * @param what - the function, or the examples themselves, for the message.
 * @param examples - what should be { x, y }.
 * @throws TypeError unless it is, with two tensors.
 */
export function readExamples(what: string, examples: Examples): Examples {
  checkType(hasFields(examples, "x", "y"), `${what}: examples are { x, y }, tensors`, examples);
  checkIsTensor(`${what}: x`, examples.x);
  checkIsTensor(`${what}: y`, examples.y);
  return examples;
}

/**
 * Checks row numbers.
 *
 * @param caller - the function that the message names.
 * @param rows - must be whole numbers from 0 to size − 1.
 * @param size - the number of rows that exist.
 * @throws RangeError naming the first entry that is not a row.
 */
export function checkRows(caller: string, rows: readonly number[], size: number): void {
  checkList(rows, caller, "[0, 1], with the numbers of rows");
  const bad = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= size);
  if (bad !== undefined) {
    throw new RangeError(
      `${caller}: there is no row ${show(bad)}: rows are whole numbers from 0 to ${size - 1}`,
    );
  }
}
