/** Arrays to compute on, with WebAssembly and with plain loops, and how to compare what comes out. */
import { useKernelsAlways } from "../../../src/array/kernels/load.js";
import {
  dtypeOf,
  flat,
  getKernels,
  setKernels,
  view,
  type Dtype,
  type KernelChoice,
  type NdArray,
  type Values,
} from "../../../src/array/index.js";
import { Generator } from "../../../src/index.js";

export const dtypes: readonly Dtype[] = ["float32", "float64"];

/** A block of the kernels, 65,536 bytes, in elements. */
export const blockOf = (dtype: Dtype) => (dtype === "float32" ? 16_384 : 8_192);

/** Half the distance from 1 to the next number: the largest relative error of one rounding. */
export const unitOf = (dtype: Dtype) => (dtype === "float32" ? 2 ** -24 : 2 ** -53);

export function withKernels<T>(f: () => T): T {
  return choosing("auto", true, f);
}

/** As a program does: with kernels from some size on. */
export function withKernelsBySize<T>(f: () => T): T {
  return choosing("auto", false, f);
}

export function withPlainLoops<T>(f: () => T): T {
  return choosing("plain", false, f);
}

/** Calls `f` with a choice of kernels, used for arrays of every size or only where they are faster. */
export function choosing<T>(choice: KernelChoice, isAlways: boolean, f: () => T): T {
  const before = getKernels();
  setKernels(choice);
  useKernelsAlways(isAlways);
  try {
    return f();
  } finally {
    useKernelsAlways(false);
    setKernels(before);
  }
}

export function typed(dtype: Dtype, values: Iterable<number>): Values {
  return dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values);
}

export function round(dtype: Dtype, x: number): number {
  return dtype === "float32" ? Math.fround(x) : x;
}

/** Where functions change their behaviour, and where numbers end. */
export const specialValues = (dtype: Dtype): number[] => {
  const [smallest, least, largest] =
    dtype === "float32"
      ? [2 ** -149, 2 ** -126, (2 - 2 ** -23) * 2 ** 127]
      : [2 ** -1074, 2 ** -1022, Number.MAX_VALUE];
  const sizes = [
    0,
    smallest,
    3 * smallest,
    least,
    least * 0.75,
    1e-30,
    2 ** -25,
    0.25,
    0.5,
    1,
    1.5,
  ];
  const larger = [
    0.5493,
    2,
    5,
    9.5,
    17,
    37,
    88.72,
    88.73,
    100,
    103.9,
    709.78,
    709.79,
    1e10,
    largest,
  ];
  const all = [...sizes, ...larger, Infinity].flatMap((x) => [x, -x]);
  return [...all, NaN, -700, -740, -745, -1 + 2 ** -24, -1 + 2 ** -53].map((x) => round(dtype, x));
};

/** Normal numbers, with special values in between. */
export function mixed(dtype: Dtype, n: number, seed: number): number[] {
  const generator = new Generator(seed);
  const special = specialValues(dtype);
  return Array.from({ length: n }, () => {
    const isSpecial = generator.uniform() < 0.3;
    const value = 3 * generator.normal();
    const place = Math.floor(generator.uniform() * special.length);
    return isSpecial ? special[place] : round(dtype, value);
  });
}

export function normal(dtype: Dtype, n: number, seed: number): number[] {
  const generator = new Generator(seed);
  return Array.from({ length: n }, () => round(dtype, generator.normal()));
}

/** Whole numbers from −8 to 8: what they add up to is exact in any order. */
export function wholes(n: number, seed: number): number[] {
  const generator = new Generator(seed);
  return Array.from({ length: n }, () => Math.floor(17 * generator.uniform()) - 8);
}

