/** Matrix products in WebAssembly. */
import type { Kernels } from "./load.js";
import { begin, part, put, room, take, type Values } from "./scratch.js";

/** Element (i, j) of a matrix stands at offset + i·row + j·col. */
export interface Matrix {
  values: Values;
  offset: number;
  row: number;
  col: number;
}

/** A product whose operands take more bytes than this together is made of smaller ones. */
let limit = 2 ** 26;

/** For tests: products in parts, without large matrices. */
export function setLimit(bytes: number): void {
  limit = bytes;
}

/**
 * out = A·B, or out + A·B, for A [n, k] and B [k, m] of one dtype, n, m, k > 0. The rows of `out`
 * are contiguous.
 */
export function multiply(
  kernels: Kernels,
  n: number,
  m: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Matrix,
  isAdded = false,
): void {
  if (bytesOf(n, m, k, out.values) > limit && Math.max(n, m, k) > 1) {
    // In two halves along the longest of the three.
    const half = (size: number) => Math.ceil(size / 2);
    const from = (x: Matrix, i: number, j: number) => {
      return { ...x, offset: x.offset + i * x.row + j * x.col };
    };
    if (n >= Math.max(m, k)) {
      const top = half(n);
      multiply(kernels, top, m, k, a, b, out, isAdded);
      multiply(kernels, n - top, m, k, from(a, top, 0), b, from(out, top, 0), isAdded);
    } else if (m >= k) {
      const left = half(m);
      multiply(kernels, n, left, k, a, b, out, isAdded);
      multiply(kernels, n, m - left, k, a, from(b, 0, left), from(out, 0, left), isAdded);
    } else {
      const first = half(k);
      multiply(kernels, n, m, first, a, b, out, isAdded);
      multiply(kernels, n, m, k - first, from(a, 0, first), from(b, first, 0), out, true);
    }
    return;
  }
  takeRows(product(kernels, n, m, k, a, b), n, m, out, isAdded);
}

/** out = A·B + b, b being added to each row, of matrices as `multiply` has them; `false` if they are too large. */
export function affine(
  kernels: Kernels,
  n: number,
  m: number,
  k: number,
  a: Matrix,
  b: Matrix,
  bias: Values,
  out: Values,
): boolean {
  if (bytesOf(n, m, k, out) > limit) return false;
  const y = product(kernels, n, m, k, a, b);
  const size = out.BYTES_PER_ELEMENT;
  const from = put(bias);
  const to = room(n * m * size);
  const add = size === 4 ? kernels.binary32 : kernels.binary64;
  add(0, n, m, y, m, 1, from, 0, 1, to);
  take(to, out);
  return true;
}

function bytesOf(n: number, m: number, k: number, out: Values): number {
  return out.BYTES_PER_ELEMENT * (2 * n * k + k * m + n * m);
}

/** The address of A·B in the kernels' memory. */
function product(kernels: Kernels, n: number, m: number, k: number, a: Matrix, b: Matrix): number {
  begin(kernels);
  const A = putMatrix(a, n, k);
  const B = putMatrix(b, k, m);
  const size = a.values.BYTES_PER_ELEMENT;
  const y = room(n * m * size);
  const isSingle = size === 4;
  const timesVector = isSingle ? kernels.timesVector32 : kernels.timesVector64;
  const rowTimes = isSingle ? kernels.rowTimes32 : kernels.rowTimes64;
  const multiplied = isSingle ? kernels.product32 : kernels.product64;
  // Products with a vector do without packing. Yᵀ = Bᵀ·Aᵀ makes a row of a column.
  if (m === 1 && A.row === 1) rowTimes(n, k, B.at, B.row, A.at, A.col, y);
  else if (m === 1 && A.col === 1 && B.row === 1) timesVector(n, k, A.at, A.row, B.at, y);
  else if (n === 1 && B.col === 1) rowTimes(m, k, A.at, A.col, B.at, B.row, y);
  else if (n === 1 && B.row === 1 && A.col === 1) timesVector(m, k, B.at, B.col, A.at, y);
  else {
    const space = room(k * (32 + 4 * Math.ceil(n / 4) * size));
    multiplied(n, m, k, A.at, A.row, A.col, B.at, B.row, B.col, y, space);
  }
  return y;
}

/** Copies the elements between a matrix's first and last into the kernels' memory. */
function putMatrix(x: Matrix, rows: number, cols: number) {
  const end = x.offset + (rows - 1) * x.row + (cols - 1) * x.col + 1;
  const at = put(part(x.values, x.offset, end));
  return { at, row: x.row, col: x.col };
}

function takeRows(address: number, n: number, m: number, out: Matrix, isAdded: boolean): void {
  const { values, offset, row } = out;
  if (!isAdded && row === m) {
    take(address, part(values, offset, offset + n * m));
    return;
  }
  const line = values.slice(0, m);
  for (let i = 0; i < n; i++) {
    take(address + i * m * values.BYTES_PER_ELEMENT, line);
    const start = offset + i * row;
    if (isAdded) for (let j = 0; j < m; j++) values[start + j] += line[j];
    else values.set(line, start);
  }
}
