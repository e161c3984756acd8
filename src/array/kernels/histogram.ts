/** GHM's histogram of gradient norms in WebAssembly. */
import type { Kernels } from "./load.js";
import { begin, BLOCK, part, put, putWith, room, take, zeros32, type Values } from "./scratch.js";

/** How many of `g` are in each of the bins. */
export function countBins(kernels: Kernels, g: Values, bins: number, lastEdge: number): number[] {
  const isSingle = g instanceof Float32Array;
  const run = isSingle ? kernels.countBins32 : kernels.countBins64;
  const counts = new Array<number>(bins).fill(0);
  const tables = isSingle ? 4 : 2; // one for each lane
  const size = BLOCK / g.BYTES_PER_ELEMENT;
  for (let start = 0; start < g.length; start += size) {
    const block = part(g, start, Math.min(start + size, g.length));
    begin(kernels);
    const from = putWith(block, NaN); // what fills the last vector is in no bin
    const to = room(tables * (bins + 1) * 4);
    const found = zeros32(to, tables * (bins + 1));
    run(block.length, bins, lastEdge, from, to);
    for (let j = 0; j < bins; j++) {
      for (let table = 0; table < tables; table++) counts[j] += found[table * (bins + 1) + j];
    }
  }
  return counts;
}

/** out[i] = the value of the bin that g[i] is in; 0 where it is in none. */
export function takeBins(
  kernels: Kernels,
  g: Values,
  ofBin: Values,
  lastEdge: number,
  out: Values,
): void {
  const bins = ofBin.length;
  const run = g instanceof Float32Array ? kernels.takeBins32 : kernels.takeBins64;
  const size = BLOCK / g.BYTES_PER_ELEMENT;
  for (let start = 0; start < g.length; start += size) {
    const block = part(g, start, Math.min(start + size, g.length));
    begin(kernels);
    const from = put(block);
    const table = putWith(ofBin, 0); // what follows the last bin is the value of none
    const to = room(block.byteLength);
    run(block.length, bins, lastEdge, from, table, to);
    take(to, part(out, start, start + block.length));
  }
}
