/** Counting elements in bins of [0, 1], the core of GHM. */
import * as fast from "./kernels/histogram.js";
import { kernelsFor, type Kernels } from "./kernels/load.js";
import { array } from "./convert.js";
import { dtypeOf, empty, flat, type NdArray, type Values } from "./ndarray.js";

/** WebAssembly is faster from the first element on. */
const MANY = 1;

/**
 * The borders j/M of `bins` bins that [0, 1] is cut into; the last one ends at `lastEdge`. A bin holds
 * its lower border.
 */
export interface Bins {
  bins: number;
  lastEdge: number;
}

/** The M + 1 borders of the bins. */
export function bordersOf({ bins, lastEdge }: Bins): number[] {
  return Array.from({ length: bins + 1 }, (_, j) => (j === bins ? lastEdge : j / bins));
}

/** The bin of each element, row-major; −1 where it is in none. */
export function binsOf(x: NdArray, options: Bins): Int32Array {
  const { bins } = options;
  // Borders in the dtype of x, as PyTorch has them: the float32 nearest to 0.7 is in the bin [0.7, 0.8).
  const edges = array(bordersOf(options), { dtype: dtypeOf(x) }).data;
  const values = flat(x);
  const found = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let j = Math.min(Math.floor(value * bins), bins - 1);
    // The product rounds, so that at a few edges it is off by one. The comparison is what counts.
    if (value < edges[j]) j -= 1;
    else if (value >= edges[j + 1]) j += 1;
    found[i] = j >= 0 && j < bins ? j : -1;
  }
  return found;
}

/** The kernel holds the number of a bin in 23 bits. */
function kernelFor(values: Values, { bins }: Bins): Kernels | null {
  return bins < 2 ** 22 ? kernelsFor(values.length, MANY) : null;
}

/** How many elements are in each bin. */
export function countBins(x: NdArray, bins: Bins): number[] {
  const values = flat(x);
  const available = kernelFor(values, bins);
  if (available !== null) return fast.countBins(available, values, bins.bins, bins.lastEdge);
  const counts = new Array<number>(bins.bins).fill(0);
  const found = binsOf(x, bins);
  for (let i = 0; i < found.length; i++) if (found[i] >= 0) counts[found[i]] += 1;
  return counts;
}

/** For each element the value of its bin; 0 where it is in none. */
export function takeBins(x: NdArray, bins: Bins, ofBin: readonly number[]): NdArray {
  const values = flat(x);
  const out = empty(x.shape, dtypeOf(x));
  const available = kernelFor(values, bins);
  if (available !== null) {
    const table = empty([ofBin.length], dtypeOf(x)).data;
    table.set(ofBin);
    fast.takeBins(available, values, table, bins.lastEdge, out.data);
    return out;
  }
  const found = binsOf(x, bins);
  for (let i = 0; i < found.length; i++) out.data[i] = found[i] < 0 ? 0 : ofBin[found[i]];
  return out;
}
