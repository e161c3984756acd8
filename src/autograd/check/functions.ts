/** The checks of functions that the engine calls, and of what they return. */
import { describe, Tensor } from "../tensor.js";

/**
 * @param caller - the name of the function that called, for the message.
 * @param result - what the called function returned.
 * @returns `result`.
 * @throws TypeError if it is a promise or a generator, whose code runs later.
 */
export function checkDone<T>(caller: string, result: T): T {
  const isLater =
    typeof result === "object" &&
    result !== null &&
    ["then", "next"].some((name) => typeof Reflect.get(result, name) === "function");
  if (isLater) {
    throw new TypeError(
      `${caller} needs a function that is done when it returns: what an async function does after ` +
        `its first await, or a generator at all, would run outside`,
    );
  }
  return result;
}

/**
 * @param argnum - the argument to differentiate with respect to, counted from 0.
 * @param count - the number of arguments.
 * @throws RangeError if there is no such argument.
 */
export function checkArgnum(argnum: number, count: number): void {
  if (Number.isInteger(argnum) && argnum >= 0 && argnum < count) return;
  throw new RangeError(
    `there is no argument ${argnum} to differentiate with respect to: ${count} were given, ` +
      `and argnum counts from 0`,
  );
}

/**
 * @param value - what the function to differentiate returned.
 * @throws RangeError unless it is a tensor of one element.
 */
export function checkOneValue(value: unknown): void {
  if (value instanceof Tensor && value.size === 1) return;
  const got = value instanceof Tensor ? describe(value) : String(value);
  throw new RangeError(`a gradient needs an f that gives a tensor of one element, not ${got}`);
}
