/** How rare each gradient norm is: the quantity by which GHM weighs examples. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import type { Stateful } from "../autograd/index.js";

/**
 * Weighs each example by how rare its gradient norm is. The GHM losses take one as an option. There
 * are {@link GradientDensity} and {@link WindowDensity}; implement this interface for user-defined
 * weights.
 */
export interface Density {
  /**
   * The weights $\beta_i = N / GD(g_i)$ of a batch, where N is the sum of the mask, at least 1;
   * where classes have densities of their own, the sum of the class's mask.
   *
   * @param g - gradient norms, of any shape.
   * @param mask - of the same shape: 0 for elements that do not count; their g may be NaN.
   * @returns an array of g's shape, 0 where the mask is 0.
   */
  weigh(g: NdArray, mask: NdArray): NdArray;
}

/**
 * @param caller - the function that the message names.
 * @param density - what should be a density.
 * @throws TypeError unless it has a method `weigh`.
 */
export function checkDensity(caller: string, density: Density): void {
  if (typeof (density as Partial<Density> | null)?.weigh === "function") return;
  throw new TypeError(
    `${caller}: a density is a GradientDensity, a WindowDensity or an object with weigh(g, mask), ` +
      `not ${array.show(density)}`,
  );
}

/**
 * The weights that `density` gives, after a check of their shape.
 *
 * @param density - weighs the batch.
 * @param g - gradient norms, of any shape.
 * @param mask - of the same shape, 0 for elements that do not count.
 * @returns β, of g's shape.
 * @throws RangeError if the weights do not have the shape of `g`.
 */
export function weightsOf(density: Density, g: NdArray, mask: NdArray): NdArray {
  const weights = density.weigh(g, mask);
  if (!array.sameShape(weights.shape, g.shape)) {
    throw new RangeError(
      `a density must give one weight for each gradient norm: shape ${array.showShape(g.shape)}, not ` +
        array.showShape(weights.shape),
    );
  }
  return weights;
}

/**
 * Checks that there is one entry of the mask for each gradient norm.
 *
 * @param caller - the function that the message names.
 * @param g - gradient norms, of any shape.
 * @param mask - must have the same shape.
 * @throws RangeError if the shapes differ.
 */
export function checkMaskShape(caller: string, g: NdArray, mask: NdArray): void {
  checkArray(caller, g);
  checkArray(caller, mask);
  if (!array.sameShape(g.shape, mask.shape)) {
    throw new RangeError(
      `${caller}: g of shape ${array.showShape(g.shape)} and a mask of shape ${array.showShape(mask.shape)} ` +
        `must have the same shape`,
    );
  }
}

export interface GradientDensityOptions {
  /** M, the number of bins of equal width in [0, 1], the paper's unit regions. Default 10. */
  bins?: number | undefined;
  /**
   * α of the moving average S ← α·S + (1 − α)·count, which replaces the count; in [0, 1).
   * Default 0: each batch on its own.
   */
  momentum?: number | undefined;
  /** The start of S: see {@link GradientDensity}. Default `"zero"`. */
  emaStart?: "zero" | "first-batch" | "debiased" | undefined;
  /**
   * Whether S of a bin that is empty in the batch stays, or decays by the factor α. Default
   * `"keep"`.
   */
  emptyBins?: "keep" | "decay" | undefined;
  /**
   * The n of the density R·n: the number of bins that are not empty in the batch, or all M. Default
   * `"nonempty"`.
   */
  normalizer?: "nonempty" | "bins" | undefined;
  /**
   * The upper border of the last bin, ≥ 1. A g at or above it is in no bin and gets weight 0.
   * Default 1 + 1e-6, so that g = 1, a wrong answer given with certainty, is in the last bin.
   */
  lastEdge?: number | undefined;
  /** The upper limit of the weights. Default ∞. */
  maxWeight?: number | undefined;
  /**
   * The size of g's last axis, where each class along it has a histogram and an N of its own.
   * Default 1: one histogram for all elements.
   */
  classes?: number | undefined;
}

/**
 * The options of three sources, to spread into those of {@link GradientDensity}:
 * `new GradientDensity({ ...densityPresets.paper, momentum: 0.75 })`.
 *
 * - `mmdetection`: its code, and the defaults here.
 * - `article`: a Chinese tutorial that is often copied, in whose code g = 1 is in no bin.
 * - `paper`: Li, Liu & Wang 2019, which divides by all bins and lets empty ones decay.
 */
export const densityPresets = {
  mmdetection: {
    normalizer: "nonempty",
    lastEdge: 1 + 1e-6,
    emaStart: "zero",
    emptyBins: "keep",
  },
  article: { normalizer: "nonempty", lastEdge: 1, momentum: 0 },
  paper: { normalizer: "bins", lastEdge: 1 + 1e-6, emptyBins: "decay" },
} as const satisfies Record<string, GradientDensityOptions>;

