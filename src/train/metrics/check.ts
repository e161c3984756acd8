/**
 * @returns how many targets are 1.
 * @throws RangeError if the lengths differ, a target is neither 0 nor 1, or a score is no number.
 */
export function checkExamples(target: ArrayLike<number>, score: ArrayLike<number>): number {
  if (typeof target.length !== "number" || target.length !== score.length) {
    throw new RangeError(`${target.length} targets do not match ${score.length} scores`);
  }
  let positives = 0;
  for (let i = 0; i < target.length; i++) {
    if (target[i] === 1) positives += 1;
    else if (target[i] !== 0) {
      throw new RangeError(`targets are 0 or 1; target ${i} is ${String(target[i])}`);
    }
    if (typeof score[i] !== "number" || Number.isNaN(score[i])) {
      throw new RangeError(`score ${i} is ${String(score[i])}, not a number`);
    }
  }
  return positives;
}

/**
 * For metrics that are numbers whatever the classes.
 *
 * @throws RangeError if there are no examples.
 */
export function checkNotEmpty(caller: string, target: ArrayLike<number>): void {
  if (target.length === 0) throw new RangeError(`${caller} of no examples is not defined`);
}
