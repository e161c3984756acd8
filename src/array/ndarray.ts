import ndarray from "ndarray";
import ops from "ndarray-ops";
import { show } from "./check.js";

/** The memory of an array: its elements, and perhaps others (see its strides and offset). */
export type Values = Float32Array | Float64Array;

/** The two floating-point types an array can hold. */
export type Dtype = "float32" | "float64";

/** A scijs ndarray of floats: a typed array seen through a shape, strides and an offset. */
export type NdArray = ndarray.NdArray<Values>;

/** A number, or arrays of numbers nested to any depth. Booleans count as 1 and 0. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** A typed array of JavaScript numbers (BigInt arrays are not accepted). */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** The size of each axis, outermost first; `[]` is a single number. */
export type Shape = readonly number[];

let defaultDtype: Dtype = "float32";

/** The dtype of arrays made from plain JavaScript numbers; `"float32"` unless changed. */
export function getDefaultDtype(): Dtype {
  return defaultDtype;
}

/**
 * Sets the dtype of arrays made from plain JavaScript numbers.
 *
 * @param dtype - `"float32"` or `"float64"`.
 * @throws TypeError if it is neither.
 */
export function setDefaultDtype(dtype: Dtype): void {
  checkDtype(dtype);
  defaultDtype = dtype;
}

/**
 * @param dtype - what should be a dtype.
 * @throws TypeError if it is neither `"float32"` nor `"float64"`.
 */
export function checkDtype(dtype: Dtype): void {
  if (!["float32", "float64"].includes(dtype)) {
    throw new TypeError(`unknown dtype ${show(dtype)}: use "float32" or "float64"`);
  }
}

/**
 * The dtype of the elements.
 *
 * @param x - of any shape.
 */
export function dtypeOf(x: NdArray): Dtype {
  return x.data instanceof Float64Array ? "float64" : "float32";
}

/**
 * The dtype of a result of several arrays: float64 if one of them is float64.
 *
 * @param arrays - of any shapes.
 */
export function promote(arrays: readonly NdArray[]): Dtype {
  for (const x of arrays) if (x.data instanceof Float64Array) return "float64";
  return "float32";
}

/**
 * The number of elements of an array.
 *
 * @param shape - its shape.
 */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

/** Strides of a contiguous row-major array. */
function rowMajor(shape: Shape): number[] {
  const stride = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride[axis] = step;
    step *= shape[axis];
  }
  return stride;
}

/** ndarray's classes for no axes, one and two. */
type View0 = new (data: Values, offset: number) => NdArray;
type View1 = new (data: Values, size: number, stride: number, offset: number) => NdArray;
type View2 = new (
  data: Values,
  rows: number,
  cols: number,
  rowStride: number,
  colStride: number,
  offset: number,
) => NdArray;

// ndarray() looks up its class by the type's name on each call, which takes most of its time.
const classOf = (data: Values, sizes: number[]) =>
  ndarray(data, sizes, sizes, 0).constructor as unknown;
const classes = {
  float32: {
    0: classOf(new Float32Array(1), []) as View0,
    1: classOf(new Float32Array(1), [1]) as View1,
    2: classOf(new Float32Array(1), [1, 1]) as View2,
  },
  float64: {
    0: classOf(new Float64Array(1), []) as View0,
    1: classOf(new Float64Array(1), [1]) as View1,
    2: classOf(new Float64Array(1), [1, 1]) as View2,
  },
};

/** As in NumPy. */
export const mostAxes = 64;

/**
 * An ndarray over `data`, which is not copied. `shape` and `stride` are, because 0-d ndarrays share
 * theirs.
 *
 * @param data - the memory.
 * @param shape - the size of each axis.
 * @param stride - the distance of neighbours along each axis, in elements. Default: contiguous and
 * row-major.
 * @param offset - where the first element is.
 * @throws RangeError if there are more than 64 axes.
 */
export function view(data: Values, shape: Shape, stride?: readonly number[], offset = 0): NdArray {
  const byAxes = data instanceof Float32Array ? classes.float32 : classes.float64;
  // The strides of `rowMajor`, without a list of them: every op calls this.
  if (shape.length === 0) return new byAxes[0](data, offset);
  if (shape.length === 1) return new byAxes[1](data, shape[0], stride?.[0] ?? 1, offset);
  if (shape.length === 2) {
    const [rows, cols] = shape;
    return new byAxes[2](data, rows, cols, stride?.[0] ?? cols, stride?.[1] ?? 1, offset);
  }
  if (shape.length > mostAxes) {
    throw new RangeError(`an array has ${mostAxes} axes at most, not ${shape.length}`);
  }
  return ndarray(data, [...shape], stride === undefined ? rowMajor(shape) : [...stride], offset);
}

/**
 * An array of zeros.
 *
 * @param shape - the size of each axis.
 * @param dtype - the dtype of the elements.
 * @throws RangeError if there is not enough memory.
 */
export function zeros(shape: Shape, dtype: Dtype = defaultDtype): NdArray {
  const size = sizeOf(shape);
  let data: Values;
  try {
    data = dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
  } catch (cause) {
    throw tooLarge(shape, dtype, cause);
  }
  return view(data, shape);
}

/** Apart from `zeros`, so that V8 inlines that. */
function tooLarge(shape: Shape, dtype: Dtype, cause: unknown): RangeError {
  return new RangeError(
    `an array of shape [${shape.join(", ")}] takes ${gigabytes(shape, dtype)} GB: more than there is`,
    { cause },
  );
}

/**
 * How much memory an array takes, to three digits.
 *
 * @param shape - its shape.
 * @param dtype - its dtype.
 */
export function gigabytes(shape: Shape, dtype: Dtype): string {
  return Number(((sizeOf(shape) * (dtype === "float32" ? 4 : 8)) / 1e9).toPrecision(3)).toString();
}

/**
 * An array whose elements all have one value.
 *
 * @param shape - the size of each axis.
 * @param value - the value of every element.
 * @param dtype - the dtype of the elements.
 */
export function full(shape: Shape, value: number, dtype: Dtype = defaultDtype): NdArray {
  const out = zeros(shape, dtype);
  out.data.fill(value);
  return out;
}

/**
 * Whether the elements are in row-major order without gaps.
 *
 * @param x - of any shape.
 */
export function isContiguous(x: NdArray): boolean {
  let step = 1;
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    if (x.shape[axis] !== 1 && x.stride[axis] !== step) return false;
    step *= x.shape[axis];
  }
  return true;
}

/**
 * The elements in row-major order. If `x` is contiguous, the result shares its memory: do not write
 * to it.
 *
 * @param x - of any shape.
 */
export function flat(x: NdArray): Values {
  const { data, offset, size } = x;
  if (!isContiguous(x)) return copyFlat(x, dtypeOf(x));
  return size === data.length ? data : data.subarray(offset, offset + size);
}

/**
 * The elements in row-major order, as a list. A loop takes half as long as `Array.from`.
 *
 * @param x - of any shape.
 */
export function toList(x: NdArray): number[] {
  const list: number[] = [];
  for (const value of flat(x)) list.push(value);
  return list;
}

/**
 * A new contiguous copy.
 *
 * @param x - of any shape.
 * @param dtype - the dtype to round to.
 */
export function copy(x: NdArray, dtype: Dtype = dtypeOf(x)): NdArray {
  return view(copyFlat(x, dtype), x.shape);
}

function copyFlat(x: NdArray, dtype: Dtype): Values {
  const out = zeros(x.shape, dtype);
  if (isContiguous(x)) out.data.set(flat(x));
  else ops.assign(out, x);
  return out.data;
}
