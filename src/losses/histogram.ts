/** Counts of gradient norms. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";

/** The number of gradient norms in each bin. */
export interface Histogram {
  /** Row-major [classes, bins]. */
  counts: number[];
  /** N of each class: the sum of its mask. */
  numLabels: number[];
}

/** {@link GradientDensity.merge} */
export function mergeHistograms(parts: readonly Histogram[]): Histogram {
  array.checkList(parts, "GradientDensity.merge", "[first, second], each from histogram()");
  parts.forEach((part) => {
    checkHistogram(part);
  });
  const sizes = parts.map((part) => `${part.numLabels.length} × ${part.counts.length}`);
  if (new Set(sizes).size !== 1) {
    throw new RangeError(
      `GradientDensity.merge needs histograms of one size, not [${sizes.join(", ")}] ` +
        `(classes × bins in all)`,
    );
  }
  const add = (a: number[], b: number[]) => a.map((value, k) => value + b[k]);
  return parts.reduce((total, part) => ({
    counts: add(total.counts, part.counts),
    numLabels: add(total.numLabels, part.numLabels),
  }));
}

export function checkHistogram(histogram: Histogram): void {
  const isHistogram = array.hasFields(histogram, "counts", "numLabels");
  array.checkType(isHistogram, "GradientDensity: a histogram has counts and numLabels", histogram);
  const { counts, numLabels } = histogram;
  const isSum = (value: number) => value >= 0 && value < Infinity;
  array.checkEntries("GradientDensity: counts", counts, isSum, "finite numbers ≥ 0");
  array.checkEntries("GradientDensity: numLabels", numLabels, isSum, "finite numbers ≥ 0");
}

/** What a {@link GradientDensity} has. */
interface Bins {
  readonly options: { readonly bins: number; readonly classes: number };
  binOf(g: NdArray): Int32Array;
}

/**
 * The histogram of a batch in which each element counts by its weight: one of weight k as k copies of
 * it. {@link GradientDensity.given} takes it.
 *
 * @param density - has the bins and classes.
 * @param g - gradient norms, of any shape.
 * @param weights - one number ≥ 0 for each, row-major, not all 0. They are scaled to mean 1 in the batch,
 * so that only their ratios matter, beside other batches, too.
 */
export function weightedHistogram(
  density: Bins,
  g: NdArray,
  weights: ArrayLike<number>,
): Histogram {
  const { bins, classes } = density.options;
  const scale = weights.length / Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const counts = new Array<number>(classes * bins).fill(0);
  const numLabels = new Array<number>(classes).fill(0);
  density.binOf(g).forEach((bin, i) => {
    const weight = weights[i] * scale;
    numLabels[i % classes] += weight;
    if (bin >= 0) counts[(i % classes) * bins + bin] += weight;
  });
  return { counts, numLabels };
}
