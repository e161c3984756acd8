/** Taking elements out of arrays, and the adjoints: putting arrays into larger ones. */
import ops from "ndarray-ops";
import {
  copy,
  dtypeOf,
  flat,
  full,
  promote,
  sizeOf,
  zeros,
  type NdArray,
  type Shape,
} from "./ndarray.js";
import { sameShape, showShape } from "./shape.js";
import { slice, type Range } from "./view.js";

/**
 * An array that holds `x` in `ranges`, and `value` elsewhere. The adjoint of `slice`.
 *
 * @param x - of the sizes of `ranges`.
 * @param shape - the shape of the result.
 * @param ranges - where `x` goes, for each axis.
 * @param value - the value of all other elements.
 */
export function place(x: NdArray, shape: Shape, ranges: readonly Range[], value: number): NdArray {
  const out = full(shape, value, dtypeOf(x));
  ops.assign(slice(out, ranges), x);
  return out;
}

/**
 * The arrays one after the other along `axis`.
 *
 * @param arrays - of shapes that differ along `axis` only; at least one.
 * @param axis - the axis to join along, counted from the front.
 * @throws RangeError naming both shapes if the other axes differ.
 */
export function concat(arrays: readonly NdArray[], axis: number): NdArray {
  const first = arrays[0].shape;
  const withoutAxis = (shape: Shape) => shape.filter((_, a) => a !== axis);
  for (const { shape } of arrays) {
    if (shape.length !== first.length || !sameShape(withoutAxis(shape), withoutAxis(first))) {
      throw new RangeError(
        `concat: shapes ${showShape(first)} and ${showShape(shape)} ` +
          `may differ along axis ${axis} only`,
      );
    }
  }
  const shape = [...first];
  shape[axis] = arrays.reduce((total, x) => total + x.shape[axis], 0);
  const out = zeros(shape, promote(arrays));
  const inner = sizeOf(shape.slice(axis + 1));
  let start = 0;
  for (const x of arrays) {
    const values = flat(x);
    const width = x.shape[axis] * inner;
    for (let from = 0, to = start; from < values.length; from += width, to += shape[axis] * inner) {
      for (let i = 0; i < width; i++) out.data[to + i] = values[from + i];
    }
    start += width;
  }
  return out;
}

/**
 * The part of an array of shape `shape` that `gather` reads: as long as `index`, except along
 * `axis`.
 */
function readRanges(index: NdArray, shape: Shape, axis: number): Range[] {
  const fits = index.shape.every((size, a) => a === axis || size <= shape[a]);
  if (index.shape.length !== shape.length || !fits) {
    throw new RangeError(
      `gather: an index of shape ${showShape(index.shape)} does not fit ${showShape(shape)} along ` +
        `axis ${axis}: it must have as many axes, and no other axis longer`,
    );
  }
  return shape.map((size, a) => ({ start: 0, step: 1, size: a === axis ? size : index.shape[a] }));
}

/**
 * Calls `visit(i, j)` for each element of `index`: i is its flat position, and j the flat position
 * of the element it names, in an array of size `length` along `axis` and as long as `index`
 * otherwise.
 */
function eachIndex(
  index: NdArray,
  length: number,
  axis: number,
  visit: (i: number, j: number) => void,
): void {
  const inner = sizeOf(index.shape.slice(axis + 1));
  const line = index.shape[axis] * inner;
  flat(index).forEach((k, i) => {
    if (!Number.isInteger(k) || k < 0 || k >= length) {
      throw new RangeError(
        `gather: index ${k} is none of the ${length} places along axis ${axis}` +
          (length > 0 ? ` (whole numbers from 0 to ${length - 1})` : ""),
      );
    }
    visit(i, (Math.floor(i / line) * length + k) * inner + (i % inner));
  });
}

/**
 * y[…, i, …] = x[…, index[…, i, …], …] along `axis`, as torch.gather.
 *
 * @param x - of any shape with at least one axis.
 * @param index - whole numbers from 0 to the size of `axis` − 1. It has as many axes as `x`, and is
 * no longer than `x` along any but `axis`.
 * @param axis - the axis that the indices refer to, counted from the front.
 */
export function gather(x: NdArray, index: NdArray, axis: number): NdArray {
  const values = flat(slice(x, readRanges(index, x.shape, axis)));
  const out = zeros(index.shape, dtypeOf(x));
  eachIndex(index, x.shape[axis], axis, (i, j) => (out.data[i] = values[j]));
  return out;
}

/**
 * The adjoint of `gather`: adds each element of `x` to the place that its index names.
 *
 * @param x - of the shape of `index`.
 * @param index - as for `gather`.
 * @param axis - the axis that the indices refer to, counted from the front.
 * @param shape - the shape of the result.
 */
export function scatterAdd(x: NdArray, index: NdArray, axis: number, shape: Shape): NdArray {
  const ranges = readRanges(index, shape, axis);
  const values = flat(x);
  const sizes = ranges.map((range) => range.size);
  const sums = zeros(sizes, "float64"); // rounded once, at the end
  eachIndex(index, shape[axis], axis, (i, j) => (sums.data[j] += values[i]));
  return place(copy(sums, dtypeOf(x)), shape, ranges, 0);
}
