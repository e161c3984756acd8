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

/** Operands are copied in by blocks of about so many bytes, which stay in the second-level cache. */
const blockBytes = 2 ** 18;
/** A block has at most this many terms of a row's sums. */
const mostDepth = 2 ** 16;
/** As in assembly/matmul.ts: the terms of a part, the rows of a group, and the bytes of a stripe. */
const PART = 128;
const GROUP = 32;
const STRIPE = 32;

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
  // Yᵀ = Bᵀ·Aᵀ turns a row into a column.
  if (n === 1 && m > 1) return multiply(kernels, m, 1, k, transposed(b), transposed(a), bias);
  if (bytesOf(n, m, k, a) <= limit) {
    return copyOut(product(kernels, n, m, k, a, b, bias), n * m, a.values);
  }
  const out = fresh([n, m], a.values);
  multiplyInto(kernels, n, m, k, a, b, { values: out, offset: 0, row: m, col: 1 });
  if (bias !== null) for (let i = 0; i < out.length; i++) out[i] += bias[i % bias.length];
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
  if (n === 1 && m > 1) {
    multiplyInto(kernels, m, 1, k, transposed(b), transposed(a), { ...out, row: 1 });
  } else if (bytesOf(n, m, k, a) <= limit || (n === 1 && m === 1)) {
    takeRows(product(kernels, n, m, k, a, b, null), n, m, out);
  } else if (n >= m) {
    const top = Math.ceil(n / 2);
    multiplyInto(kernels, top, m, k, a, b, out);
    multiplyInto(kernels, n - top, m, k, at(a, top, 0), b, at(out, top, 0));
  } else {
    const left = Math.ceil(m / 2);
    multiplyInto(kernels, n, left, k, a, b, out);
    multiplyInto(kernels, n, m - left, k, a, at(b, 0, left), at(out, 0, left));
  }
}

/** The part of a matrix that begins at row i and column j. */
function at(x: Strided, i: number, j: number): Strided {
  return { ...x, offset: x.offset + i * x.row + j * x.col };
}

/**
 * How many rows of A and how many terms are in a block. A is read in the order in which it lies in
 * memory: whole rows; or whole columns, if it is a transposed matrix.
 */
function blockOf(n: number, k: number, a: Strided) {
  const share = blockBytes / a.values.BYTES_PER_ELEMENT;
  if (isTransposed(a)) return { rows: n, depth: multipleOf(PART, share / n, k) };
  const depth = Math.min(k, mostDepth);
  return { rows: multipleOf(GROUP, share / depth, n), depth };
}

const isTransposed = (a: Strided): boolean => a.row < a.col;

/** A multiple of `unit` near x, at least one; or `all`, if that is less. */
function multipleOf(unit: number, x: number, all: number): number {
  return Math.min(all, unit * Math.max(1, Math.floor(x / unit)));
}

/** The bytes that a product takes: a block of A; of B, as it is and packed; the result and its sums. */
function bytesOf(n: number, m: number, k: number, a: Strided): number {
  const { rows, depth } = blockOf(n, k, a);
  return a.values.BYTES_PER_ELEMENT * (rows * depth + 2 * depth * m + 3 * n * m);
}

/**
 * Computes A·B, or A·B + bias, and returns its address in the kernels' memory. If B is a vector, the
 * bias may have a number for each row.
 */
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
  const size = a.values.BYTES_PER_ELEMENT;
  const isSingle = size === 4;
  const timesVector = isSingle ? kernels.timesVector32 : kernels.timesVector64;
  const rowTimes = isSingle ? kernels.rowTimes32 : kernels.rowTimes64;
  const packStripes = isSingle ? kernels.packStripes32 : kernels.packStripes64;
  const multiplied = isSingle ? kernels.product32 : kernels.product64;
  const { rows, depth } = blockOf(n, k, a);
  // Products with a vector need no packing.
  const isVector = m === 1 && (isTransposed(a) ? a.row === 1 : a.col === 1 && b.row === 1);
  const rowBytes = Math.ceil((m * size) / STRIPE) * STRIPE; // of whole stripes
  const sumsRow = isVector ? 8 : (rowBytes / size) * 8; // in float64
  const isWhole = depth === k; // then nothing needs to be kept of a block

  const added = bias === null ? 0 : put(bias);
  const y = room((n * m + 8) * size);
  const atA = room(spaceFor(rows, depth) * size);
  const atB = room(spaceFor(depth, m) * size);
  const packed = isVector ? 0 : room(depth * rowBytes);
  const sums = k <= PART ? 0 : room(((isWhole ? rows : n) + 8) * sumsRow);
  const space = room((isVector ? n : GROUP * depth) * size + 4 * STRIPE);

  for (let start = 0; start < k; start += depth) {
    const terms = Math.min(depth, k - start);
    const isFirst = start === 0 ? 1 : 0;
    const isLast = start + terms === k;
    const B = putMatrix(b, start, 0, terms, m, atB);
    if (!isVector) packStripes(terms, m, atB, B.row, B.col, packed);
    for (let top = 0; top < n; top += rows) {
      const count = Math.min(rows, n - top);
      const A = putMatrix(a, top, start, count, terms, atA);
      const sum = isWhole ? sums : sums + top * sumsRow;
      const to = isLast ? y + top * m * size : 0;
      if (!isVector) {
        const inTile = m === 1 ? 0 : added;
        // prettier-ignore
        multiplied(count, m, terms, atA, A.row, A.col, packed, inTile, isFirst, sum, to, space);
      } else if (isTransposed(a)) {
        rowTimes(count, terms, atB, B.row, atA, A.col, isFirst, sum, to, space);
      } else {
        timesVector(count, terms, atA, A.row, atB, isFirst, sum, to);
      }
    }
  }
  if (bias !== null && m === 1) {
    const binary = isSingle ? kernels.binary32 : kernels.binary64;
    binary(binaryKernels.add, 1, n, y, 0, 1, added, 0, bias.length === 1 ? 0 : 1, y);
  }
  return y;
}

/** Aᵀ */
function transposed({ values, offset, row, col }: Strided): Strided {
  return { values, offset, row: col, col: row };
}

/** A matrix may be copied with what lies between its rows, if that is not more than itself. */
const spaceFor = (rows: number, cols: number): number => 2 * rows * cols;

/**
 * Copies part of a matrix to an address, and returns its strides there: as one block, or, if there is
 * much between its rows or columns, line by line: then its elements must be side by side in one
 * direction.
 */
function putMatrix(
  x: Strided,
  top: number,
  left: number,
  rows: number,
  cols: number,
  address: number,
) {
  const { values, row, col } = x;
  const offset = x.offset + top * row + left * col;
  const span = (rows - 1) * row + (cols - 1) * col + 1;
  if (span <= spaceFor(rows, cols)) {
    putAt(address, part(values, offset, offset + span));
    return x;
  }
  const size = values.BYTES_PER_ELEMENT;
  const [line, count, length] = row >= col ? [row, rows, cols] : [col, cols, rows];
  for (let i = 0; i < count; i++) {
    const start = offset + i * line;
    putAt(address + i * length * size, values.subarray(start, start + length));
  }
  return row >= col ? { row: cols, col: 1 } : { row: 1, col: rows };
}

function takeRows(address: number, n: number, m: number, out: Strided): void {
  const { values, offset, row } = out;
  if (row === m) {
    take(address, part(values, offset, offset + n * m));
    return;
  }
  for (let i = 0; i < n; i++) {
    const start = offset + i * row;
    take(address + i * m * values.BYTES_PER_ELEMENT, values.subarray(start, start + m));
  }
}
