/** The functions of GHM on arrays, in WebAssembly. */
import type { Kernels } from "./module.js";
import {
  begin,
  blockSize,
  inBlocks,
  part,
  put,
  putWith,
  room,
  zeros32,
  type Values,
} from "./scratch.js";

/**
 * |σ(x) − t|, the cross-entropy, and σ(x) − t.
 *
 * @param kernels - the WebAssembly module.
 * @param x - contiguous logits.
 * @param t - as many targets, of the same dtype.
 */
export function logisticLoss(kernels: Kernels, x: Values, t: Values): Values[] {
  const run = x instanceof Float32Array ? kernels.logisticLoss32 : kernels.logisticLoss64;
  return inBlocks(x.length, x, (start, end) => {
    begin(kernels);
    const logits = put(part(x, start, end));
    const targets = put(part(t, start, end));
    const norms = room((end - start) * x.BYTES_PER_ELEMENT);
    run(end - start, logits, targets, norms);
    return [norms, logits, targets]; // two of the results overwrite the operands
  });
}

/**
 * How many elements of `g` are in each bin.
 *
 * @param kernels - the WebAssembly module.
 * @param g - contiguous elements.
 * @param bins - the number of bins.
 * @param lastEdge - where the last bin ends.
 */
export function countBins(kernels: Kernels, g: Values, bins: number, lastEdge: number): number[] {
  const isSingle = g instanceof Float32Array;
  const run = isSingle ? kernels.countBins32 : kernels.countBins64;
  const counts = new Array<number>(bins).fill(0);
  const tables = isSingle ? 4 : 2; // one for each lane
  const step = blockSize(g);
  for (let start = 0; start < g.length; start += step) {
    const block = part(g, start, Math.min(start + step, g.length));
    begin(kernels);
    const from = putWith(block, NaN); // the padding of the last vector is in no bin
    const to = room(tables * (bins + 1) * 4);
    const found = zeros32(to, tables * (bins + 1));
    run(block.length, bins, lastEdge, from, to);
    for (let j = 0; j < bins; j++) {
      for (let table = 0; table < tables; table++) counts[j] += found[table * (bins + 1) + j];
    }
  }
  return counts;
}

/**
 * For each element of `g`, the value of its bin; 0 where it is in none.
 *
 * @param kernels - the WebAssembly module.
 * @param g - contiguous elements.
 * @param ofBin - the value of each bin.
 * @param lastEdge - where the last bin ends.
 */
export function takeBins(
  kernels: Kernels,
  g: Values,
  ofBin: readonly number[],
  lastEdge: number,
): Values {
  const isSingle = g instanceof Float32Array;
  const run = isSingle ? kernels.takeBins32 : kernels.takeBins64;
  const values = isSingle ? new Float32Array(ofBin) : new Float64Array(ofBin);
  const [out] = inBlocks(g.length, g, (start, end) => {
    begin(kernels);
    const from = put(part(g, start, end));
    const table = putWith(values, 0); // the entry after the last bin is for elements in none
    const to = room((end - start) * g.BYTES_PER_ELEMENT);
    run(end - start, ofBin.length, lastEdge, from, table, to);
    return [to];
  });
  return out;
}
