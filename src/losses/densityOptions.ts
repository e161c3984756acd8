/** The bins of a histogram density, their moving average, and what sources choose. */
import * as array from "../array/index.js";

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

/**
 * The options with their defaults.
 *
 * @throws RangeError if one is out of its range.
 */
export function readDensityOptions(options: GradientDensityOptions) {
  const read = array.checkOptions("GradientDensity", options, {
    bins: 10,
    momentum: 0,
    emaStart: "zero",
    emptyBins: "keep",
    normalizer: "nonempty",
    lastEdge: 1 + 1e-6,
    maxWeight: Infinity,
    classes: 1,
  });
  const { bins, momentum, emaStart, emptyBins, normalizer, lastEdge, maxWeight, classes } = read;
  check("bins", bins, Number.isInteger(bins) && bins >= 1, "a whole number ≥ 1");
  check("momentum", momentum, momentum >= 0 && momentum < 1, "in [0, 1)");
  checkChoice("emaStart", emaStart, ["zero", "first-batch", "debiased"]);
  checkChoice("emptyBins", emptyBins, ["keep", "decay"]);
  checkChoice("normalizer", normalizer, ["nonempty", "bins"]);
  check("lastEdge", lastEdge, lastEdge >= 1, "≥ 1");
  check("maxWeight", maxWeight, maxWeight > 0, "> 0");
  check("classes", classes, Number.isInteger(classes) && classes >= 1, "a whole number ≥ 1");
  check("classes × bins", classes * bins, classes * bins <= mostBins, `at most ${mostBins}`);
  return read;
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