/** The number of gradient norms in each bin. */
export interface Histogram {
  /** Row-major [classes, bins]. */
  counts: number[];
  /** N of each class: the sum of its mask. */
  numLabels: number[];
}

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
    this.options = array.checkOptions("GradientDensity", options, {
      bins: 10,
      momentum: 0,
      emaStart: "zero",
      emptyBins: "keep",
      normalizer: "nonempty",
      lastEdge: 1 + 1e-6,
      maxWeight: Infinity,
      classes: 1,
    });
    const { bins, momentum, emaStart, emptyBins, normalizer, lastEdge, maxWeight, classes } =
      this.options;
    check("bins", bins, Number.isInteger(bins) && bins >= 1, "a whole number ≥ 1");
    check("momentum", momentum, momentum >= 0 && momentum < 1, "in [0, 1)");
    checkChoice("emaStart", emaStart, ["zero", "first-batch", "debiased"]);
    checkChoice("emptyBins", emptyBins, ["keep", "decay"]);
    checkChoice("normalizer", normalizer, ["nonempty", "bins"]);
    check("lastEdge", lastEdge, lastEdge >= 1, "≥ 1");
    check("maxWeight", maxWeight, maxWeight > 0, "> 0");
    check("classes", classes, Number.isInteger(classes) && classes >= 1, "a whole number ≥ 1");
    check("classes × bins", classes * bins, classes * bins <= mostBins, `at most ${mostBins}`);
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

  /** Updates S with a batch, and computes the weight of each bin. */
  #update({ counts, numLabels }: Histogram): void {
    const { bins, momentum, emaStart, emptyBins, normalizer, maxWeight } = this.options;
    const { sums, updates, shape } = this.state();
    const classOf = (k: number) => Math.floor(k / bins);
    const isUpdated = (k: number) => {
      if (counts[k] > 0) return true;
      // A batch in which nothing counts says nothing about the density.
      if (emptyBins === "keep" || numLabels[classOf(k)] === 0) return false;
      return emaStart !== "first-batch" || updates[k] > 0;
    };
    const level = counts.map((count, k) => {
      if (momentum === 0) return count;
      if (isUpdated(k)) {
        const isStart = emaStart === "first-batch" && updates[k] === 0;
        sums[k] = isStart ? count : momentum * sums[k] + (1 - momentum) * count;
        updates[k] += 1;
      }
      return emaStart === "debiased"
        ? sums[k] / (1 - array.wholePower(momentum, updates[k]))
        : sums[k];
    });
    const divisors = numLabels.map((_, c) => {
      const ofClass = counts.slice(c * bins, (c + 1) * bins);
      return normalizer === "bins" ? bins : ofClass.filter((count) => count > 0).length;
    });
    this.counts = counts;
    this.density = counts.map((count, k) => (count > 0 ? level[k] * divisors[classOf(k)] : null));
    this.beta = counts.map((count, k) => {
      if (count === 0) return null;
      const N = Math.max(numLabels[classOf(k)], 1);
      return Math.min(N / level[k] / divisors[classOf(k)], maxWeight);
    });
    if (!this.frozen) this.#state = { sums, updates, shape };
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
  density: GradientDensity,
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

function checkArray(caller: string, g: unknown): void {
  if (array.isNdArray(g)) return;
  array.checkType(false, `${caller} takes ndarrays, such as the data of a tensor`, g);
}

function checkHistogram(histogram: Histogram): void {
  const isHistogram = array.hasFields(histogram, "counts", "numLabels");
  array.checkType(isHistogram, "GradientDensity: a histogram has counts and numLabels", histogram);
  const { counts, numLabels } = histogram;
  const isSum = (value: number) => value >= 0 && value < Infinity;
  array.checkEntries("GradientDensity: counts", counts, isSum, "finite numbers ≥ 0");
  array.checkEntries("GradientDensity: numLabels", numLabels, isSum, "finite numbers ≥ 0");
}

/** `g` with NaN, which is in no bin, in place of the elements that do not count. */
function withoutMasked(g: NdArray, mask: NdArray): NdArray {
  const isAll = mask.data[mask.offset] === 1 && mask.stride.every((step) => step === 0);
  return isAll ? g : array.where(mask, g, array.full([], NaN, array.dtypeOf(g)));
}

const mostBins = 2 ** 20;

function check(name: string, value: number, good: boolean, range: string): void {
  if (!good)
    throw new RangeError(`GradientDensity: ${name} must be ${range}, not ${array.show(value)}`);
}

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) {
    const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
    throw new RangeError(
      `GradientDensity: ${name} must be one of ${list}, not ${array.show(value)}`,
    );
  }
}
