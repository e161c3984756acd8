import { checkList } from "./check.js";
import { sizeOf, type Shape } from "./ndarray.js";

/** An axis, a list of axes, or `null` for all of them. Negative axes count from the end. */
export type Axis = number | readonly number[] | null;

/** `[2, 3]`, as error messages show it. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Checks that `shape` is a list of whole numbers ≥ 0.
 *
 * @throws RangeError naming the entry that is none.
 */
export function checkShape(shape: Shape, caller: string): void {
  checkList(shape, caller, "[2, 3]");
  shape.forEach((n: number, axis) => {
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(
        `${caller}: axis ${axis} of shape ${showShape(shape)} is ${n}; sizes are whole numbers ≥ 0`,
      );
    }
  });
}

/**
 * The axis counted from the front.
 *
 * @throws RangeError if the array has no such axis.
 */
export function positiveAxis(axis: number, ndim: number, caller: string): number {
  const positive = axis < 0 ? axis + ndim : axis;
  if (!Number.isInteger(axis) || positive < 0 || positive >= ndim) {
    const range = ndim === 0 ? "a 0-d array has no axes" : `axes are ${-ndim} to ${ndim - 1}`;
    throw new RangeError(`${caller}: there is no axis ${axis} in ${ndim} dimensions: ${range}`);
  }
  return positive;
}

/** 0 … ndim − 1 */
export function allAxes(ndim: number): number[] {
  const axes = new Array<number>(ndim);
  for (let axis = 0; axis < ndim; axis++) axes[axis] = axis;
  return axes;
}

/**
 * The axes counted from the front, in ascending order.
 *
 * @throws RangeError if the array has no such axis, or one is named twice.
 */
export function positiveAxes(axis: Axis, ndim: number, caller: string): number[] {
  if (axis === null) return allAxes(ndim);
  if (!Array.isArray(axis)) return [positiveAxis(axis as number, ndim, caller)];
  const axes = axis.map((a: number) => positiveAxis(a, ndim, caller));
  if (new Set(axes).size < axes.length) {
    throw new RangeError(`${caller}: the axes ${showShape(axis)} name one axis twice`);
  }
  return axes.sort((a, b) => a - b);
}

/** `shape` after a reduction over `axes`: each becomes 1 (`keepdims`) or goes. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): number[] {
  if (keepdims) return shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** How many elements a reduction over `axes` folds into one. */
export function sizeOver(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]));
}

/**
 * The shape two arrays share after NumPy broadcasting: aligned at the last axis, sizes are equal
 * or one of them is 1.
 *
 * @throws RangeError naming both shapes and the axis that does not fit.
 */
export function broadcastShapes(a: Shape, b: Shape, caller: string): number[] {
  const ndim = Math.max(a.length, b.length);
  const shape = new Array<number>(ndim);
  for (let axis = 0; axis < ndim; axis++) {
    const m = axis < ndim - a.length ? 1 : a[axis - ndim + a.length];
    const n = axis < ndim - b.length ? 1 : b[axis - ndim + b.length];
    if (m !== n && m !== 1 && n !== 1) {
      throw new RangeError(
        `${caller}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast: counted from ` +
          `the end, axis ${axis - ndim} is ${m} in one and ${n} in the other; ` +
          `sizes must be equal, or one of them 1`,
      );
    }
    shape[axis] = m === 1 ? n : m;
  }
  return shape;
}

/** The index of the element at row-major position `at`. */
export function unravel(at: number, shape: Shape): number[] {
  let rest = at;
  const index = shape.toReversed().map((size) => {
    const i = rest % size;
    rest = Math.floor(rest / size);
    return i;
  });
  return index.reverse();
}
