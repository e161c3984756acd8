/** How rare each gradient norm is: what GHM weighs examples by. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import type { Stateful } from "../autograd/index.js";

/**
 * What harmonises a loss: it weighs each example by how rare its gradient norm is. Implement it to
 * weigh in a way of your own.
 */
export interface Density {
  /**
   * The weights $\beta_i = N / GD(g_i)$ of a batch, N being the sum of the mask, at least 1.
   *
   * @param g - gradient norms, of any shape.
   * @param mask - of the same shape: 0 for elements that do not count; their g may be NaN.
   * @returns an array of g's shape, 0 where the mask is 0.
   */
  weigh(g: NdArray, mask: NdArray): NdArray;
}

/**
 * The weights that `density` gives, checked.
 *
 * @throws RangeError if their shape is not that of `g`.
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

/** @throws RangeError if `mask` does not have the shape of `g`. */
export function checkMaskShape(caller: string, g: NdArray, mask: NdArray): void {
  if (!array.sameShape(g.shape, mask.shape)) {
    throw new RangeError(
      `${caller}: g of shape ${array.showShape(g.shape)} and a mask of shape ${array.showShape(mask.shape)} ` +
        `must have the same shape`,
    );
  }
}

export interface GradientDensityOptions {
  /** M, the number of unit regions that [0, 1] is divided into. Default 10. */
  bins?: number | undefined;
  /**
   * α of the moving average S ← α·S + (1 − α)·count, which takes the place of the count. Default 0:
   * each batch on its own.
   */
  momentum?: number | undefined;
  /** What S starts from: see `GradientDensity`. Default `"zero"`. */
  emaStart?: "zero" | "first-batch" | "debiased" | undefined;
  /** Whether S of a bin that the batch leaves empty stays, or decays by α. Default `"keep"`. */
  emptyBins?: "keep" | "decay" | undefined;
  /** The density is count·n, n being the bins the batch fills, or all M. Default `"nonempty"`. */
  normalizer?: "nonempty" | "bins" | undefined;
  /**
   * Where the last bin ends; a g from there on is in no bin, and gets weight 0. Default 1 + 1e-6,
   * so that g = 1, a wrong answer beyond doubt, is in the last bin.
   */
  lastEdge?: number | undefined;
  /** The largest weight. Default ∞. */
  maxWeight?: number | undefined;
  /** Number of columns of g (its last axis), each with a histogram of its own. Default: one for all. */
  classes?: number | undefined;
}

/**
 * The choices of three publications, to be spread into the options of `GradientDensity`:
 * `mmdetection`'s code (the default), `article`: the Chinese tutorial in whose code g = 1 is in no
 * bin, and `paper`: Li, Liu & Wang 2019, which divides by all bins and lets empty ones decay.
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

/** How many gradient norms fell into each bin. */
export interface Histogram {
  /** Row-major [classes, bins]. */
  counts: number[];
  /** N of each class: the sum of its mask. */
  numLabels: number[];
}

/** What `GradientDensity` carries from batch to batch, as plain JSON. */
export interface GradientDensityState {
  /** S of each bin, row-major [classes, bins]. */
  sums: number[];
  /** How often S of each bin was updated. */
  updates: number[];
  /** [classes, bins]. */
  shape: [classes: number, bins: number];
}

/**
 * The density of gradient norms, from a histogram: GHM's unit-region approximation
 * (Li, Liu & Wang 2019, sections "Unit Region Approximation" and "EMA"; mmdetection's `GHMC`).
 *
 * $[0, 1]$ is cut into M bins. With $R$ examples in the bin of $g$, or their moving average $S$,
 * and n non-empty bins, $GD(g) = R \cdot n$ and $\beta = N / GD(g)$. Without momentum, and if every
 * g is in some bin, the weights of a batch have mean 1.
 *
 * With momentum, `emaStart` says what S of a bin starts from: `"zero"` makes the first weights
 * 1/(1 − α) times too large, as in mmdetection; `"first-batch"` starts from the first count that is
 * not 0; `"debiased"` divides S by 1 − αᵗ after t updates, as Adam does.
 *
 * After each batch, `counts`, `density` and `beta` show what it held.
 */
export class GradientDensity implements Density, Stateful<GradientDensityState> {
  readonly options: {
    readonly [K in keyof GradientDensityOptions]-?: NonNullable<GradientDensityOptions[K]>;
  };
  /** The M + 1 borders of the bins; a bin holds its lower border. */
  readonly edges: readonly number[];
  /** Set in evaluation: batches are weighed as ever, but leave S as it was. */
  frozen = false;
  /** Of the last batch, how many elements are in each bin; row-major [classes, bins]. */
  counts: readonly number[];
  /** Of the last batch, GD of each bin; `null` where it is empty. */
  density: readonly (number | null)[];
  /** Of the last batch, the weight of each bin; `null` where it is empty. */
  beta: readonly (number | null)[];
  #state: GradientDensityState;

