/** Checks for what TypeScript refuses but JavaScript lets through. */

/**
 * Catches `x.reshape(2, 3)`, written for `x.reshape([2, 3])`.
 *
 * @param value - what should be a list.
 * @param caller - the function to name in the message.
 * @param example - a list that would do, for the message.
 * @throws TypeError if `value` is not a list.
 */
export function checkList(value: unknown, caller: string, example: string): void {
  if (!Array.isArray(value)) {
    throw new TypeError(`${caller} takes a list, such as ${example}, not ${String(value)}`);
  }
}

/**
 * Catches `x.sum(0, true)`, written for `x.sum(0, { keepdims: true })`: destructuring `true` would
 * give no options.
 *
 * @param caller - the function to name in the message.
 * @param options - what should be an object of options.
 * @returns `options`, to be destructured.
 * @throws TypeError if `options` is not a plain object.
 */
export function checkOptions<T extends object>(caller: string, options: T): T {
  if (!isPlainObject(options)) {
    throw new TypeError(
      `${caller} takes its options as an object, such as { name: value }, not ${String(options)}`,
    );
  }
  return options;
}

/**
 * Whether `value` is an object such as `{ … }` makes: not a list, not an instance of a class.
 *
 * @param value - anything.
 */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A number with its noun: `1 row`, `3 rows`.
 *
 * @param n - how many.
 * @param noun - in the singular.
 */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
