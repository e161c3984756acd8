/**
 * Metrics of the answers when every example with a score ≥ `threshold` is called positive.
 *
 * Source: `sklearn.metrics`, with `zero_division` 0: precision, recall, F1 and MCC are 0 where
 * their denominator is.
 */
import { show } from "../../array/index.js";
import { checkExamples, checkNotEmpty, type Weights } from "./check.js";

/**
 * How many examples of each class were called positive, and how many negative; with weights, the sums
 * of theirs.
 */
export interface ConfusionMatrix {
  /** True positives: positive examples that were found. */
  tp: number;
  /** False positives: false alarms. */
  fp: number;
  /** False negatives: positive examples that were missed. */
  fn: number;
  /** True negatives. */
  tn: number;
}

/**
 * Counts true and false positives and negatives. Without examples, all are 0.
 *
 * For several classes there is {@link multiclassConfusionMatrix}.
 *
 * Source: `sklearn.metrics.confusion_matrix`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; ±Infinity works. The default suits
 * probabilities; for logits, 0 says the same.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score or the
 * threshold is NaN.
 */
export function confusionMatrix(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): ConfusionMatrix {
  return countsOf("confusionMatrix", target, score, threshold, weights);
}

function countsOf(
  caller: string,
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold: number,
  weights: Weights,
): ConfusionMatrix {
  if (typeof threshold !== "number" || Number.isNaN(threshold)) {
    throw new RangeError(`${caller}: the threshold is ${show(threshold)}, not a number`);
  }
  checkExamples(caller, target, score, weights);
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let i = 0; i < target.length; i++) {
    const isCalled = score[i] >= threshold;
    const name = target[i] === 1 ? (isCalled ? "tp" : "fn") : isCalled ? "fp" : "tn";
    counts[name] += weights?.[i] ?? 1;
  }
  return counts;
}

const totalOf = ({ tp, fp, fn, tn }: ConfusionMatrix) => tp + fp + fn + tn;

/** @throws RangeError if there are no examples, for which no share is defined. */
function confusionOf(
  caller: string,
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold: number,
  weights: Weights,
): ConfusionMatrix {
  const confusion = countsOf(caller, target, score, threshold, weights);
  checkNotEmpty(caller, totalOf(confusion));
  return confusion;
}

/**
 * The share of positive examples whose score is ≥ `threshold`, TP/(TP + FN); 0 if there are none,
 * as in scikit-learn.
 *
 * For several classes there is {@link classificationReport}.
 *
 * Source: `sklearn.metrics.recall_score`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; 0.5 suits probabilities, 0 logits.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, or
 * a score or the threshold is NaN.
 */
export function recall(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): number {
  const { tp, fn } = confusionOf("recall", target, score, threshold, weights);
  return ratio(tp, tp + fn);
}

/**
 * The share of examples with a score ≥ `threshold` that are positive, TP/(TP + FP); 0 if there are
 * none, as in scikit-learn.
 *
 * For several classes there is {@link classificationReport}.
 *
 * Source: `sklearn.metrics.precision_score`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; 0.5 suits probabilities, 0 logits.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, or
 * a score or the threshold is NaN.
 */
export function precision(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): number {
  const { tp, fp } = confusionOf("precision", target, score, threshold, weights);
  return ratio(tp, tp + fp);
}

/**
 * F1 = 2TP/(2TP + FP + FN), the harmonic mean of precision and recall; 0 if there are neither
 * positive examples nor positive answers, as in scikit-learn.
 *
 * For several classes there is {@link macroF1}.
 *
 * Source: `sklearn.metrics.f1_score`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; 0.5 suits probabilities, 0 logits.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, or
 * a score or the threshold is NaN.
 */
export function f1(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): number {
  const { tp, fp, fn } = confusionOf("f1", target, score, threshold, weights);
  return ratio(2 * tp, 2 * tp + fp + fn);
}

/**
 * The share of right answers, (TP + TN)/N. It says little where positive examples are rare.
 *
 * For several classes there is {@link multiclassAccuracy}.
 *
 * Source: `sklearn.metrics.accuracy_score`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; 0.5 suits probabilities, 0 logits.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, or
 * a score or the threshold is NaN.
 */
export function accuracy(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): number {
  const confusion = confusionOf("accuracy", target, score, threshold, weights);
  return (confusion.tp + confusion.tn) / totalOf(confusion);
}

/**
 * The mean of the shares of right answers in each class, (TP/(TP + FN) + TN/(TN + FP))/2.
 *
 * For several classes there is {@link multiclassBalancedAccuracy}.
 *
 * Source: `sklearn.metrics.balanced_accuracy_score`, which takes the mean over one class if there
 * is no other.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; 0.5 suits probabilities, 0 logits.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of both classes.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score or the
 * threshold is NaN.
 */
export function balancedAccuracy(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): number | null {
  const { tp, fp, fn, tn } = countsOf("balancedAccuracy", target, score, threshold, weights);
  const [positives, negatives] = [tp + fn, tn + fp];
  return positives === 0 || negatives === 0 ? null : (tp / positives + tn / negatives) / 2;
}

/**
 * Matthews' correlation coefficient of targets and answers, from −1 to 1:
 *
 * $$\frac{TP·TN - FP·FN}{\sqrt{(TP + FP)(TP + FN)(TN + FP)(TN + FN)}}$$
 *
 * It is 0 if all examples, or all answers, are of one class, as in scikit-learn.
 *
 * Source: `sklearn.metrics.matthews_corrcoef`.
 *
 * @param target - the true labels, N of them, 0 or 1.
 * @param score - one number for each target, higher where the example seems more positive.
 * @param threshold - scores ≥ this are called positive; 0.5 suits probabilities, 0 logits.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, a target is neither 0 nor 1, or
 * a score or the threshold is NaN.
 */
export function mcc(
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold = 0.5,
  weights?: Weights,
): number {
  const { tp, fp, fn, tn } = confusionOf("mcc", target, score, threshold, weights);
  // Two roots: the product of four counts may be rounded, and 1 become 1.0000000000000002.
  const scale = Math.sqrt((tp + fp) * (tp + fn)) * Math.sqrt((tn + fp) * (tn + fn));
  return ratio(tp * tn - fp * fn, scale);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
