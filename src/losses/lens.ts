/** The effect of GHM-C on each example, and on each bin of gradient norms. */
import * as array from "../array/index.js";
import type { NdArray, Shape } from "../array/index.js";
import { lift, type TensorLike } from "../autograd/index.js";
import { checkDensity, weightsOf, type Density } from "./density.js";
import { readSoftmax, softmaxGradientNorm, type SoftmaxGradientNorm } from "./ghmcSoftmax.js";
import { GradientDensity } from "./gradientDensity.js";
import { weightedHistogram } from "./histogram.js";
import { readMask, readTarget } from "./labels.js";

export interface LensOptions {
  /** Weighs the examples; it is not changed. Default: `new GradientDensity()`. */
  density?: Density | undefined;
  /** As for {@link ghmcLoss}: 0 for elements to leave out, positive for those that count. */
  mask?: TensorLike | undefined;
  /**
   * How much each example counts, one number ≥ 0 for each, row-major: one of weight k as k copies of it,
   * in the density, in all means and sums of gradients, and in the effective sample size. They are scaled
   * to mean 1. `count` remains the number of examples. Only for a {@link GradientDensity}. Default: all
   * count alike.
   */
  weights?: ArrayLike<number> | undefined;
}

export interface SoftmaxLensOptions extends LensOptions {
  /** How to measure the gradient norm of an example. Default `"1-p"`. */
  gradientNorm?: SoftmaxGradientNorm | undefined;
}

/** The examples of one range of gradient norms, taken together. */
export interface LensRange {
  /** The range is [from, to). */
  from: number;
  to: number;
  /** How many examples are in it. */
  count: number;
  /** Their weight, or the mean of their weights where these differ. `null` if there are none. */
  beta: number | null;
  /** Their part of the sum of all absolute gradients without weights, Σ|p − p*|/N. */
  before: number;
  /** The same with weights, Σ β|p − p*|/N. */
  after: number;
  /** `before` as a share of the whole, from 0 to 1; 0 if the whole is 0. */
  shareBefore: number;
  /** `after` as a share of the whole, from 0 to 1; 0 if the whole is 0. */
  shareAfter: number;
}

export interface LensBin extends LensRange {
  /** The class whose histogram the bin belongs to; `null` if there is one histogram for all. */
  class: number | null;
}

/**
 * What GHM does to the worst errors, by their mean weight: more than 1.05 amplifies them, less than
 * 0.95 suppresses them, else it leaves them; `"empty"` if there are none.
 */
export type LensEffect = "amplifies" | "suppresses" | "leaves" | "empty";

/** The result of {@link lens}. Lists with an entry for each example are row-major in `shape`. */
export interface Lens {
  /** The shape of the logits; with {@link softmaxLens}, without its last axis. */
  shape: Shape;
  /** N: how many examples count, at least 1. */
  numLabels: number;
  /** The gradient norms, |p − p*| for {@link lens}; NaN where the example does not count. */
  g: number[];
  /** The number of each example's bin, from 0; −1 where it is in none, or does not count. */
  bin: number[];
  /** The weights β; 0 where the example is in no bin, or does not count. */
  beta: number[];
  /**
   * The gradients of plain cross-entropy, (p − p*)/N, with their sign; with {@link softmaxLens},
   * g/N.
   */
  before: number[];
  /** The gradients of GHM-C, β·(p − p*)/N, with their sign; with {@link softmaxLens}, β·g/N. */
  after: number[];
  /** All bins, from easy to hard; first those of class 0, then those of class 1, and so on. */
  bins: LensBin[];
  /** The last bin (of all classes), which has the worst errors, and what GHM does to it. */
  top: LensRange & { effect: LensEffect };
  /**
   * (Σβ)²/Σβ² over the examples that count: the number of equally weighted examples that would
   * carry as much information (Kish, "Survey Sampling", 1965). 0 if none has a weight.
   */
  effectiveSampleSize: number;
}

