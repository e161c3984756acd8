/** The array functions of GHM: gradient norms, and counting them in bins of [0, 1]. */
import { array } from "./convert.js";
import { abs, binaryCrossEntropy, sigmoid, sigmoidMinus, sub } from "./elementwise.js";
import * as wasm from "./kernels/ghm.js";
import { kernelsFor, type Kernels } from "./kernels/load.js";
import { dtypeOf, flat, view, zeros, type NdArray, type Values } from "./ndarray.js";
import { sameShape } from "./shape.js";

/** The kernels are used for arrays of every size: see `anySize` in elementwise.ts. */
const smallest = 1;

/** What `logisticLoss` finds for each element. */
export interface LogisticLoss {
  /**
   * |p − p*|. p is rounded before the subtraction, as in PyTorch, so that both find the same bin.
   */
  g: NdArray;
  /** −p*·log p − (1 − p*)·log(1 − p), computed as in `binaryCrossEntropy`. */
  loss: NdArray;
  /** p − p*, computed as in `sigmoidMinus`: accurate even where p is near p* = 1. */
  residual: NdArray;
}

/**
 * The gradient norm, the binary cross-entropy and the residual of logits x, with p = σ(x). In one
 * pass if both arrays have the same shape and dtype.
 *
 * @param x - logits, of any shape.
 * @param pStar - the targets p*, of any shape that broadcasts with that of `x`.
 */
export function logisticLoss(x: NdArray, pStar: NdArray): LogisticLoss {
  const dtype = dtypeOf(x);
  if (dtypeOf(pStar) !== dtype || !sameShape(x.shape, pStar.shape)) {
    return {
      g: abs(sub(sigmoid(x), pStar)),
      loss: binaryCrossEntropy(x, pStar),
      residual: sigmoidMinus(x, pStar),
    };
  }
  const [logits, targets] = [flat(x), flat(pStar)];
  const kernels = kernelsFor(logits.length, smallest);
  if (kernels !== null) {
    const [g, loss, residual] = wasm
      .logisticLoss(kernels, logits, targets)
      .map((values) => view(values, x.shape));
    return { g, loss, residual };
  }
  const g = zeros(x.shape, dtype);
  const loss = zeros(x.shape, dtype);
  const residual = zeros(x.shape, dtype);
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i];
    const target = targets[i];
    const e = Math.exp(-value);
    const p = 1 / (1 + e) || Math.exp(value); // as sigmoidOf
    g.data[i] = p; // rounds
    g.data[i] = Math.abs(g.data[i] - target);
    const isPositive = value >= 0;
    const tail = isPositive ? e * p : p; // σ(−|x|), with which log(1 + e^−|x|) = −log(1 − tail)
    const share = isPositive ? 1 - target : -target; // of the label that a large |x| is wrong for
    loss.data[i] = (share === 0 ? 0 : value * share) - Math.log1p(-tail);
    residual.data[i] = isPositive ? share - tail : share + tail;
  }
  return { g, loss, residual };
}

/** [0, 1] cut into bins, with the borders j/M. A bin includes its lower border. */
export interface Bins {
  /** M, the number of bins. */
  bins: number;
  /** Where the last bin ends; it can be above 1, so that the bin includes 1. */
  lastEdge: number;
}

/**
 * The M + 1 borders of the bins.
 *
 * @param options - how many bins, and where the last one ends.
 */
export function bordersOf({ bins, lastEdge }: Bins): number[] {
  return Array.from({ length: bins + 1 }, (_, j) => (j === bins ? lastEdge : j / bins));
}

/**
 * The bin of each element, in row-major order; −1 where it is in none.
 *
 * @param x - of any shape.
 * @param options - the bins.
 */
export function binsOf(x: NdArray, options: Bins): Int32Array {
  const { bins } = options;
  // Borders in the dtype of x, as in PyTorch: the float32 nearest to 0.7 is in the bin [0.7, 0.8).
  const edges = array(bordersOf(options), { dtype: dtypeOf(x) }).data;
  const values = flat(x);
  const found = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let j = Math.min(Math.floor(value * bins), bins - 1);
    // The product is rounded, so j is off by one at a few borders. The comparison decides.
    if (value < edges[j]) j -= 1;
    else if (value >= edges[j + 1]) j += 1;
    found[i] = j >= 0 && j < bins ? j : -1;
  }
  return found;
}

/** `null` for very many bins: the kernels hold the number of a bin in 23 bits. */
function binKernelsFor(values: Values, { bins }: Bins): Kernels | null {
  return bins < 2 ** 22 ? kernelsFor(values.length, smallest) : null;
}

/**
 * How many elements are in each bin.
 *
 * @param x - of any shape.
 * @param bins - the bins.
 */
export function countBins(x: NdArray, bins: Bins): number[] {
  const values = flat(x);
  const kernels = binKernelsFor(values, bins);
  if (kernels !== null) return wasm.countBins(kernels, values, bins.bins, bins.lastEdge);
  const counts = new Array<number>(bins.bins).fill(0);
  for (const j of binsOf(x, bins)) if (j >= 0) counts[j] += 1;
  return counts;
}

/**
 * For each element, the value of its bin; 0 where it is in none.
 *
 * @param x - of any shape.
 * @param bins - the bins.
 * @param ofBin - the M values.
 */
export function takeBins(x: NdArray, bins: Bins, ofBin: readonly number[]): NdArray {
  const values = flat(x);
  const kernels = binKernelsFor(values, bins);
  if (kernels !== null) return view(wasm.takeBins(kernels, values, ofBin, bins.lastEdge), x.shape);
  const out = zeros(x.shape, dtypeOf(x));
  const found = binsOf(x, bins);
  for (let i = 0; i < found.length; i++) out.data[i] = found[i] < 0 ? 0 : ofBin[found[i]];
  return out;
}
