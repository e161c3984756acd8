/** Other views of the same memory. Nothing here copies, except `reshape` where it must. */
import { checkList } from "./check.js";
import { flat, isContiguous, sizeOf, view, type NdArray, type Shape } from "./ndarray.js";
import { checkShape, positiveAxis, sameShape, showShape } from "./shape.js";

/**
 * `x` with its axes in another order.
 *
 * @param x - of any shape.
 * @param axes - for each axis of the result, which axis of `x` it is.
 * @throws RangeError if `axes` does not name each axis once.
 */
export function permute(x: NdArray, axes: readonly number[]): NdArray {
  const ndim = x.shape.length;
  const shape = new Array<number>(ndim);
  const stride = new Array<number>(ndim);
  const isTaken = new Array<boolean>(ndim).fill(false);
  let isGood = axes.length === ndim;
  for (let i = 0; isGood && i < ndim; i++) {
    const axis = positiveAxis(axes[i], ndim, "permute");
    isGood = !isTaken[axis];
    isTaken[axis] = true;
    shape[i] = x.shape[axis];
    stride[i] = x.stride[axis];
  }
  if (!isGood) {
    throw new RangeError(
      `permute: ${showShape(axes)} does not name each axis of shape ${showShape(x.shape)} once`,
    );
  }
  return view(x.data, shape, stride, x.offset);
}

/**
 * The same elements in the same row-major order in another shape: a view if `x` is contiguous, else
 * a copy.
 *
 * @param x - of any shape.
 * @param shape - the shape of the result. One size can be -1: it is inferred from the others.
 * @throws RangeError if the elements do not fill the shape.
 */
export function reshape(x: NdArray, shape: Shape): NdArray {
  const resolved = resolveShape(x.shape, shape);
  return isContiguous(x) ? view(x.data, resolved, undefined, x.offset) : view(flat(x), resolved);
}

function resolveShape(from: Shape, to: Shape): number[] {
  checkList(to, "reshape", "[2, 3]");
  if (to.filter((n) => n === -1).length > 1) {
    throw new RangeError(`reshape: only one size of ${showShape(to)} can be -1, to be worked out`);
  }
  const size = sizeOf(from);
  const unknown = to.indexOf(-1);
  const known = to.filter((_, axis) => axis !== unknown);
  checkShape(known, "reshape");
  const rest = sizeOf(known);
  if (unknown >= 0 && rest === 0) {
    throw new RangeError(
      `reshape: the -1 of ${showShape(to)} can be any size, since another is 0; say which`,
    );
  }
  const resolved = to.map((n, axis) => (axis === unknown ? size / rest : n));
  if (sizeOf(resolved) !== size || !resolved.every(Number.isInteger)) {
    throw new RangeError(
      `reshape: shape ${showShape(from)} holds ${size} elements, which do not fill ${showShape(to)}`,
    );
  }
  return resolved;
}

/**
 * Repeats `x` along new leading axes and along axes of size 1, by strides of 0.
 *
 * @param x - of any shape that broadcasts to `shape`.
 * @param shape - the shape of the result.
 * @throws RangeError naming both shapes if `x` does not broadcast to `shape`.
 */
export function broadcastTo(x: NdArray, shape: Shape): NdArray {
  checkList(shape, "broadcastTo", "[2, 3]");
  if (sameShape(x.shape, shape)) return x;
  checkShape(shape, "broadcastTo");
  const added = shape.length - x.shape.length;
  const fits = x.shape.every((n, axis) => n === 1 || n === shape[axis + added]);
  if (added < 0 || !fits) {
    throw new RangeError(
      `broadcastTo: shape ${showShape(x.shape)} does not broadcast to ${showShape(shape)}: ` +
        `aligned at the last axis, each size must be equal or 1`,
    );
  }
  const stride = shape.map((_, axis) => {
    const own = axis - added;
    return own < 0 || x.shape[own] === 1 ? 0 : x.stride[own];
  });
  return view(x.data, shape, stride, x.offset);
}

/** The part of one axis that a slice takes: `size` elements from `start`, `step` apart. */
export interface Range {
  start: number;
  step: number;
  size: number;
}

/**
 * Part of an array.
 *
 * @param x - of any shape.
 * @param ranges - what to take, for each axis.
 */
export function slice(x: NdArray, ranges: readonly Range[]): NdArray {
  return view(
    x.data,
    ranges.map((range) => range.size),
    ranges.map((range, axis) => x.stride[axis] * range.step),
    ranges.reduce((offset, range, axis) => offset + x.stride[axis] * range.start, x.offset),
  );
}

/**
 * The elements in reverse order along `axes`.
 *
 * @param x - of any shape.
 * @param axes - the axes to reverse, counted from the front.
 */
export function flip(x: NdArray, axes: readonly number[]): NdArray {
  const ranges = x.shape.map((size, axis) =>
    axes.includes(axis) ? { start: size - 1, step: -1, size } : { start: 0, step: 1, size },
  );
  return slice(x, ranges);
}
