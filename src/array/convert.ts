/** From JavaScript data to arrays, and back. */
import { checkOptions, show } from "./check.js";
import {
  checkDtype,
  copy,
  getDefaultDtype,
  mostAxes,
  sizeOf,
  view,
  zeros,
  type Dtype,
  type NdArray,
  type NestedArray,
  type Shape,
  type TypedArray,
} from "./ndarray.js";
import { checkShape, showShape } from "./shape.js";

/** Data that an array can be made of. */
export type ArrayLike = NdArray | TypedArray | NestedArray;

export interface ArrayOptions {
  /** Default: that of the data if they are float32 or float64, else the default dtype. */
  dtype?: Dtype | undefined;
  /** The shape of a flat list or typed array, in row-major order. */
  shape?: Shape | undefined;
}

/**
 * A contiguous copy of `data` as an array.
 *
 * @param data - a number, nested lists, a typed array or an ndarray.
 * @param options - the dtype, and the shape of flat data.
 * @param label - what messages call the data.
 * @throws TypeError if an entry is not a number.
 * @throws RangeError if rows differ in length, or the data do not fill `shape`.
 */
export function array(
  data: ArrayLike,
  options: ArrayOptions = {},
  label = "tensor: data",
): NdArray {
  const { dtype, shape } = checkOptions("array.array", options, {
    dtype: undefined,
    shape: undefined,
  });
  if (dtype !== undefined) checkDtype(dtype);
  if (shape !== undefined) checkShape(shape, label);
  const to = dtype ?? floatDtypeOf(data) ?? getDefaultDtype();
  const made = isNdArray(data)
    ? fromNdArray(data, label, to)
    : ArrayBuffer.isView(data)
      ? fromTypedArray(data, label, to)
      : fromNested(data, label, to);
  if (shape === undefined) return made;
  if (sizeOf(shape) !== made.size) {
    throw new RangeError(
      `${label}: ${made.size} values do not fill shape ${showShape(shape)}, ` +
        `which holds ${sizeOf(shape)}`,
    );
  }
  return view(made.data, shape);
}

/**
 * Whether `data` is an ndarray, judged by its fields: copies of the package do not share a class.
 *
 * @param data - anything.
 */
export function isNdArray(data: unknown): data is NdArray {
  const { stride, offset } = (data ?? {}) as Partial<NdArray>;
  return typeof data === "object" && stride !== undefined && offset !== undefined;
}

/**
 * The dtype of the floats in a typed array or ndarray; `undefined` for other data.
 *
 * @param data - of any shape.
 */
export function floatDtypeOf(data: ArrayLike): Dtype | undefined {
  const values = isNdArray(data) ? data.data : data;
  if (values instanceof Float64Array) return "float64";
  return values instanceof Float32Array ? "float32" : undefined;
}

function fromTypedArray(data: TypedArray, label: string, dtype: Dtype): NdArray {
  checkNumbers(data, label);
  const out = zeros([data.length], dtype);
  out.data.set(data);
  return out;
}

function fromNdArray(x: NdArray, label: string, dtype: Dtype): NdArray {
  checkShape(x.shape, label);
  const { data } = Array.isArray(x.data)
    ? fromNested(x.data, `${label}: the ndarray's data`, dtype)
    : { data: checkNumbers(x.data, `${label}: the ndarray's data`) };
  if (!isInside(x.data.length, x.shape, x.stride, x.offset)) {
    throw new RangeError(`${label} is ${showNdArray(x)}`);
  }
  return copy(view(data, x.shape, x.stride, x.offset), dtype);
}

/** @throws TypeError unless `data` is a typed array of numbers. */
function checkNumbers<T extends TypedArray>(data: T, label: string): T {
  if (isTypedArray(data)) return data;
  throw new TypeError(`${label} is ${show(data)}, not an array of numbers`);
}

/** The classes of views that do not hold numbers. */
const otherViews = [DataView, BigInt64Array, BigUint64Array];

/**
 * Whether `data` is a typed array of numbers.
 *
 * @param data - anything.
 */
