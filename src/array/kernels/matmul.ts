/** Matrix products in WebAssembly. */
import { binaryKernels, type Kernels } from "./module.js";
import {
  begin,
  copyOut,
  fresh,
  part,
  put,
  putAt,
  room,
  take,
  type Strided,
  type Values,
} from "./scratch.js";

/** A product whose operands together take more bytes than this is computed in parts. */
let limit = 2 ** 26;

/**
 * For tests: computes products in parts without large matrices.
 *
 * @param bytes - the most that the operands of one part may take.
 */
export function setLimit(bytes: number): void {
  limit = bytes;
}

/** A longer sum is made of sums of this many terms, whatever n and m are. */
const mostDepth = 2 ** 16;

/**
 * A·B, or A·B + bias with the bias added to each row; row-major. n, m and k must be > 0.
 *
 * @param kernels - the WebAssembly module.
 * @param n - rows of A.
 * @param m - columns of B.
 * @param k - columns of A and rows of B.
 * @param a - A.
 * @param b - B, of the same dtype.
 * @param bias - m numbers of that dtype.
 */
export function multiply(
  kernels: Kernels,
  n: number,
  m: number,
  k: number,
  a: Strided,
  b: Strided,
  bias: Values | null,
): Values {
  if (k <= mostDepth && bytesOf(n, m, k, a.values) <= limit) {
    return copyOut(product(kernels, n, m, k, a, b, bias), n * m, a.values);
  }
  const out = fresh([n, m], a.values);
  multiplyInto(kernels, n, m, k, a, b, { values: out, offset: 0, row: m, col: 1 });
  if (bias !== null) for (let i = 0; i < out.length; i++) out[i] += bias[i % m];
  return out;
}

/**
 * out = A·B, as in `multiply`.
 *
 * @param kernels - the WebAssembly module.
 * @param n - rows of A.
 * @param m - columns of B.
 * @param k - columns of A and rows of B.
 * @param a - A.
 * @param b - B, of the same dtype.
 * @param out - an n × m matrix whose rows are contiguous.
 */
export function multiplyInto(
  kernels: Kernels,
  n: number,
  m: number,
  k: number,
  a: Strided,
  b: Strided,
  out: Strided,
): void {
  for (let start = 0; start < k; start += mostDepth) {
    const depth = Math.min(mostDepth, k - start);
    multiplyPart(kernels, n, m, depth, at(a, 0, start), at(b, start, 0), out, start > 0);
  }
}

/** The part of a matrix that begins at row i and column j. */
function at(x: Strided, i: number, j: number): Strided {
  return { ...x, offset: x.offset + i * x.row + j * x.col };
}

/** out = A·B, or out + A·B; if the product is too large, in halves along the longer side. */
function multiplyPart(
  kernels: Kernels,
  n: number,
  m: number,
  k: number,
  a: Strided,
  b: Strided,
  out: Strided,
  isAdded: boolean,
): void {
  if (bytesOf(n, m, k, out.values) <= limit || (n === 1 && m === 1)) {
    takeRows(product(kernels, n, m, k, a, b, null), n, m, out, isAdded);
  } else if (n >= m) {
    const top = Math.ceil(n / 2);
    multiplyPart(kernels, top, m, k, a, b, out, isAdded);
    multiplyPart(kernels, n - top, m, k, at(a, top, 0), b, at(out, top, 0), isAdded);
  } else {
    const left = Math.ceil(m / 2);
    multiplyPart(kernels, n, left, k, a, b, out, isAdded);
    multiplyPart(kernels, n, m - left, k, a, at(b, 0, left), at(out, 0, left), isAdded);
  }
}

function bytesOf(n: number, m: number, k: number, out: Values): number {
  return out.BYTES_PER_ELEMENT * (2 * n * k + k * m + n * m);
}

/** Computes A·B, or A·B + bias, and returns its address in the kernels' memory. */
function product(
  kernels: Kernels,
  n: number,
  m: number,
  k: number,
  a: Strided,
  b: Strided,
  bias: Values | null,
): number {
  begin(kernels);
  const A = putMatrix(a, n, k);
  const B = putMatrix(b, k, m);
  const added = bias === null ? 0 : put(bias);
  const size = a.values.BYTES_PER_ELEMENT;
  const y = room(n * m * size);
  const isSingle = size === 4;
  const timesVector = isSingle ? kernels.timesVector32 : kernels.timesVector64;
  const rowTimes = isSingle ? kernels.rowTimes32 : kernels.rowTimes64;
  const multiplied = isSingle ? kernels.product32 : kernels.product64;
  // Products with a vector need no packing. Yᵀ = Bᵀ·Aᵀ turns a column into a row. A single row is
  // summed in the same order as many rows: its result must not depend on how many others there are.
  if (m === 1 && A.row === 1) rowTimes(n, k, B.at, B.row, A.at, A.col, y);
  else if (m === 1 && A.col === 1 && B.row === 1) timesVector(n, k, A.at, A.row, B.at, y);
  else if (n === 1 && B.col === 1) rowTimes(m, k, A.at, A.col, B.at, B.row, y);
  else {
    const space = room(k * (32 + 4 * Math.ceil(n / 4) * size));
    multiplied(n, m, k, A.at, A.row, A.col, B.at, B.row, B.col, added, y, space);
    return y;
  }
  if (bias !== null) {
    const binary = isSingle ? kernels.binary32 : kernels.binary64;
    binary(binaryKernels.add, 1, n * m, y, 0, 1, added, 0, m === 1 ? 0 : 1, y);
  }
  return y;
}

/**
 * Copies a matrix into the kernels' memory: as one block, or, if there is much between its rows or
 * columns, line by line: then its elements must be side by side in one direction.
 */
function putMatrix(x: Strided, rows: number, cols: number) {
  const { values, offset, row, col } = x;
  const span = (rows - 1) * row + (cols - 1) * col + 1;
  if (span <= 2 * rows * cols) return { at: put(part(values, offset, offset + span)), row, col };
  const size = values.BYTES_PER_ELEMENT;
  const [line, count, length] = row >= col ? [row, rows, cols] : [col, cols, rows];
  const address = room(rows * cols * size);
  for (let i = 0; i < count; i++) {
    const start = offset + i * line;
    putAt(address + i * length * size, values.subarray(start, start + length));
  }
  return row >= col ? { at: address, row: cols, col: 1 } : { at: address, row: 1, col: rows };
}

function takeRows(address: number, n: number, m: number, out: Strided, isAdded: boolean): void {
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
