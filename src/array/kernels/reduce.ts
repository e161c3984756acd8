/** Sums in WebAssembly, in float64 for both dtypes. */
import type { Kernels } from "./module.js";
import {
  begin,
  blockSize,
  eachTile,
  part,
  put,
  putAt,
  read64,
  room,
  zeros64,
  type Values,
} from "./scratch.js";

/**
 * Σ over the rows of a table: `cols` sums, valid until the next call.
 *
 * @param kernels - the WebAssembly module.
 * @param x - the table, contiguous and row-major.
 * @param rows - its rows.
 * @param cols - its columns.
 */
export function sumRows(kernels: Kernels, x: Values, rows: number, cols: number): Float64Array {
  const run = x instanceof Float32Array ? kernels.sumRows32 : kernels.sumRows64;
  begin(kernels);
  const to = room(cols * 8);
  zeros64(to, cols);
  const from = room(Math.min(x.length, blockSize(x)) * x.BYTES_PER_ELEMENT);
  // One row after the other, across tiles: so a column's sum does not depend on how many there are.
  eachTile(rows, cols, blockSize(x), (top, bottom, left, right) => {
    putAt(from, part(x, top * cols + left, (bottom - 1) * cols + right));
    run(bottom - top, right - left, from, to + left * 8);
  });
  return read64(to, cols);
}

/**
 * Σ over each row of a table: `rows` sums, valid until the next call.
 *
 * @param kernels - the WebAssembly module.
 * @param x - the table, contiguous and row-major.
 * @param rows - its rows.
 * @param cols - its columns.
 */
export function sumLines(kernels: Kernels, x: Values, rows: number, cols: number): Float64Array {
  const run = x instanceof Float32Array ? kernels.sumLines32 : kernels.sumLines64;
  const sumTile = (top: number, bottom: number, left: number, right: number) => {
    begin(kernels);
    const from = put(part(x, top * cols + left, (bottom - 1) * cols + right));
    const to = room((bottom - top) * 8);
    run(bottom - top, right - left, from, to);
    return read64(to, bottom - top);
  };
  if (x.length <= blockSize(x)) return sumTile(0, rows, 0, cols);
  const sums = new Float64Array(rows);
  eachTile(rows, cols, blockSize(x), (top, bottom, left, right) => {
    sumTile(top, bottom, left, right).forEach((sum, i) => (sums[top + i] += sum));
  });
  return sums;
}

/**
 * Σ a·b
 *
 * @param kernels - the WebAssembly module.
 * @param a - contiguous elements.
 * @param b - as many, of the same dtype.
 */
export function dot(kernels: Kernels, a: Values, b: Values): number {
  const run = a instanceof Float32Array ? kernels.dot32 : kernels.dot64;
  const step = blockSize(a);
  let total = 0;
  for (let start = 0; start < a.length; start += step) {
    begin(kernels);
    const end = Math.min(start + step, a.length);
    const x = put(part(a, start, end));
    const y = put(part(b, start, end));
    total += run(end - start, x, y);
  }
  return total;
}
