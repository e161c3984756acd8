/** How rare each gradient norm is, from a histogram: the quantity by which GHM weighs examples. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import type { Stateful } from "../autograd/index.js";
import { checkArray, checkMaskShape, type Density } from "./density.js";
import { readDensityOptions, type GradientDensityOptions } from "./densityOptions.js";
import { checkHistogram, mergeHistograms, type Histogram } from "./histogram.js";

/** The part of a {@link GradientDensity} that lasts from batch to batch, as plain JSON. */
export interface GradientDensityState {
  /** S of each bin, row-major [classes, bins]. */
  sums: number[];
  /** How often S of each bin was updated, row-major [classes, bins]. */
  updates: number[];
  /** [classes, bins]. */
  shape: [classes: number, bins: number];
}

/**
 * The density of gradient norms, from a histogram: GHM's unit-region approximation (Li, Liu & Wang
 * 2019, sections "Unit Region Approximation" and "EMA"; mmdetection's `GHMC`).
 *
 * $[0, 1]$ is cut into M bins. Let $R$ be the number of examples in the bin of $g$ or, with
 * momentum, its moving average $S$, and let n be the number of non-empty bins. Then
 * $GD(g) = R \cdot n$ and $\beta = N / GD(g)$. With the default options, and if every g is in some
 * bin, the weights of a batch have mean 1.
 *
 * With momentum, `emaStart` says where S of a bin starts. `"zero"` makes the first weights
 * 1/(1 − α) times too large, as in mmdetection. `"first-batch"` starts from the first count that is
 * not 0. `"debiased"` divides S by 1 − αᵗ after t updates, as Adam does.
 *
 * After each batch, `counts`, `density` and `beta` describe that batch.
 *
 * ```ts
 * const density = new GradientDensity({ bins: 30, momentum: 0.75 });
 * ghmcLoss(model.forward(x), y, { density }).backward();
 * ```
 */
export class GradientDensity implements Density, Stateful<GradientDensityState> {
  readonly options: {
    readonly [K in keyof GradientDensityOptions]-?: NonNullable<GradientDensityOptions[K]>;
  };
  /** The M + 1 borders of the bins; a bin contains its lower border. */
  readonly edges: readonly number[];
  /** The number of elements in each bin, in the last batch; row-major [classes, bins]. */
  counts: readonly number[];
  /**
   * GD of each bin, in the last batch; row-major [classes, bins], `null` where the bin is empty.
   */
  density: readonly (number | null)[];
  /** β of each bin, in the last batch; row-major [classes, bins], `null` where the bin is empty. */
  beta: readonly (number | null)[];
  #frozen = false;
  #state: GradientDensityState;

