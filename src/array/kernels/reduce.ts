/** Sums in WebAssembly, in float64 whatever the elements are. */
import { allocate } from "../allocate.js";
import type { Kernels } from "./load.js";
import { begin, BLOCK, eachTile, part, put, read64, room, take, type Values } from "./scratch.js";

/** Σ over the rows of a table: `cols` sums. */
export function sumRows(kernels: Kernels, x: Values, rows: number, cols: number): Values {
  const run = x instanceof Float32Array ? kernels.sumRows32 : kernels.sumRows64;
  const size = BLOCK / x.BYTES_PER_ELEMENT;
  const sums = allocate(cols, "float64").fill(0);
  eachTile(rows, cols, size, (top, bottom, left, right) => {
    begin(kernels);
    const from = put(part(x, top * cols + left, (bottom - 1) * cols + right));
    const ofTile = part(sums, left, right);
    const to = put(ofTile);
    run(bottom - top, right - left, from, to);
    take(to, ofTile);
  });
  return sums;
}

/** Σ over each row of a table: as many sums as rows. */
export function sumLines(kernels: Kernels, x: Values, rows: number, cols: number): Values {
  const run = x instanceof Float32Array ? kernels.sumLines32 : kernels.sumLines64;
  const size = BLOCK / x.BYTES_PER_ELEMENT;
  const sums = allocate(rows, "float64").fill(0);
  eachTile(rows, cols, size, (top, bottom, left, right) => {
    begin(kernels);
    const from = put(part(x, top * cols + left, (bottom - 1) * cols + right));
    const to = room((bottom - top) * 8);
    run(bottom - top, right - left, from, to);
    read64(to, bottom - top).forEach((sum, i) => (sums[top + i] += sum));
  });
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
