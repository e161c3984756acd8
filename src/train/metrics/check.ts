import { checkType, isTypedArray, show } from "../../array/index.js";

/**
 * How much each example counts, one number ≥ 0 for each: an example of weight k counts as k copies of
 * it, and one of weight 0 not at all. Shares and means do not change if all weights are multiplied by a
 * number. `null`: all count alike.
 *
 * Metrics throw a RangeError if there are more or fewer weights than targets, or if one is negative or
 * not finite.
 *
 * Source: `sample_weight` of `sklearn.metrics`.
 */
export type Weights = ArrayLike<number> | null | undefined;

/** How much all examples count, and the positive ones: their number, or the sum of their weights. */
export interface Totals {
  positives: number;
  total: number;
}

/**
 * Checks targets, scores and weights.
 *
 * @param caller - the function that messages name.
 * @param target - must be 0 or 1.
 * @param score - one number for each target, not NaN.
 * @param weights - one number ≥ 0 for each target, or none.
 * @returns the sums of the weights.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, a score is not a number, or a
 * weight is negative or not finite.
 */
export function checkExamples(
  caller: string,
  target: ArrayLike<number>,
  score: ArrayLike<number>,
  weights?: Weights,
): Totals {
  checkNumbers(`${caller}: the targets`, target);
  checkNumbers(`${caller}: the scores`, score);
  if (target.length !== score.length) {
    throw new RangeError(`${caller}: ${target.length} targets do not match ${score.length} scores`);
  }
  const total = checkWeights(caller, target, weights);
  let positives = 0;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === 1) positives += weights?.[i] ?? 1;
    else if (target[i] !== 0) {
      throw new RangeError(`${caller}: targets are 0 or 1; target ${i} is ${show(target[i])}`);
    }
    if (typeof score[i] !== "number" || Number.isNaN(score[i])) {
      throw new RangeError(`${caller}: score ${i} is ${show(score[i])}, not a number`);
    }
  }
  return { positives, total };
}

/**
 * Checks weights.
 *
 * @param caller - the function that messages name.
 * @param target - the targets.
 * @param weights - one number ≥ 0 for each target, or none.
 * @returns their sum; without weights, the number of targets.
 * @throws RangeError if the lengths differ, or a weight, or the sum of all, is negative or not finite.
 */
export function checkWeights(caller: string, target: ArrayLike<number>, weights: Weights): number {
  if (weights === null || weights === undefined) return target.length;
  checkNumbers(`${caller}: the weights`, weights);
  if (weights.length !== target.length) {
    throw new RangeError(
      `${caller}: ${weights.length} weights do not match ${target.length} targets`,
    );
  }
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    if (!(Number.isFinite(weights[i]) && weights[i] >= 0)) {
      throw new RangeError(
        `${caller}: weights are finite numbers ≥ 0; weight ${i} is ${show(weights[i])}`,
      );
    }
    total += weights[i];
  }
  if (total < Infinity) return total;
  throw new RangeError(`${caller}: the sum of the weights is infinite: divide them by the largest`);
}

/**
 * @param what - names the values, for the message.
 * @param values - what should be a list of numbers.
 * @throws TypeError if it is none.
 */
export function checkNumbers(what: string, values: unknown): asserts values is ArrayLike<number> {
  const isList = Array.isArray(values) || isTypedArray(values);
  checkType(isList, `${what} must be a list or a typed array, such as x.toArray().flat()`, values);
}

/**
 * Checks class indices.
 *
 * @param caller - the function that the message names.
 * @param what - one of them, for the message: `target`.
 * @param indices - must be whole numbers from 0 to classes − 1.
 * @param classes - how many classes there are.
 * @param remedy - what to do, for the message.
 * @returns the highest index plus 1; 0 if there are none.
 * @throws RangeError naming the first entry that is not the index of a class.
 */
export function checkClasses(
  caller: string,
  what: string,
  indices: ArrayLike<number>,
  classes: number,
  remedy = "",
): number {
  let highest = -1;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!Number.isInteger(index) || index < 0 || index >= classes) {
      throw new RangeError(
        `${caller}: ${what}s are class indices, whole numbers from 0 to ${classes - 1}${remedy}; ` +
          `${what} ${i} is ${show(index)}`,
      );
    }
    if (index > highest) highest = index;
  }
  return highest + 1;
}

/**
 * Checks that there are examples, for metrics that are defined even if all are of one class.
 *
 * @param caller - the function that the message names.
 * @param total - their number, or the sum of their weights.
 * @throws RangeError if there are none, or if all have weight 0.
 */
export function checkNotEmpty(caller: string, total: number): void {
  if (total > 0) return;
  throw new RangeError(`${caller} of no examples is not defined`);
}
