/**
 * Metrics of the answers of models of several classes: for each example, the index of a class.
 *
 * Source: `sklearn.metrics`, with `zero_division` 0: precision, recall and F1 are 0 where their
 * denominator is.
 */
import { show } from "../../array/index.js";
import { checkClasses, checkNotEmpty, checkNumbers, checkWeights, type Weights } from "./check.js";

/** The most classes that functions here count, so that a wrong index does not fill the memory. */
const mostClasses = 2 ** 20;

/** A K×K table of numbers is held in memory: at most 128 MB. */
const mostInMatrix = 2 ** 12;

/**
 * For each class, how many examples there are, how many answers, and how many right ones; with
 * weights, the sums of theirs.
 */
interface ClassCounts {
  /** Of all examples. */
  total: number;
  support: Float64Array;
  decided: Float64Array;
  right: Float64Array;
}

/**
 * Counts the examples and answers of each class.
 *
 * @param caller - the function that messages name.
 * @param target - the class of each example.
 * @param decision - the class that was answered.
 * @param weights - one number ≥ 0 for each target, or none.
 * @param classes - how many there are; if `undefined`, those up to the highest that occurs.
 * @throws RangeError if the lengths differ, or an entry is not the index of a class.
 */
function countByClass(
  caller: string,
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  weights: Weights,
  classes?: number,
): ClassCounts {
  const occurring = checkDecisions(caller, target, decision, classes);
  const total = checkWeights(caller, target, weights);
  const counts = Array.from({ length: 3 }, () => new Float64Array(classes ?? occurring));
  const [support, decided, right] = counts;
  for (let i = 0; i < target.length; i++) {
    const weight = weights?.[i] ?? 1;
    support[target[i]] += weight;
    decided[decision[i]] += weight;
    if (target[i] === decision[i]) right[target[i]] += weight;
  }
  return { total, support, decided, right };
}

/** @returns the highest class that occurs, plus 1. */
function checkDecisions(
  caller: string,
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  classes = mostClasses,
): number {
  checkNumbers(`${caller}: the targets`, target);
  checkNumbers(`${caller}: the decisions`, decision);
  if (target.length !== decision.length) {
    throw new RangeError(
      `${caller}: ${target.length} targets do not match ${decision.length} decisions`,
    );
  }
  return Math.max(
    checkClasses(caller, "target", target, classes),
    checkClasses(caller, "decision", decision, classes, ", as topClass makes them of scores"),
  );
}

/** @throws RangeError unless there may be so many classes. */
function checkClassCount(caller: string, classes: number, most: number): void {
  if (!Number.isInteger(classes) || classes < 2 || classes > most) {
    throw new RangeError(
      `${caller}: the number of classes must be a whole number from 2 to ${most}, not ` +
        show(classes),
    );
  }
}

/**
 * Counts for each class what its examples were taken for: entry [i][j] is the number of examples of
 * class i that were answered with class j. Without examples, all are 0.
 *
 * ```ts
 * multiclassConfusionMatrix([0, 1, 2, 2], [0, 2, 2, 2], 3); // [[1, 0, 0], [0, 0, 1], [0, 0, 2]]
 * ```
 *
 * Source: `sklearn.metrics.confusion_matrix` with `labels=range(K)`.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param decision - the answers, N such indices; {@link topClass} makes them of scores.
 * @param classes - K, from 2 to 4096; classes that do not occur have rows and columns of 0.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns K lists of K counts.
 * @throws RangeError if the lengths differ, an entry is not a whole number from 0 to K − 1, or
 * `classes` is not such a number.
 */
export function multiclassConfusionMatrix(
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  classes: number,
  weights?: Weights,
): number[][] {
  checkClassCount("multiclassConfusionMatrix", classes, mostInMatrix);
  checkDecisions("multiclassConfusionMatrix", target, decision, classes);
  checkWeights("multiclassConfusionMatrix", target, weights);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < target.length; i++) matrix[target[i]][decision[i]] += weights?.[i] ?? 1;
  return matrix;
}

/** What a model does on one class: it against all others. */
export interface ClassReport {
  /** Of the answers with this class, the share that is right; 0 if there are none. */
  precision: number;
  /** Of the examples of this class, the share that is found; 0 if there are none. */
  recall: number;
  /**
   * The harmonic mean of precision and recall, 2·right/(examples + answers); 0 if there are neither
   * examples nor answers of this class.
   */
  f1: number;
  /** The number of examples of this class; with weights, the sum of theirs. */
  support: number;
}

