import { checkList, isPlainObject, show } from "./check.js";
import { sizeOf, type Shape } from "./ndarray.js";

/** An axis, a list of axes, or `null` for all of them. Negative axes count from the end. */
export type Axis = number | readonly number[] | null;

/**
 * A shape as error messages show it: `[2, 3]`.
 *
 * @param shape - the size of each axis.
 */
export function showShape(shape: Shape): string {
  return `[${Array.from(shape, show).join(", ")}]`; // whatever was given for a shape
}

/**
 * Whether two shapes are equal.
 *
 * @param a - a shape.
 * @param b - another.
 */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Checks that `shape` is a list of whole numbers ≥ 0.
 *
 * @param shape - what should be a shape.
 * @param caller - the function to name in the message.
 * @throws TypeError if it is not a list.
 * @throws RangeError naming an entry that is not a whole number ≥ 0.
 */
export function checkShape(shape: Shape, caller: string): void {
  checkList(shape, caller, "[2, 3]");
  for (let axis = 0; axis < shape.length; axis++) {
    const n = shape[axis];
    if (!Number.isInteger(n) || n < 0) {
      throw new RangeError(
        `${caller}: axis ${axis} of shape ${showShape(shape)} is ${show(n)}; sizes are whole ` +
          `numbers ≥ 0`,
      );
    }
  }
}

/**
 * An axis counted from the front.
 *
 * @param axis - the axis; a negative one counts from the end.
 * @param ndim - the number of axes of the array.
 * @param caller - the function to name in the message.
 * @throws RangeError if the array has no such axis.
 */
export function positiveAxis(axis: number, ndim: number, caller: string): number {
  if (isPlainObject(axis)) {
    throw new TypeError(
      `${caller}: the axis comes before the options, as in ${caller}(0, { … }), or null for all`,
    );
  }
  const isWhole = Number.isInteger(axis);
  const positive = isWhole && axis < 0 ? axis + ndim : axis;
  if (!isWhole || positive < 0 || positive >= ndim) {
    const range = ndim === 0 ? "a 0-d array has no axes" : `axes are ${-ndim} to ${ndim - 1}`;
    throw new RangeError(
      `${caller}: there is no axis ${show(axis)} in ${ndim} dimensions: ${range}`,
    );
  }
  return positive;
}

/**
 * The axes 0 … ndim − 1.
 *
 * @param ndim - the number of axes of the array.
 */
export function allAxes(ndim: number): number[] {
  const axes = new Array<number>(ndim);
  for (let axis = 0; axis < ndim; axis++) axes[axis] = axis;
  return axes;
}

/**
 * Axes counted from the front, in ascending order.
 *
 * @param axis - an axis, a list, or `null` for all; negative ones count from the end.
 * @param ndim - the number of axes of the array.
 * @param caller - the function to name in the message.
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

/**
 * The shape after a reduction over `axes`: each becomes 1 (`keepdims`) or is dropped.
 *
 * @param shape - the shape before.
 * @param axes - the reduced axes, counted from the front.
 * @param keepdims - whether they are kept, with size 1.
 */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): number[] {
  if (keepdims) return shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  return shape.filter((_, axis) => !axes.includes(axis));
}

/**
 * How many elements a reduction over `axes` folds into one.
 *
 * @param shape - the shape of the array.
 * @param axes - the reduced axes, counted from the front.
 */
export function sizeOver(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]));
}

/**
 * The shape that two arrays share after NumPy broadcasting. Shapes are aligned at the last axis;
 * two sizes must be equal, or one of them 1.
 *
 * @param a - a shape.
 * @param b - another.
 * @param caller - the function to name in the message.
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

/**
 * The index of an element, one number for each axis.
 *
 * @param at - its position in row-major order.
 * @param shape - the shape of the array.
 */
export function unravel(at: number, shape: Shape): number[] {
  let rest = at;
  const index = shape.toReversed().map((size) => {
    const i = rest % size;
    rest = Math.floor(rest / size);
    return i;
  });
  return index.reverse();
}
