/** Sums in WebAssembly, in float64 whatever the elements are. */
import type { Kernels } from "./load.js";
import { begin, BLOCK, part, put, read64, room, take, type Values } from "./scratch.js";

/** Σ over the rows of a table: `cols` sums. */
export function sumRows(kernels: Kernels, x: Values, rows: number, cols: number): Float64Array {
  const run = x instanceof Float32Array ? kernels.sumRows32 : kernels.sumRows64;
  const size = BLOCK / x.BYTES_PER_ELEMENT;
  const sums = new Float64Array(cols);
  // Several rows at once; or one, of which a part at once.
  const height = Math.max(1, Math.floor(size / cols));
  const width = height > 1 ? cols : Math.min(size, cols);
  for (let left = 0; left < cols; left += width) {
    const right = Math.min(left + width, cols);
    const ofBlock = part(sums, left, right);
    for (let row = 0; row < rows; row += height) {
      const end = Math.min(row + height, rows);
      begin(kernels);
      const from = put(part(x, row * cols + left, (end - 1) * cols + right));
      const to = put(ofBlock);
      run(end - row, right - left, from, to);
      take(to, ofBlock);
    }
  }
  return sums;
}

/** Σ over each row of a table: as many sums as rows. */
export function sumLines(kernels: Kernels, x: Values, rows: number, cols: number): Float64Array {
  const run = x instanceof Float32Array ? kernels.sumLines32 : kernels.sumLines64;
  const size = BLOCK / x.BYTES_PER_ELEMENT;
  const sums = new Float64Array(rows);
  const height = Math.max(1, Math.floor(size / cols));
  const width = height > 1 ? cols : Math.min(size, cols);
  for (let row = 0; row < rows; row += height) {
    const end = Math.min(row + height, rows);
    for (let left = 0; left < cols; left += width) {
      const right = Math.min(left + width, cols);
      begin(kernels);
      const from = put(part(x, row * cols + left, (end - 1) * cols + right));
      const to = room((end - row) * 8);
      run(end - row, right - left, from, to);
      read64(to, end - row).forEach((sum, i) => (sums[row + i] += sum));
    }
  }
  return sums;
}

/** Σ a·b */
export function dot(kernels: Kernels, a: Values, b: Values): number {
  const run = a instanceof Float32Array ? kernels.dot32 : kernels.dot64;
  const size = BLOCK / a.BYTES_PER_ELEMENT;
  let total = 0;
  for (let start = 0; start < a.length; start += size) {
    begin(kernels);
    const end = Math.min(start + size, a.length);
    const x = put(part(a, start, end));
    const y = put(part(b, start, end));
    total += run(end - start, x, y);
  }
  return total;
}
