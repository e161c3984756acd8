import { show } from "../../array/index.js";
/** Calibration: whether, of the examples with p = 0.3, three in ten are positive. */
import { checkExamples, checkNotEmpty, type Totals, type Weights } from "./check.js";

/**
 * Checks targets, probabilities and weights.
 *
 * @returns the sums of the weights.
 */
function check(
  caller: string,
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  weights: Weights,
): Totals {
  const totals = checkExamples(caller, target, probability, weights);
  for (let i = 0; i < probability.length; i++) {
    if (probability[i] < 0 || probability[i] > 1) {
      throw new RangeError(
        `${caller} takes probabilities in [0, 1]; probability ${i} is ${show(probability[i])}. Of logits, ` +
          `take the sigmoid first`,
      );
    }
  }
  return totals;
}

/**
 * Brier score, $\frac{1}{N} \sum (p_i - y_i)^2$; 0 is best.
 *
 * For several classes there is {@link multiclassBrier}.
 *
 * Source: `sklearn.metrics.brier_score_loss`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param probability - of the positive class, in [0, 1]; one for each target.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, or
 * a probability is not in [0, 1].
 */
export function brier(
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  weights?: Weights,
): number {
  const { total } = check("brier", target, probability, weights);
  checkNotEmpty("brier", total);
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    sum += (weights?.[i] ?? 1) * (probability[i] - target[i]) ** 2;
  }
  return sum / total;
}

/**
 * Log loss, the mean of $-y_i \log p_i - (1 - y_i) \log(1 - p_i)$: binary cross-entropy.
 *
 * So that a single wrong answer with p = 0 or 1 does not make it infinite, p is first moved into
 * [ε, 1 − ε], where ε = 2⁻⁵² is that of float64, as in scikit-learn 1.2.1 for float64. No example
 * costs more than 36.04.
 *
 * For several classes there is {@link multiclassLogLoss}.
 *
 * Source: `sklearn.metrics.log_loss`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param probability - of the positive class, in [0, 1]; one for each target.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of both classes; scikit-learn also refuses these.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a probability is not in
 * [0, 1].
 */
export function logLoss(
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  weights?: Weights,
): number | null {
  const { positives, total } = check("logLoss", target, probability, weights);
  if (positives === 0 || positives === total) return null;
  let sum = 0;
  for (let i = 0; i < target.length; i++) {
    const p = Math.min(Math.max(probability[i], Number.EPSILON), 1 - Number.EPSILON);
    sum -= (weights?.[i] ?? 1) * (target[i] === 1 ? Math.log(p) : Math.log1p(-p));
  }
  return sum / total;
}

/** The sums over the examples of each bin. */
interface Bins {
  /** Of all bins. */
  total: number;
  counts: Float64Array;
  positives: Float64Array;
  probabilities: Float64Array;
}

function fillBins(
  caller: string,
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  bins: number,
  weights: Weights,
): Bins {
  if (!Number.isInteger(bins) || bins < 1 || bins > 2 ** 20) {
    throw new RangeError(`${caller}: bins must be a whole number from 1 to 2²⁰, not ${show(bins)}`);
  }
  const { total } = check(caller, target, probability, weights);
  const counts = new Float64Array(bins);
  const positives = new Float64Array(bins);
  const probabilities = new Float64Array(bins);
  for (let i = 0; i < target.length; i++) {
    const p = probability[i];
    const bin = Math.min(Math.floor(p * bins), bins - 1);
    const weight = weights?.[i] ?? 1;
    counts[bin] += weight;
    positives[bin] += weight * target[i];
    probabilities[bin] += weight * p;
  }
  return { total, counts, positives, probabilities };
}

/**
 * Expected calibration error: the average distance of the mean probability of a bin from the share
 * of positive examples in it, $\sum_b \frac{n_b}{N} |\bar p_b - \bar y_b|$; 0 is best.
 *
 * The bins are of equal width: p is in bin min(⌊p·bins⌋, bins − 1).
 *
 * For several classes there is {@link multiclassEce}.
 *
 * Source: Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
 * Binning", AAAI 2015; for the probability of the positive class.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param probability - of the positive class, in [0, 1]; one for each target.
 * @param bins - the number of bins, ≥ 1.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, a
 * probability is not in [0, 1], or `bins` is not a whole number ≥ 1.
 */
export function ece(
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  bins = 10,
  weights?: Weights,
): number {
  return calibrationError("ece", target, probability, bins, weights);
}

/**
 * {@link ece}, on behalf of another function.
 *
 * @param caller - the function that messages name.
 * @param target - 0 or 1.
 * @param probability - of 1.
 * @param bins - the number of bins.
 * @param weights - one number ≥ 0 for each target, or none.
 */
export function calibrationError(
  caller: string,
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  bins: number,
  weights: Weights,
): number {
  const { total, positives, probabilities } = fillBins(caller, target, probability, bins, weights);
  checkNotEmpty(caller, total);
  // n_b·|p̄ − ȳ| is the difference of the sums.
  const gaps = probabilities.map((sum, bin) => Math.abs(sum - positives[bin]));
  return gaps.reduce((sum, gap) => sum + gap, 0) / total;
}

/** One bar, or point, of a reliability diagram. */
export interface ReliabilityBin {
  /** The number of examples whose probability is in this bin; with weights, the sum of theirs. */
  count: number;
  /** The mean of their probabilities; `null` if there are none. */
  probability: number | null;
  /** The share of positive examples among them; `null` if there are none. */
  positives: number | null;
}

/**
 * The calibration curve of a reliability diagram: for each of `bins` equal parts of [0, 1], the
 * mean probability and the share of positive examples. The two are equal if the model is
 * calibrated. The bins are those of {@link ece}. Without examples, all are empty.
 *
 * Source: `sklearn.calibration.calibration_curve`, which leaves the empty bins out.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param probability - of the positive class, in [0, 1]; one for each target.
 * @param bins - the number of bins, ≥ 1.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns a list of `bins` entries, that of the lowest probabilities first.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, a probability is not in
 * [0, 1], or `bins` is not a whole number ≥ 1.
 */
export function reliabilityCurve(
  target: ArrayLike<number>,
  probability: ArrayLike<number>,
  bins = 10,
  weights?: Weights,
): ReliabilityBin[] {
  const sums = fillBins("reliabilityCurve", target, probability, bins, weights);
  return Array.from(sums.counts, (count, bin) => ({
    count,
    probability: count === 0 ? null : sums.probabilities[bin] / count,
    positives: count === 0 ? null : sums.positives[bin] / count,
  }));
}
