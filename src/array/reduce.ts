/** Reductions over axes, and functions along them. */
import { kernelsFor } from "./kernels/load.js";
import * as wasm from "./kernels/reduce.js";
import {
  dtypeOf,
  flat,
  isContiguous,
  sizeOf,
  type Dtype,
  type NdArray,
  type Shape,
  type Values,
  zeros,
} from "./ndarray.js";
import { allAxes, reducedShape, sameShape, showShape, sizeOver } from "./shape.js";
import { permute } from "./view.js";

/** The number of elements from which WebAssembly sums faster than a loop. */
const smallest = 128;

/** `x` with `axes` as its last; they are in ascending order. */
function withLast(x: NdArray, axes: readonly number[]): NdArray {
  const { length } = x.shape;
  const areLast = axes.every((axis, i) => axis === length - axes.length + i);
  return areLast ? x : permute(x, lastAxes(length, axes));
}

/** The axes that are not in `axes`, then those that are. */
function lastAxes(ndim: number, axes: readonly number[]): number[] {
  return [...allAxes(ndim).filter((axis) => !axes.includes(axis)), ...axes];
}

/**
 * Folds the elements that differ only in `axes` into one. The elements of one fold are contiguous:
 * `fold(values, start, end)`. Its result is rounded once, so sums are accumulated in float64 for
 * both dtypes.
 */
function reduce(
  x: NdArray,
  axes: readonly number[],
  keepdims: boolean,
  fold: (values: Values, start: number, end: number) => number,
): NdArray {
  const out = zeros(reducedShape(x.shape, axes, keepdims), dtypeOf(x));
  const width = sizeOver(x.shape, axes);
  const values = flat(withLast(x, axes));
  for (let i = 0; i < out.size; i++) out.data[i] = fold(values, i * width, (i + 1) * width);
  return out;
}

/** Replaces each line of elements that differ only in `axes`: `write(values, start, end, out)`. */
function mapLines(
  x: NdArray,
  axes: readonly number[],
  write: (values: Values, start: number, end: number, out: Values) => void,
): NdArray {
  const order = lastAxes(x.shape.length, axes);
  const moved = permute(x, order);
  const width = sizeOver(x.shape, axes);
  const values = flat(moved);
  const out = zeros(moved.shape, dtypeOf(x));
  for (let start = 0; start < values.length; start += width) {
    write(values, start, start + width, out.data);
  }
  const back = order.map((_, axis) => order.indexOf(axis));
  return permute(out, back);
}

function addUp(values: Values, start: number, end: number): number {
  let total = 0;
  for (let i = start; i < end; i++) total += values[i];
  return total;
}

/** The largest value; NaN if one is NaN, −∞ if there are none. */
function largest(values: Values, start: number, end: number): number {
  let most = -Infinity;
  for (let i = start; i < end; i++) most = Math.max(most, values[i]);
  return most;
}

/**
 * The sum over `axes`; 0 if there are no elements.
 *
 * @param x - of any shape.
 * @param axes - the axes to reduce, counted from the front, in ascending order.
 * @param keepdims - whether to keep them, with size 1.
 */
export function sum(x: NdArray, axes: readonly number[], keepdims: boolean): NdArray {
  return dividedSum(x, axes, keepdims, 1);
}

/**
 * The mean over `axes`; NaN if there are no elements.
 *
 * @param x - of any shape.
 * @param axes - the axes to reduce, counted from the front, in ascending order.
 * @param keepdims - whether to keep them, with size 1.
 */
export function mean(x: NdArray, axes: readonly number[], keepdims: boolean): NdArray {
  return dividedSum(x, axes, keepdims, sizeOver(x.shape, axes));
}

/** The sum over `axes`, divided by `divisor` and then rounded, once. */
function dividedSum(
  x: NdArray,
  axes: readonly number[],
  keepdims: boolean,
  divisor: number,
): NdArray {
  const sums = sumsOver(x, axes);
  const out = zeros(reducedShape(x.shape, axes, keepdims), dtypeOf(x));
  for (let i = 0; i < out.data.length; i++) out.data[i] = sums[i] / divisor;
  return out;
}

/** The sums over `axes`, in float64. */
function sumsOver(x: NdArray, axes: readonly number[]): Values {
  const width = sizeOver(x.shape, axes);
  const count = sizeOf(reducedShape(x.shape, axes, false));
  // Over the first axes, but not all: the rows of a table are added up, even if they are of one
  // number, whose sum must be the same as among others.
  const isOfRows = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
  const isTable = isOfRows && isContiguous(x);
  const values = flat(isTable ? x : withLast(x, axes));
  // The kernel adds in another order, so the length of a sum decides, not the number of sums. In a
  // table, both add row to row.
  const isColumn = isTable && count === 1; // a loop is as fast
  const kernels = isColumn ? null : kernelsFor(isTable ? x.size : width, smallest);
  if (kernels !== null) {
    return isTable
      ? wasm.sumRows(kernels, values, width, count)
      : wasm.sumLines(kernels, values, count, width);
  }
  const sums = new Float64Array(count);
  if (isTable) for (let i = 0; i < values.length; i++) sums[i % count] += values[i];
  else for (let i = 0; i < count; i++) sums[i] = addUp(values, i * width, (i + 1) * width);
  return sums;
}