/**
 * Precision, recall, F1 and the number of examples of each class.
 *
 * ```ts
 * classificationReport([0, 1, 2, 2], [0, 2, 2, 2], 3)[2];
 * // { precision: 0.667, recall: 1, f1: 0.8, support: 2 }, rounded
 * ```
 *
 * Source: `sklearn.metrics.precision_recall_fscore_support` with `labels=range(K)` and
 * `zero_division=0`, the rows of `classification_report`. The means below those rows are
 * {@link multiclassAccuracy} and, of F1, {@link macroF1}.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param decision - the answers, N such indices; {@link topClass} makes them of scores.
 * @param classes - K, from 2 to 2²⁰; for a class that does not occur, all four numbers are 0.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns K entries, that of class 0 first.
 * @throws RangeError if there are no examples, the lengths differ, an entry is not a whole number
 * from 0 to K − 1, or `classes` is not such a number.
 */
export function classificationReport(
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  classes: number,
  weights?: Weights,
): ClassReport[] {
  checkClassCount("classificationReport", classes, mostClasses);
  const caller = "classificationReport";
  const { total, support, decided, right } = countByClass(
    caller,
    target,
    decision,
    weights,
    classes,
  );
  checkNotEmpty(caller, total);
  return Array.from(support, (examples, k) => ({
    precision: decided[k] === 0 ? 0 : right[k] / decided[k],
    recall: examples === 0 ? 0 : right[k] / examples,
    f1: examples + decided[k] === 0 ? 0 : (2 * right[k]) / (examples + decided[k]),
    support: examples,
  }));
}

/**
 * The mean over the classes of F1 = 2·right/(examples + answers), where the common classes weigh no
 * more than the rare ones.
 *
 * The mean is over the classes that occur, among the targets or the answers. One that was answered
 * and has no examples counts, with 0; one that does not occur at all, or only with weight 0, does not.
 *
 * Source: `sklearn.metrics.f1_score` with `average="macro"`.
 *
 * @param target - the true classes, N indices counted from 0.
 * @param decision - the answers, N such indices; {@link topClass} makes them of scores.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, or an entry is not a whole
 * number from 0 to 2²⁰ − 1.
 */
export function macroF1(
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  weights?: Weights,
): number {
  const { total, support, decided, right } = countByClass("macroF1", target, decision, weights);
  checkNotEmpty("macroF1", total);
  let [sum, occurring] = [0, 0];
  support.forEach((examples, k) => {
    if (examples + decided[k] === 0) return;
    sum += (2 * right[k]) / (examples + decided[k]);
    occurring += 1;
  });
  return sum / occurring;
}

/**
 * The share of right answers. It says little of the rare classes.
 *
 * Source: `sklearn.metrics.accuracy_score`.
 *
 * @param target - the true classes, N indices counted from 0.
 * @param decision - the answers, N such indices; {@link topClass} makes them of scores.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the lengths differ, or an entry is not a whole
 * number from 0 to 2²⁰ − 1.
 */
export function multiclassAccuracy(
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  weights?: Weights,
): number {
  checkDecisions("multiclassAccuracy", target, decision);
  const total = checkWeights("multiclassAccuracy", target, weights);
  checkNotEmpty("multiclassAccuracy", total);
  let right = 0;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === decision[i]) right += weights?.[i] ?? 1;
  }
  return right / total;
}

/**
 * The mean over the classes of the share of their examples that was answered rightly: macro recall.
 * The mean is over the classes among the targets.
 *
 * Source: `sklearn.metrics.balanced_accuracy_score`, which has a value also if all targets are of
 * one class.
 *
 * @param target - the true classes, N indices counted from 0.
 * @param decision - the answers, N such indices; {@link topClass} makes them of scores.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of two classes or more.
 * @throws RangeError if the lengths differ, or an entry is not a whole number from 0 to 2²⁰ − 1.
 */
export function multiclassBalancedAccuracy(
  target: ArrayLike<number>,
  decision: ArrayLike<number>,
  weights?: Weights,
): number | null {
  const { support, right } = countByClass("multiclassBalancedAccuracy", target, decision, weights);
  let [total, occurring] = [0, 0];
  support.forEach((examples, k) => {
    if (examples === 0) return;
    total += right[k] / examples;
    occurring += 1;
  });
  return occurring < 2 ? null : total / occurring;
}
