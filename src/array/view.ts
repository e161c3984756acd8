/**
 * Other ways to see the same memory. Nothing here copies, but `reshape` where it must. Views share the
 * typed array itself, by which `recycle` knows them.
 */
import { checkList } from "./check.js";
import { flat, isContiguous, sizeOf, view, type NdArray, type Shape } from "./ndarray.js";
import { checkShape, positiveAxis, sameShape, showShape } from "./shape.js";

/** Axis `i` of the result is axis `axes[i]` of `x`. */
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
 * The same elements in the same row-major order under another shape. One size may be -1: it is
 * worked out from the rest. A view when `x` is contiguous, else a copy.
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
  const resolved = to.map((n, axis) => (axis === unknown ? size / rest : n));
  if (sizeOf(resolved) !== size || !resolved.every(Number.isInteger)) {
    throw new RangeError(
      `reshape: shape ${showShape(from)} holds ${size} elements, which do not fill ${showShape(to)}`,
    );
  }
  return resolved;
}

/** Repeats `x` along new leading axes and along axes of size 1, by strides of 0. */
export function broadcastTo(x: NdArray, shape: Shape): NdArray {
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

/** What a slice takes of one axis: `size` elements from `start`, `step` apart. */
export interface Range {
  start: number;
  step: number;
  size: number;
}

export function slice(x: NdArray, ranges: readonly Range[]): NdArray {
  return view(
    x.data,
    ranges.map((range) => range.size),
    ranges.map((range, axis) => x.stride[axis] * range.step),
    ranges.reduce((offset, range, axis) => offset + x.stride[axis] * range.start, x.offset),
  );
}

/** Reverses the order of the elements along `axes`. */
export function flip(x: NdArray, axes: readonly number[]): NdArray {
  const ranges = x.shape.map((size, axis) =>
    axes.includes(axis) ? { start: size - 1, step: -1, size } : { start: 0, step: 1, size },
  );
  return slice(x, ranges);
}