/** Arrays of one table's shape, or broadcasting to it, that lie in memory in different ways. */
export function layouts(
  rows: number,
  cols: number,
  make: (n: number) => Values,
): Record<string, NdArray> {
  const n = rows * cols;
  const shape = [rows, cols];
  const wide = cols + 3;
  return {
    contiguous: view(make(n), shape),
    "behind others": view(make(n + 5), shape, [cols, 1], 5),
    transposed: view(make(n), shape, [1, rows]),
    "with rows reversed": view(make(n), shape, [-cols, 1], n - cols),
    "with columns reversed": view(make(n), shape, [cols, -1], cols - 1),
    reversed: view(make(n), shape, [-cols, -1], n - 1),
    "part of a wider table": view(make((rows + 2) * wide), shape, [wide, 1], wide + 2),
    "every other column": view(make(2 * n), shape, [2 * cols, 2], 1),
    "a row": view(make(cols), [cols]),
    "a row of a table": view(make(3 * cols), [1, cols], [cols, 1], cols),
    "a repeated row": view(make(cols), shape, [0, 1]),
    "a column": view(make(rows), [rows, 1]),
    "a column of a table": view(make(rows * 5), [rows, 1], [5, 1], 3),
    "a repeated column": view(make(rows), shape, [1, 0]),
    "one number": view(make(3), [], [], 2),
  };
}

/** Element (i, j) of an array that broadcasts to a table, read by the definition of strides. */
export function element(x: NdArray, i: number, j: number): number {
  const index = [i, j].slice(2 - x.shape.length);
  let at = x.offset;
  index.forEach((value, axis) => {
    if (x.shape[axis] !== 1) at += value * x.stride[axis];
  });
  return x.data[at];
}

/** The first place where two lists of numbers differ, −0 from 0, too; `null` if none does. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): string | null {
  if (actual.length !== expected.length) return `length ${actual.length}, not ${expected.length}`;
  for (let i = 0; i < actual.length; i++) {
    if (!Object.is(actual[i], expected[i])) return `[${i}]: ${actual[i]}, not ${expected[i]}`;
  }
  return null;
}

export function arrayDifference(actual: NdArray, expected: NdArray): string | null {
  const kind = (x: NdArray) => `${dtypeOf(x)} [${x.shape.join(", ")}]`;
  if (kind(actual) !== kind(expected)) return `${kind(actual)}, not ${kind(expected)}`;
  return difference(flat(actual), flat(expected));
}

const cell = new Float64Array(1);
const bits = new BigUint64Array(cell.buffer);

/** The distance of a dtype's numbers at x. */
function spacing(dtype: Dtype, x: number): number {
  cell[0] = x;
  const exponent = Number((bits[0] >> 52n) & 0x7ffn) - 1023;
  if (dtype === "float64") return 2 ** (Math.min(Math.max(exponent, -1022), 1023) - 52);
  return 2 ** (Math.min(Math.max(exponent, -126), 127) - 23);
}

/**
 * What is wrong with a number that should be `exact` within so many spacings at `term`; `null` if
 * nothing is.
 */
export function wrong(
  dtype: Dtype,
  actual: number,
  exact: number,
  ulps: number,
  term = exact,
): string | null {
  if (Object.is(actual, round(dtype, exact))) return null;
  const text = `${actual}, not ${exact}`;
  if (Number.isNaN(actual) || Number.isNaN(exact)) return text;
  const end = dtype === "float32" ? 2 ** 128 : Infinity;
  const value = Math.abs(actual) === Infinity ? Math.sign(actual) * end : actual;
  if (value === 0 && term === exact && Object.is(value, -0) !== (exact < 0 || Object.is(exact, -0)))
    return text;
  const error = Math.abs(value - exact) / spacing(dtype, term);
  return error <= ulps ? null : `${text}: ${error} ulp`;
}

/** Calls `f`, and tells whether it changed any bit of the arrays' data. */
export function areUnchanged(arrays: readonly NdArray[], f: () => void): boolean {
  const bytesOf = ({ data }: NdArray) =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const before = arrays.map((x) => bytesOf(x).slice());
  f();
  return arrays.every((x, k) => bytesOf(x).every((byte, i) => byte === before[k][i]));
}

/** An array in the middle of a larger one that holds 7 elsewhere. */
export function framed(dtype: Dtype, n: number): { inner: Values; isIntact: () => boolean } {
  const whole = typed(dtype, new Array<number>(n + 32).fill(7));
  const isFrame = (_: number, i: number) => i < 16 || i >= 16 + n;
  return {
    inner: whole.subarray(16, 16 + n),
    isIntact: () =>
      Array.from(whole)
        .filter(isFrame)
        .every((value) => value === 7),
  };
}
