/** The checks of functions that the engine calls, and of what they return. */
import { checkType, isCallable, show } from "../../array/index.js";
import { Tensor } from "../tensor.js";
import { describe } from "./describe.js";

/**
 * @param caller - the name of the function that was given `f`.
 * @param f - what should be a function.
 * @throws TypeError if it is none.
 */
export function checkFunction(caller: string, f: unknown): void {
  checkType(isCallable(f), `${caller} takes a function`, f);
}

/**
 * @param caller - the name of the function that was given `f`.
 * @param f - what should be a function.
 * @param call - calls it.
 * @returns what `call` returns.
 * @throws TypeError if `f` is no function, or the result is a promise or a generator, whose code
 * runs later.
 */
export function callNow<T>(caller: string, f: unknown, call: () => T): T {
  checkFunction(caller, f);
  const result = call();
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
    `there is no argument ${show(argnum)} to differentiate with respect to: ${count} were given, ` +
      `and argnum counts from 0`,
  );
}

/**
 * @param value - what the function to differentiate returned.
 * @throws RangeError unless it is a tensor of one element.
 */
export function checkOneValue(value: unknown): void {
  if (value instanceof Tensor && value.size === 1) return;
  const got = value instanceof Tensor ? describe(value) : show(value);
  throw new RangeError(`a gradient needs an f that gives a tensor of one element, not ${got}`);
}

/**
 * @param what - names the value, for the message.
 * @param value - anything.
 * @throws TypeError unless it is a tensor.
 */
export function checkIsTensor(what: string, value: unknown): asserts value is Tensor {
  if (!(value instanceof Tensor)) checkType(false, `${what} must be a Tensor`, value);
}
