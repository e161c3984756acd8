import ndarray from "ndarray";
import ops from "ndarray-ops";

/** The two floating-point types an array can hold. */
export type Dtype = "float32" | "float64";

/** A scijs ndarray of floats: a typed array seen through a shape, strides and an offset. */
export type NdArray = ndarray.NdArray<Float32Array | Float64Array>;

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

const constructors = { float32: Float32Array, float64: Float64Array };

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
  if (!Object.hasOwn(constructors, dtype)) {
    throw new TypeError(`unknown dtype ${JSON.stringify(dtype)}: use "float32" or "float64"`);
  }
}

export function dtypeOf(x: NdArray): Dtype {
  return x.data instanceof Float64Array ? "float64" : "float32";
}

/** The rule for mixing: float64 wins. */
export function promote(arrays: readonly NdArray[]): Dtype {
  return arrays.some((x) => x.data instanceof Float64Array) ? "float64" : "float32";
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, n) => product * n, 1);
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

/**
 * An ndarray over `data`, by default contiguous and row-major; `data` is not copied.
 * `shape` and `stride` are, because 0-d ndarrays share theirs.
 */
export function view(
  data: Float32Array | Float64Array,
  shape: Shape,
  stride: readonly number[] = rowMajor(shape),
  offset = 0,
): NdArray {
  return ndarray(data, [...shape], [...stride], offset);
}

export function zeros(shape: Shape, dtype: Dtype = defaultDtype): NdArray {
  return view(new constructors[dtype](sizeOf(shape)), shape);
}

export function full(shape: Shape, value: number, dtype: Dtype = defaultDtype): NdArray {
  return view(new constructors[dtype](sizeOf(shape)).fill(value), shape);
}

function isContiguous(x: NdArray): boolean {
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
export function flat(x: NdArray): Float32Array | Float64Array {
  if (isContiguous(x)) return x.data.subarray(x.offset, x.offset + x.size);
  return copyFlat(x, dtypeOf(x));
}

/** A fresh contiguous copy of `x`, rounded to `dtype`. */
export function copy(x: NdArray, dtype: Dtype = dtypeOf(x)): NdArray {
  return view(copyFlat(x, dtype), x.shape);
}

function copyFlat(x: NdArray, dtype: Dtype): Float32Array | Float64Array {
  const out = zeros(x.shape, dtype);
  ops.assign(out, x);
  return out.data;
}
