import ndarray from "ndarray";
import ops from "ndarray-ops";

/** The elements of an array, and perhaps others: see the array's strides and offset. */
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
 * @throws TypeError if `dtype` is neither `"float32"` nor `"float64"`.
 */
export function setDefaultDtype(dtype: Dtype): void {
  checkDtype(dtype);
  defaultDtype = dtype;
}

export function checkDtype(dtype: Dtype): void {
  if (!["float32", "float64"].includes(dtype)) {
    throw new TypeError(`unknown dtype ${JSON.stringify(dtype)}: use "float32" or "float64"`);
  }
}

export function dtypeOf(x: NdArray): Dtype {
  return x.data instanceof Float64Array ? "float64" : "float32";
}

/** The rule for mixing: float64 wins. */
export function promote(arrays: readonly NdArray[]): Dtype {
  for (const x of arrays) if (x.data instanceof Float64Array) return "float64";
  return "float32";
}

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

/** ndarray's class for no axis, one or two, by dtype. */
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

// ndarray() finds its class by the type's name, anew each time: that is most of the time it takes.
const classOf = (data: Values, shape: number[]) => ndarray(data, shape).constructor as unknown;
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

/**
 * An ndarray over `data`, by default contiguous and row-major; `data` is not copied.
 * `shape` and `stride` are, because 0-d ndarrays share theirs.
 */
export function view(data: Values, shape: Shape, stride?: readonly number[], offset = 0): NdArray {
  const byAxes = data instanceof Float32Array ? classes.float32 : classes.float64;
  // The strides of `rowMajor`, without making a list of them: every op comes through here.
  if (shape.length === 0) return new byAxes[0](data, offset);
  if (shape.length === 1) return new byAxes[1](data, shape[0], stride?.[0] ?? 1, offset);
  if (shape.length === 2) {
    const [rows, cols] = shape;
    return new byAxes[2](data, rows, cols, stride?.[0] ?? cols, stride?.[1] ?? 1, offset);
  }
  return ndarray(data, [...shape], stride === undefined ? rowMajor(shape) : [...stride], offset);
}

export function zeros(shape: Shape, dtype: Dtype = defaultDtype): NdArray {
  const size = sizeOf(shape);
  return view(dtype === "float32" ? new Float32Array(size) : new Float64Array(size), shape);
}

export function full(shape: Shape, value: number, dtype: Dtype = defaultDtype): NdArray {
  const out = zeros(shape, dtype);
  out.data.fill(value);
  return out;
}

export function isContiguous(x: NdArray): boolean {
  let step = 1;
  for (let axis = x.shape.length - 1; axis >= 0; axis--) {
    if (x.shape[axis] !== 1 && x.stride[axis] !== step) return false;
    step *= x.shape[axis];
  }
  return true;
}

/**
 * The elements of `x` in row-major order. Shares memory with `x` when `x` is contiguous:
 * read it, do not write to it.
 */
export function flat(x: NdArray): Values {
  const { data, offset, size } = x;
  if (!isContiguous(x)) return copyFlat(x, dtypeOf(x));
  return size === data.length ? data : data.subarray(offset, offset + size);
}

/** A fresh contiguous copy of `x`, rounded to `dtype`. */
export function copy(x: NdArray, dtype: Dtype = dtypeOf(x)): NdArray {
  return view(copyFlat(x, dtype), x.shape);
}

function copyFlat(x: NdArray, dtype: Dtype): Values {
  const out = zeros(x.shape, dtype);
  if (isContiguous(x)) out.data.set(flat(x));
  else ops.assign(out, x);
  return out.data;
}
