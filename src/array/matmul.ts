/** Matrix products. */
import { add } from "./elementwise.js";
import { kernelsFor } from "./kernels/load.js";
import * as wasm from "./kernels/matmul.js";
import type { Strided } from "./kernels/scratch.js";
import {
  dtypeOf,
  flat,
  promote,
  sizeOf,
  view,
  zeros,
  type NdArray,
  type Values,
} from "./ndarray.js";
import { allAxes, broadcastShapes, showShape } from "./shape.js";
import { broadcastTo, permute } from "./view.js";

/** WebAssembly is faster even for the smallest matrices. */
const smallest = 1;

/**
 * Y = A·B, for the matrices in the last two axes. The axes before them broadcast.
 *
 * @param a - of shape [..., n, k].
 * @param b - of shape [..., k, m].
 * @throws RangeError naming both shapes if the inner sizes differ.
 */
export function matmul(a: NdArray, b: NdArray): NdArray {
  const [n, inner] = a.shape.slice(-2);
  const [innerB, m] = b.shape.slice(-2);
  if (inner !== innerB) {
    throw new RangeError(
      `matmul: shapes ${showShape(a.shape)} and ${showShape(b.shape)} do not fit: ` +
        `A has ${inner} columns and B has ${innerB} rows; they must be equal`,
    );
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2), "matmul (batch axes)");
  const kernels = dtypeOf(a) === dtypeOf(b) ? kernelsFor(n * m * inner, smallest) : null;
  if (kernels !== null && batch.length === 0) {
    return view(wasm.multiply(kernels, n, m, inner, matrix(a), matrix(b), null), [n, m]);
  }
  const out = zeros([...batch, n, m], promote([a, b]));
  if (out.size === 0) return out;
  const rows = flat(broadcastTo(a, [...batch, n, inner]));
  const spreadB = broadcastTo(b, [...batch, inner, m]);
  // A loop needs the columns of B contiguous: the product of two contiguous lines is fast.
  const columns = flat(kernels === null ? transposeLast(spreadB) : spreadB);
  for (let k = 0; k < sizeOf(batch); k++) {
    if (kernels === null) {
      const part = (values: Values, size: number) => values.subarray(k * size, (k + 1) * size);
      multiply(part(rows, n * inner), part(columns, m * inner), part(out.data, n * m), n, m);
    } else {
      const left = rowMajor(rows, k * n * inner, inner);
      const right = rowMajor(columns, k * inner * m, m);
      wasm.multiplyInto(kernels, n, m, inner, left, right, rowMajor(out.data, k * n * m, m));
    }
  }
  return out;
}

/**
 * Y = X·W + b; the vector b is added to each row.
 *
 * @param x - of shape [n, k].
 * @param w - of shape [k, m].
 * @param b - of shape [m].
 * @throws RangeError naming both shapes if the inner sizes differ.
 */
export function affine(x: NdArray, w: NdArray, b: NdArray): NdArray {
  const [n, k] = x.shape;
  const m = w.shape[1];
  const isOneDtype = dtypeOf(x) === dtypeOf(w) && dtypeOf(w) === dtypeOf(b);
  const fits = w.shape[0] === k && b.shape[0] === m && isOneDtype;
  const kernels = fits ? kernelsFor(n * m * k, smallest) : null;
  if (kernels === null) return add(matmul(x, w), b);
  return view(wasm.multiply(kernels, n, m, k, matrix(x), matrix(w), flat(b)), [n, m]);
}

function rowMajor(values: Values, offset: number, cols: number): Strided {
  return { values, offset, row: cols, col: 1 };
}

/**
 * A matrix with its strides, of which the smaller is 1, or both are at most 1. It is copied if it is
 * not so, or much of the memory that it spans is not its own.
 */
function matrix(x: NdArray): Strided {
  const [rows, cols] = x.shape;
  const [row, col] = x.stride;
  const span = (rows - 1) * row + (cols - 1) * col + 1;
  const hasLines = Math.min(row, col) === 1 || Math.max(row, col) <= 1;
  const isDense = row >= 0 && col >= 0 && hasLines && span <= 2 * x.size;
  return isDense ? { values: x.data, offset: x.offset, row, col } : rowMajor(flat(x), 0, cols);
}

/**
 * out[i, j] = rows[i]·columns[j], summed in float64. Three rows by three columns at a time, so that
 * each number that is read is used three times. At the edges, the last line is computed again.
 */
function multiply(rows: Values, columns: Values, out: Values, n: number, m: number): void {
  const inner = rows.length / n;
  for (let i = 0; i < n; i += 3) {
    const i1 = Math.min(i + 1, n - 1);
    const i2 = Math.min(i + 2, n - 1);
    for (let j = 0; j < m; j += 3) {
      const j1 = Math.min(j + 1, m - 1);
      const j2 = Math.min(j + 2, m - 1);
      let [y00, y01, y02, y10, y11, y12, y20, y21, y22] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < inner; k++) {
        const b0 = columns[j * inner + k];
        const b1 = columns[j1 * inner + k];
        const b2 = columns[j2 * inner + k];
        const a0 = rows[i * inner + k];
        y00 += a0 * b0;
        y01 += a0 * b1;
        y02 += a0 * b2;
        const a1 = rows[i1 * inner + k];
        y10 += a1 * b0;
        y11 += a1 * b1;
        y12 += a1 * b2;
        const a2 = rows[i2 * inner + k];
        y20 += a2 * b0;
        y21 += a2 * b1;
        y22 += a2 * b2;
      }
      out[i * m + j] = y00;
      out[i * m + j1] = y01;
      out[i * m + j2] = y02;
      out[i1 * m + j] = y10;
      out[i1 * m + j1] = y11;
      out[i1 * m + j2] = y12;
      out[i2 * m + j] = y20;
      out[i2 * m + j1] = y21;
      out[i2 * m + j2] = y22;
    }
  }
}

function transposeLast(x: NdArray): NdArray {
  const axes = allAxes(x.shape.length);
  return permute(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