export function isTypedArray(data: unknown): data is TypedArray {
  return ArrayBuffer.isView(data) && !otherViews.some((View) => data instanceof View);
}

/**
 * Whether `x` is an ndarray as all functions here take it: of floats, inside its data.
 *
 * @param x - anything.
 */
export function isFloats(x: unknown): x is NdArray {
  // Each field is read once: every op comes here, and ndarrays are of many classes.
  const { data, shape, stride, offset } = (x ?? {}) as Partial<NdArray>;
  const isNdArray = shape !== undefined && stride !== undefined && offset !== undefined;
  const isOfFloats = data instanceof Float32Array || data instanceof Float64Array;
  return isNdArray && isOfFloats && isInside(data.length, shape, stride, offset);
}

/** Whether the elements of an ndarray lie inside its data, of `length` numbers. */
function isInside(
  length: number,
  shape: Shape,
  stride: readonly number[],
  offset: number,
): boolean {
  // From the offset, negative strides reach down and positive ones up.
  let lowest = offset;
  let highest = offset;
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 0) return true;
    const reach = (shape[axis] - 1) * stride[axis];
    if (reach < 0) lowest += reach;
    else highest += reach;
  }
  // Written so that NaN does not pass.
  return lowest >= 0 && highest < length && Number.isInteger(lowest + highest);
}

/**
 * What is not {@link isFloats}, for a message.
 *
 * @param x - anything.
 */
export function showNdArray(x: unknown): string {
  if (!isNdArray(x)) return show(x);
  const { data, shape, stride, offset } = x;
  if (isInside(data.length, shape, stride, offset)) return `an ndarray of ${show(data)}`;
  return (
    `an ndarray of shape ${showShape(shape)}, stride ${showShape(stride)} and offset ` +
    `${show(offset)} that reaches outside its ${data.length} values`
  );
}

function fromNested(data: NestedArray, label: string, dtype: Dtype): NdArray {
  const shape: number[] = [];
  for (let level = data; Array.isArray(level); level = level[0] as NestedArray) {
    shape.push(level.length);
    // A list that contains itself has infinitely many.
    if (shape.length > mostAxes) {
      throw new RangeError(`${label}: lists are nested more than ${mostAxes} deep, or without end`);
    }
    if (level.length === 0) break;
  }
  const out = zeros(shape, dtype);
  let next = 0;
  const path: number[] = []; // the indices of the entry that `visit` is at
  const here = () => `${label}${path.map((i) => `[${i}]`).join("")}`;
  const visit = (entry: NestedArray, depth: number): void => {
    if (!Array.isArray(entry)) {
      if (typeof entry !== "number" && typeof entry !== "boolean") {
        throw new TypeError(`${here()} is ${show(entry)}, not a number`);
      }
      if (depth < shape.length) {
        throw new RangeError(`${here()} is ${entry}, where a list of ${shape[depth]} belongs`);
      }
      out.data[next++] = Number(entry);
      return;
    }
    if (depth >= shape.length) throw new RangeError(`${here()} is a list, where a number belongs`);
    if (entry.length !== shape[depth]) {
      throw new RangeError(`${here()} has length ${entry.length}, the first had ${shape[depth]}`);
    }
    // Not forEach, which would skip the holes of a sparse list.
    for (let i = 0; i < entry.length; i++) {
      path[depth] = i;
      visit(entry[i] as NestedArray, depth + 1);
    }
    path.length = depth;
  };
  visit(data, 0);
  return out;
}

/**
 * The elements as nested lists; a number if `x` is 0-d.
 *
 * @param x - of any shape.
 */
export function toNested(x: NdArray): NestedNumbers {
  const { data } = copy(x);
  let next = 0;
  const build = (axis: number): NestedNumbers =>
    axis === x.shape.length
      ? data[next++]
      : Array.from({ length: x.shape[axis] }, () => build(axis + 1));
  return build(0);
}

/** A number, or lists of numbers nested to any depth. */
export type NestedNumbers = number | NestedNumbers[];
