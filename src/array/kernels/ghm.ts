/** What GHM asks of arrays, in WebAssembly. */
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

/** |σ(x) − t|, the cross-entropy, and σ(x) − t. Both are of one dtype and size. */
export function logisticLoss(kernels: Kernels, x: Values, t: Values): Values[] {
  const run = x instanceof Float32Array ? kernels.logisticLoss32 : kernels.logisticLoss64;
  return inBlocks(x.length, x, (start, end) => {
    begin(kernels);
    const logits = put(part(x, start, end));
    const targets = put(part(t, start, end));
    const norms = room((end - start) * x.BYTES_PER_ELEMENT);
    run(end - start, logits, targets, norms);
    return [norms, logits, targets]; // two of the results take the places of what they are made of
  });
}

/** How many of `g` are in each of the bins. */
export function countBins(kernels: Kernels, g: Values, bins: number, lastEdge: number): number[] {
  const isSingle = g instanceof Float32Array;
  const run = isSingle ? kernels.countBins32 : kernels.countBins64;
  const counts = new Array<number>(bins).fill(0);
  const tables = isSingle ? 4 : 2; // one for each lane
  const step = blockSize(g);
  for (let start = 0; start < g.length; start += step) {
    const block = part(g, start, Math.min(start + step, g.length));
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

/** For each of `g` the value of its bin; 0 where it is in none. */
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
    const table = putWith(values, 0); // what follows the last bin is the value of none
    const to = room((end - start) * g.BYTES_PER_ELEMENT);
    run(end - start, ofBin.length, lastEdge, from, table, to);
    return [to];
  });
  return out;
}