  /**
   * @param options - the bins, their moving average and limits; the defaults are in the fields.
   * @throws RangeError if an option is out of its range.
   */
  constructor(options: GradientDensityOptions = {}) {
    this.options = readDensityOptions(options);
    const { bins, classes } = this.options;
    this.edges = array.bordersOf(this.options);
    const size = classes * bins;
    this.counts = new Array<number>(size).fill(0);
    this.density = new Array<null>(size).fill(null);
    this.beta = new Array<null>(size).fill(null);
    this.#state = {
      sums: new Array<number>(size).fill(0),
      updates: new Array<number>(size).fill(0),
      shape: [classes, bins],
    };
  }

  /**
   * Set it during evaluation: batches are then weighed as usual, but do not change S. Default
   * `false`.
   *
   * @throws TypeError if it is set to anything but `true` or `false`.
   */
  get frozen(): boolean {
    return this.#frozen;
  }
  set frozen(frozen: boolean) {
    const isBoolean = typeof frozen === "boolean";
    array.checkType(isBoolean, "GradientDensity: frozen must be true or false", frozen);
    this.#frozen = frozen;
  }

  /**
   * Finds the bin of each gradient norm.
   *
   * @param g - gradient norms, of any shape.
   * @returns the bins' numbers from 0, row-major; −1 where an element is in no bin.
   */
  binOf(g: NdArray): Int32Array {
    checkArray("GradientDensity", g);
    return array.binsOf(g, this.options);
  }

  /**
   * Counts a batch without changing the state. For a batch that is spread over several processes,
   * put their histograms together with {@link GradientDensity.merge}, and let each process weigh
   * its part with the density that {@link GradientDensity.given} returns.
   *
   * @param g - gradient norms, of any shape; with `classes`, of shape [..., classes].
   * @param mask - of the same shape: 0 for elements that do not count. Default: all count.
   * @throws RangeError if the mask's shape differs, or g's last axis does not have one entry for
   * each class.
   */
  histogram(g: NdArray, mask?: NdArray): Histogram {
    checkArray("GradientDensity", g);
    return this.#count(g, mask ?? array.full(g.shape, 1));
  }

  #count(g: NdArray, mask: NdArray): Histogram {
    checkMaskShape("GradientDensity", g, mask);
    this.#checkClasses(g);
    const columns = this.#columnsOf(withoutMasked(g, mask));
    const counts = columns.map((column) => array.countBins(column, this.options));
    return {
      counts: counts.length === 1 ? counts[0] : counts.flat(), // flat() takes 0.6 µs
      numLabels: this.#columnsOf(mask).map(array.total),
    };
  }

  /**
   * Adds up the histograms of the parts of a batch.
   *
   * @param parts - at least one, all with the same classes and bins.
   * @returns the histogram of the whole batch.
   * @throws RangeError if there are none, their sizes differ, or they hold anything but numbers ≥ 0.
   */
  static merge(parts: readonly Histogram[]): Histogram {
    return mergeHistograms(parts);
  }

  weigh(g: NdArray, mask: NdArray): NdArray {
    this.#update(this.#count(g, mask));
    return this.#spread(this.beta, g, mask);
  }

  /**
   * Takes the histogram of a whole batch as the next batch, and returns a density that weighs its
   * parts. Use it with `reduction: "sum"`, and divide by the N of the whole.
   *
   * @param histogram - of the whole batch, from {@link GradientDensity.merge}.
   * @throws RangeError if the histogram has other bins or classes, or holds anything but
   * finite numbers ≥ 0.
   */
  given(histogram: Histogram): Density {
    const { bins, classes } = this.options;
    checkHistogram(histogram);
    const { counts, numLabels } = histogram;
    if (counts.length !== classes * bins || numLabels.length !== classes) {
      throw new RangeError(
        `GradientDensity: a histogram of ${numLabels.length} classes and ${counts.length} bins in ` +
          `all does not fit ${classes} × ${bins} bins`,
      );
    }
    this.#update(histogram);
    const { beta } = this;
    return { weigh: (g, mask) => this.#spread(beta, g, mask) };
  }

  /** The elements of each class, a column along the last axis. */
  #columnsOf(x: NdArray): NdArray[] {
    const { classes } = this.options;
    if (classes === 1) return [x];
    const rows = array.reshape(x, [-1, classes]);
    const all = { start: 0, step: 1, size: rows.shape[0] };
    return Array.from({ length: classes }, (_, c) =>
      array.slice(rows, [all, { start: c, step: 1, size: 1 }]),
    );
  }

  #checkClasses(g: NdArray): void {
    const { classes } = this.options;
    if (classes > 1 && g.shape.at(-1) !== classes) {
      throw new RangeError(
        `GradientDensity: with ${classes} classes the last axis must have size ${classes}, but ` +
          `the shape is ${array.showShape(g.shape)}`,
      );
    }
  }

  /** Takes a batch into S, and computes the density and the weight of each bin. */
  #update(histogram: Histogram): void {
    const { bins, normalizer, maxWeight } = this.options;
    const { counts, numLabels } = histogram;
    const level = this.#average(histogram); // R, or S in its place
    const divisors = numLabels.map((_, c) => {
      const ofClass = counts.slice(c * bins, (c + 1) * bins);
      return normalizer === "bins" ? bins : ofClass.filter((count) => count > 0).length; // n
    });
    const ofFilled = (formula: (level: number, n: number, N: number) => number) =>
      counts.map((count, k) => {
        const c = Math.floor(k / bins);
        return count > 0 ? formula(level[k], divisors[c], Math.max(numLabels[c], 1)) : null;
      });
    this.counts = counts;
    this.density = ofFilled((R, n) => R * n);
    this.beta = ofFilled((R, n, N) => Math.min(N / R / n, maxWeight));
  }

  /** The moving average of the counts, with those of a batch; the counts, if there is no momentum. */
  #average({ counts, numLabels }: Histogram): readonly number[] {
    const { bins, momentum, emaStart, emptyBins } = this.options;
    if (momentum === 0) return counts;
    const { sums, updates, shape } = this.state();
    counts.forEach((count, k) => {
      // A batch in which nothing counts says nothing about the density.
      const decays = emptyBins === "decay" && numLabels[Math.floor(k / bins)] > 0;
      const isStart = emaStart === "first-batch" && updates[k] === 0;
      if (count === 0 && (!decays || isStart)) return;
      sums[k] = isStart ? count : momentum * sums[k] + (1 - momentum) * count;
      updates[k] += 1;
    });
    if (!this.frozen) this.#state = { sums, updates, shape };
    if (emaStart !== "debiased") return sums;
    return sums.map((sum, k) => sum / (1 - array.wholePower(momentum, updates[k])));
  }

  /** Gives each element the weight of its bin. */
  #spread(beta: readonly (number | null)[], g: NdArray, mask: NdArray): NdArray {
    const { bins } = this.options;
    this.#checkClasses(g);
    const columns = this.#columnsOf(withoutMasked(g, mask)).map((column, c) => {
      const ofBin = beta.slice(c * bins, (c + 1) * bins).map((weight) => weight ?? 0);
      return array.takeBins(column, this.options, ofBin);
    });
    return columns.length === 1 ? columns[0] : array.reshape(array.concat(columns, 1), g.shape);
  }

  state(): GradientDensityState {
    const { sums, updates, shape } = this.#state;
    return { sums: [...sums], updates: [...updates], shape: [...shape] };
  }

  /**
   * @param state - what `state()` returned.
   * @throws RangeError if the state belongs to a density with other bins or classes, or holds
   * anything but numbers ≥ 0.
   */
  load(state: GradientDensityState): void {
    array.checkType(
      array.hasFields(state),
      "GradientDensity.load takes what state() returned",
      state,
    );
    const { bins, classes } = this.options;
    const size = classes * bins;
    const isGood = (list: readonly number[]) => {
      if (!Array.isArray(list) || list.length !== size) return false;
      return Array.from(list).every((value) => Number.isFinite(value) && value >= 0);
    };
    const [ofClasses, ofBins] = Array.isArray(state.shape) ? state.shape : [];
    if (ofClasses !== classes || ofBins !== bins || ![state.sums, state.updates].every(isGood)) {
      throw new RangeError(
        `GradientDensity: a state for ${ofClasses} × ${ofBins} bins does not fit ${classes} × ` +
          `${bins}, or does not hold ${size} sums and ${size} updates ≥ 0`,
      );
    }
    const { sums, updates } = state;
    this.#state = { sums: [...sums], updates: [...updates], shape: [classes, bins] };
  }
}

/** `g` with NaN, which is in no bin, in place of the elements that do not count. */
function withoutMasked(g: NdArray, mask: NdArray): NdArray {
  const isAll = mask.data[mask.offset] === 1 && mask.stride.every((step) => step === 0);
  return isAll ? g : array.where(mask, g, array.full([], NaN, array.dtypeOf(g)));
}