/**
 * Shows what GHM-C does to the examples of a batch: the gradient norm of each, its bin, its weight
 * β, its gradient before and after weighting; and the sums of these for each bin.
 *
 * ```ts
 * const { top } = lens(model.forward(x), y, { density });
 * console.log(`GHM ${top.effect} the worst errors: ${top.shareBefore} → ${top.shareAfter}`);
 * ```
 *
 * `after` is what {@link ghmcLoss} with the same arguments would leave in the logits' gradient. The
 * contribution of a bin is the sum of the absolute gradients in it. The whole also includes
 * examples that are in no bin, which get weight 0.
 *
 * A {@link GradientDensity} weighs the batch as it would now, with its moving average, but does not
 * count it. Any other density weighs it in the same way, but has no bins: those shown are tenths,
 * with the mean β of each.
 *
 * @param logits - x, of any shape; with class indices, of shape [..., C].
 * @param target - as for {@link ghmcLoss}: of the logits' shape, or class indices.
 * @param options - the density and the mask that `ghmcLoss` would be given.
 * @throws RangeError if shapes do not fit, an index is not a whole number, or the mask or a weight is
 * negative.
 */
export function lens(logits: TensorLike, target: TensorLike, options: LensOptions = {}): Lens {
  const defaults = { density: undefined, mask: undefined, weights: undefined };
  const read = array.checkOptions("lens", options, defaults);
  const { density = new GradientDensity(), mask, weights } = read;
  checkDensity("lens", density);
  const [x, given] = lift([logits, target], "lens");
  const { valid, keep } = readMask("lens", mask, x.shape, x.dtype);
  const pStar = readTarget("lens", x, given, valid);
  const found = array.logisticLoss(keep(x).data, keep(pStar).data);
  // p − p* and its size, 0 where the example does not count
  const d = array.mul(valid.data, found.residual);
  const g = array.mul(valid.data, found.g);
  return lensOf("lens", g, d, valid.data, density, weights);
}

/**
 * {@link lens} for classes that exclude each other: shows what GHM-C does with the rows of a softmax.
 * An example is a row of logits, and its gradient a vector, p − p*; `g` is its size, in [0, 1],
 * `before` g/N and `after` β·g/N.
 *
 * ```ts
 * const { bins } = softmaxLens(model.forward(x), classes, { gradientNorm: "l2" });
 * ```
 *
 * @param logits - x, of shape [..., C].
 * @param target - as for {@link ghmcSoftmaxLoss}: class indices of shape [...], or probabilities of
 * shape [..., C] with sum 1.
 * @param options - the density, the mask of shape [...] and the gradient norm that
 * `ghmcSoftmaxLoss` would be given.
 * @throws RangeError as {@link ghmcSoftmaxLoss} does.
 */
export function softmaxLens(
  logits: TensorLike,
  target: TensorLike,
  options: SoftmaxLensOptions = {},
): Lens {
  const read = array.checkOptions("softmaxLens", options, {
    ...{ density: undefined, mask: undefined, weights: undefined },
    gradientNorm: "1-p",
  });
  const { density = new GradientDensity(), mask, weights, gradientNorm } = read;
  checkDensity("softmaxLens", density);
  const { x, pStar, valid } = readSoftmax("softmaxLens", logits, target, mask, gradientNorm);
  const p = array.exp(array.logSoftmax(x.data, [x.ndim - 1])); // to the last bit as the loss has it
  const g = array.mul(valid.data, softmaxGradientNorm(gradientNorm, p, pStar.data));
  return lensOf("softmaxLens", g, g, valid.data, density, weights);
}

/**
 * @param caller - the function that messages name.
 * @param g - gradient norms, 0 where an example does not count.
 * @param d - gradients N·∂L/∂x without weights, or their sizes.
 * @param valid - 0 for examples that do not count, or else 1.
 * @param weights - how much each counts; `undefined`: all that do alike.
 */
function lensOf(
  caller: string,
  g: NdArray,
  d: NdArray,
  valid: NdArray,
  density: Density,
  weights: ArrayLike<number> | undefined,
): Lens {
  // A copy, so that neither S nor what the density shows of its last batch changes.
  const own = density instanceof GradientDensity ? copyOf(density) : density;
  const histogram = own instanceof GradientDensity ? own : new GradientDensity();
  const sizes = weights === undefined ? valid : sizesOf(caller, weights, valid, density);
  const weigher =
    weights === undefined
      ? own
      : histogram.given(weightedHistogram(histogram, g, array.flat(sizes)));
  const weight = weightsOf(weigher, g, valid);
  const numLabels = Math.max(array.total(valid), 1);
  const share = array.full([], 1 / numLabels, array.dtypeOf(g));
  const byN = (gradient: NdArray) => array.toList(array.mul(share, gradient));
  const counts = array.toList(valid);
  const binOf = histogram.binOf(g);
  const bin = counts.map((isValid, i) => (isValid !== 0 ? binOf[i] : -1));
  const beta = array.toList(weight);
  const before = byN(array.mul(sizes, d));
  const after = byN(array.mul(array.mul(sizes, weight), d));
  const seen = {
    shape: g.shape,
    numLabels,
    g: array.toList(g).map((value, i) => (counts[i] !== 0 ? value : NaN)),
    bin,
    beta,
    before,
    after,
  };
  return { ...seen, ...rangesOf(histogram, seen, array.toList(sizes)) };
}