/**
 * The sum of all elements, in float64.
 *
 * @param x - of any shape.
 */
export function total(x: NdArray): number {
  if (x.size > 0 && x.stride.every((step) => step === 0)) return x.size * x.data[x.offset];
  return sumsOver(x, allAxes(x.shape.length))[0];
}

/**
 * Σ a·b over all elements, in float64.
 *
 * @param a - of any shape.
 * @param b - of the shape of `a`.
 */
export function dot(a: NdArray, b: NdArray): number {
  const [x, y] = [flat(a), flat(b)];
  const kernels = dtypeOf(a) === dtypeOf(b) ? kernelsFor(x.length, smallest) : null;
  if (kernels !== null) return wasm.dot(kernels, x, y);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/**
 * The largest element over `axes`; NaN if one is NaN.
 *
 * @param x - of any shape.
 * @param axes - the axes to reduce, counted from the front, in ascending order.
 * @param keepdims - whether to keep them, with size 1.
 * @throws RangeError if one of the axes has size 0.
 */
export function max(x: NdArray, axes: readonly number[], keepdims: boolean): NdArray {
  const empty = axes.filter((axis) => x.shape[axis] === 0);
  if (empty.length > 0) {
    throw new RangeError(
      `max and min: shape ${showShape(x.shape)} has no elements along axis ${showShape(empty)}`,
    );
  }
  return reduce(x, axes, keepdims, largest);
}

/**
 * The largest value of a line, and Σ e^(x − largest), which is NaN if the largest is ∞. −∞ is not
 * subtracted: where all are −∞, the sum is 0.
 */
function shiftedExpSum(values: Values, start: number, end: number): [shift: number, sum: number] {
  const most = largest(values, start, end);
  const shift = most === -Infinity ? 0 : most;
  let total = 0;
  for (let i = start; i < end; i++) total += Math.exp(values[i] - shift);
  return [shift, total];
}

/**
 * log Σ eˣ over `axes`; −∞ if there are no elements.
 *
 * @param x - of any shape.
 * @param axes - the axes to reduce, counted from the front, in ascending order.
 * @param keepdims - whether to keep them, with size 1.
 */
export function logsumexp(x: NdArray, axes: readonly number[], keepdims: boolean): NdArray {
  return reduce(x, axes, keepdims, (values, start, end) => {
    const [shift, total] = shiftedExpSum(values, start, end);
    return shift === Infinity ? shift : shift + Math.log(total);
  });
}

/**
 * eˣ / Σ eˣ over `axes`.
 *
 * @param x - of any shape.
 * @param axes - the axes to sum over, counted from the front, in ascending order.
 */
export function softmax(x: NdArray, axes: readonly number[]): NdArray {
  return mapLines(x, axes, (values, start, end, out) => {
    const [shift, total] = shiftedExpSum(values, start, end);
    for (let i = start; i < end; i++) out[i] = Math.exp(values[i] - shift) / total;
  });
}

/**
 * x − log Σ eˣ over `axes`, as (x − m) − log Σ e^(x − m), where m is the largest element: adding a
 * large m to the logarithm would cost digits.
 *
 * @param x - of any shape.
 * @param axes - the axes to sum over, counted from the front, in ascending order.
 */
export function logSoftmax(x: NdArray, axes: readonly number[]): NdArray {
  return mapLines(x, axes, (values, start, end, out) => {
    const [shift, total] = shiftedExpSum(values, start, end);
    const logTotal = Math.log(total);
    for (let i = start; i < end; i++) out[i] = values[i] - shift - logTotal;
  });
}

/**
 * Running sums y[i] = x[0] + … + x[i].
 *
 * @param x - of any shape.
 * @param axis - the axis to sum along, counted from the front.
 */
export function cumsum(x: NdArray, axis: number): NdArray {
  return mapLines(x, [axis], (values, start, end, out) => {
    let total = 0;
    for (let i = start; i < end; i++) out[i] = total += values[i];
  });
}

/**
 * Undoes broadcasting: sums over the axes along which `shape` was repeated to give that of `x`.
 * Returns `x` itself if there is nothing to sum and the dtype stays.
 *
 * @param x - of a shape that `shape` broadcasts to.
 * @param shape - the shape of the result.
 * @param dtype - the dtype of the result.
 */
export function sumTo(x: NdArray, shape: Shape, dtype: Dtype): NdArray {
  if (sameShape(x.shape, shape) && dtypeOf(x) === dtype) return x;
  const added = x.shape.length - shape.length;
  const axes: number[] = [];
  for (let axis = 0; axis < x.shape.length; axis++) {
    if (axis < added || (shape[axis - added] === 1 && x.shape[axis] !== 1)) axes.push(axis);
  }
  const out = zeros(shape, dtype);
  out.data.set(sumsOver(x, axes));
  return out;
}

/**
 * Whether no element is NaN or infinite.
 *
 * @param x - of any shape.
 */
export function allFinite(x: NdArray): boolean {
  return Number.isFinite(total(x)) || flat(x).every(Number.isFinite); // a finite sum is faster to find
}
