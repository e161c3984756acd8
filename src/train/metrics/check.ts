import { checkType, isTypedArray, show } from "../../array/index.js";

/**
 * Checks targets and scores.
 *
 * @param caller - the function that messages name.
 * @param target - must be 0 or 1.
 * @param score - one number for each target, not NaN.
 * @returns the number of targets that are 1.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is not a
 * number.
 */
export function checkExamples(
  caller: string,
  target: ArrayLike<number>,
  score: ArrayLike<number>,
): number {
  checkNumbers(`${caller}: the targets`, target);
  checkNumbers(`${caller}: the scores`, score);
  if (target.length !== score.length) {
    throw new RangeError(`${caller}: ${target.length} targets do not match ${score.length} scores`);
  }
  let positives = 0;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === 1) positives += 1;
    else if (target[i] !== 0) {
      throw new RangeError(`${caller}: targets are 0 or 1; target ${i} is ${show(target[i])}`);
    }
    if (typeof score[i] !== "number" || Number.isNaN(score[i])) {
      throw new RangeError(`${caller}: score ${i} is ${show(score[i])}, not a number`);
    }
  }
  return positives;
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
 * @param target - the true labels.
 * @throws RangeError if there are no examples.
 */
export function checkNotEmpty(caller: string, target: ArrayLike<number>): void {
  if (target.length === 0) throw new RangeError(`${caller} of no examples is not defined`);
}