/**
 * What the examples of each bin have together, and all of them.
 *
 * @param size - how much each counts.
 */
function rangesOf(
  { edges, options: { bins, classes } }: GradientDensity,
  { bin, beta, before, after }: Pick<Lens, "bin" | "beta" | "before" | "after">,
  size: readonly number[],
): Pick<Lens, "bins" | "top" | "effectiveSampleSize"> {
  const members = Array.from({ length: classes * bins }, (): number[] => []);
  bin.forEach((j, i) => {
    if (j >= 0) members[(i % classes) * bins + j].push(i);
  });
  const sizedBeta = beta.map((value, i) => size[i] * value);
  const [wholeBefore, wholeAfter] = [totalSize(before), totalSize(after)];
  const rangeOf = (inside: readonly number[], j: number): LensRange => {
    const sumOf = (list: readonly number[]) => totalSize(inside.map((i) => list[i]));
    const [partBefore, partAfter] = [sumOf(before), sumOf(after)];
    return {
      from: edges[j],
      to: edges[j + 1],
      count: inside.length,
      beta: inside.length === 0 ? null : sumOf(sizedBeta) / sumOf(size),
      before: partBefore,
      after: partAfter,
      shareBefore: wholeBefore === 0 ? 0 : partBefore / wholeBefore,
      shareAfter: wholeAfter === 0 ? 0 : partAfter / wholeAfter,
    };
  };
  const inTop = members.filter((_, k) => k % bins === bins - 1).flat();
  const top = rangeOf(inTop, bins - 1);
  const squares = totalSize(sizedBeta.map((value) => value ** 2));
  return {
    bins: members.map((inside, k) => ({
      class: classes === 1 ? null : Math.floor(k / bins),
      ...rangeOf(inside, k % bins),
    })),
    top: { ...top, effect: effectOf(top.beta) },
    effectiveSampleSize: squares === 0 ? 0 : totalSize(sizedBeta) ** 2 / squares,
  };
}

/**
 * How much each example counts: weights of mean 1, 0 where it does not.
 *
 * @throws RangeError unless there is a number ≥ 0 for each, or if the density counts no weights.
 */
function sizesOf(
  caller: string,
  weights: ArrayLike<number>,
  valid: NdArray,
  density: Density,
): NdArray {
  if (!(density instanceof GradientDensity)) {
    throw new RangeError(`${caller}: weights are counted by a GradientDensity only`);
  }
  const isValid = array.flat(valid);
  const isList = Array.isArray(weights) || array.isTypedArray(weights);
  array.checkType(isList, `${caller}: weights must be a list or a typed array`, weights);
  if (weights.length !== isValid.length) {
    throw new RangeError(
      `${caller}: ${weights.length} weights do not match ${isValid.length} examples`,
    );
  }
  const bad = Array.from(weights).findIndex((weight) => !(Number.isFinite(weight) && weight >= 0));
  if (bad >= 0) {
    throw new RangeError(
      `${caller}: weights are finite numbers ≥ 0; weight ${bad} is ${array.show(weights[bad])}`,
    );
  }
  const list = Array.from(weights, (weight, i) => isValid[i] * weight);
  const mean = list.reduce((sum, weight) => sum + weight, 0) / Math.max(array.total(valid), 1);
  if (mean === 0) throw new RangeError(`${caller}: all weights are 0`);
  const sizes = array.zeros(valid.shape, "float64");
  list.forEach((weight, i) => (sizes.data[i] = weight / mean));
  return sizes;
}

function copyOf(density: GradientDensity): GradientDensity {
  const copy = new GradientDensity(density.options);
  copy.load(density.state());
  return copy;
}

function totalSize(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + Math.abs(value), 0);
}

/**
 * Names what GHM does to the worst errors.
 *
 * @param beta - their mean weight; `null` if there are none.
 */
export function effectOf(beta: number | null): LensEffect {
  if (beta === null) return "empty";
  if (Math.abs(beta - 1) <= 0.05) return "leaves";
  return beta > 1 ? "amplifies" : "suppresses";
}