  /** @throws RangeError if an option is out of its range. */
  constructor(options: GradientDensityOptions = {}) {
    const {
      bins = 10,
      momentum = 0,
      emaStart = "zero",
      emptyBins = "keep",
      normalizer = "nonempty",
      lastEdge = 1 + 1e-6,
      maxWeight = Infinity,
      classes = 1,
    } = array.checkOptions("GradientDensity", options);
    check("bins", bins, Number.isInteger(bins) && bins >= 1, "a whole number ≥ 1");
    check("momentum", momentum, momentum >= 0 && momentum < 1, "in [0, 1)");
    checkChoice("emaStart", emaStart, ["zero", "first-batch", "debiased"]);
    checkChoice("emptyBins", emptyBins, ["keep", "decay"]);
    checkChoice("normalizer", normalizer, ["nonempty", "bins"]);
    check("lastEdge", lastEdge, lastEdge >= 1, "≥ 1");
    check("maxWeight", maxWeight, maxWeight > 0, "> 0");
    check("classes", classes, Number.isInteger(classes) && classes >= 1, "a whole number ≥ 1");
    this.options = {
      bins,
      momentum,
      emaStart,
      emptyBins,
      normalizer,
      lastEdge,
      maxWeight,
      classes,
    };
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

  /** The bin of each element of `g`, row-major; −1 where it is in none. */
  binOf(g: NdArray): Int32Array {
    return array.binsOf(g, this.options);
  }

  /**
   * Counts a batch, and changes nothing. Where one batch is spread over several processes, `merge`
   * their histograms, and let each weigh its part by what `given` returns.
   *
   * @throws RangeError if g's last axis does not have one entry for each class.
   */
  histogram(g: NdArray, mask = array.full(g.shape, 1)): Histogram {
    return this.#count(g, mask);
  }

  /**
   * The histogram of all parts of a batch together.
   *
   * @throws RangeError if there are none, or their sizes differ.
   */
  static merge(parts: readonly Histogram[]): Histogram {
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
   * Takes in the histogram of a whole batch, and returns the density that weighs its parts. Use it
   * with `reduction: "sum"`, and divide by the N of the whole.
   *
   * @throws RangeError if the histogram is of other bins or classes.
   */
  given(histogram: Histogram): Density {
    const { bins, classes } = this.options;
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

  #count(g: NdArray, mask: NdArray): Histogram {
    this.#checkClasses(g);
    checkMaskShape("GradientDensity", g, mask);
    const columns = this.#columnsOf(withoutMasked(g, mask));
    const counts = columns.map((column) => array.countBins(column, this.options));
    return {
      counts: ([] as number[]).concat(...counts), // flat() takes 0.6 µs
      numLabels: this.#columnsOf(mask).map(array.total),
    };
  }

  /** The elements of each class. */
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

  /** Takes a batch into S, and works out the weight of each bin. */
  #update({ counts, numLabels }: Histogram): void {
    const { bins, momentum, emaStart, emptyBins, normalizer, maxWeight } = this.options;
    const { sums, updates, shape } = this.state();
    const classOf = (k: number) => Math.floor(k / bins);
    const isUpdated = (k: number) => {
      if (counts[k] > 0) return true;
      // A batch in which nothing counts says nothing of the density.
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
      return emaStart === "debiased" ? sums[k] / (1 - momentum ** updates[k]) : sums[k];
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
   * @throws RangeError if the state is of a density with other bins or classes, or holds anything
   * but numbers ≥ 0.
   */
  load(state: GradientDensityState): void {
    const { bins, classes } = this.options;
    const size = classes * bins;
    const isGood = (list: readonly number[]) =>
      Array.isArray(list) && list.length === size && list.every((v) => v >= 0 && v < Infinity);
    const [ofClasses, ofBins] = state.shape;
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

/** `g` with NaN, which is in no bin, for what does not count. */
function withoutMasked(g: NdArray, mask: NdArray): NdArray {
  const isAll = mask.data[mask.offset] === 1 && mask.stride.every((step) => step === 0);
  return isAll ? g : array.where(mask, g, array.full([], NaN, array.dtypeOf(g)));
}

function check(name: string, value: number, good: boolean, range: string): void {
  if (!good) throw new RangeError(`GradientDensity: ${name} must be ${range}, not ${value}`);
}

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value)) {
    const list = choices.map((choice) => JSON.stringify(choice)).join(", ");
    throw new RangeError(`GradientDensity: ${name} must be one of ${list}, not ${value}`);
  }
}
