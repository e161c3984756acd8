/** What TypeScript refuses and JavaScript lets through. */

/**
 * `x.reshape(2, 3)` for `x.reshape([2, 3])`.
 *
 * @throws TypeError if `value` is no list.
 */
export function checkList(value: unknown, caller: string, example: string): void {
  if (!Array.isArray(value)) {
    throw new TypeError(`${caller} takes a list, such as ${example}, not ${String(value)}`);
  }
}

/**
 * `x.sum(0, true)` for `x.sum(0, { keepdims: true })`, which destructuring would take for no options.
 *
 * @returns `options`, to be destructured.
 * @throws TypeError if `options` is no plain object.
 */
export function checkOptions<T extends object>(caller: string, options: T): T {
  if (!isPlainObject(options)) {
    throw new TypeError(
      `${caller} takes its options as an object, such as { name: value }, not ${String(options)}`,
    );
  }
  return options;
}

/** Whether `value` is what `{ … }` makes: no list, no instance of a class. */
export function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `1 row`, `3 rows`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
