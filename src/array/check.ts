/** Checks for what TypeScript refuses but JavaScript lets through. */
import { nearest } from "./nearest.js";

/**
 * Catches `x.reshape(2, 3)`, written for `x.reshape([2, 3])`.
 *
 * @param value - what should be a list.
 * @param caller - the function to name in the message.
 * @param example - a list that would do, for the message.
 * @throws TypeError if `value` is not a list, or an entry is missing.
 */
export function checkList(value: unknown, caller: string, example: string): void {
  if (Array.isArray(value) && !value.includes(undefined)) return; // before the message is put together: this is called often
  checkType(false, `${caller} takes a list, such as ${example}`, value);
}

/**
 * @param isGood - whether the value is of the expected kind.
 * @param expected - what was expected: `noGrad takes a function`.
 * @param value - what was given, for the message.
 * @throws TypeError unless it is.
 */
export function checkType(isGood: boolean, expected: string, value: unknown): asserts isGood {
  if (!isGood) throw new TypeError(`${expected}, not ${show(value)}`);
}

/**
 * Whether `value` is an object that has all these fields.
 *
 * @param value - anything.
 * @param names - the names of the fields.
 */
export function hasFields(value: unknown, ...names: string[]): boolean {
  return typeof value === "object" && value !== null && names.every((name) => name in value);
}

/**
 * Checks each entry of a list, a hole as well.
 *
 * @param what - names the list, for the message: `takeRows: rows`.
 * @param values - what should be a list of numbers.
 * @param isGood - whether a number is in its range.
 * @param range - what the entries must be: `numbers ≥ 0`.
 * @throws TypeError if it is not a list.
 * @throws RangeError naming the first entry that is not a number, or not in the range.
 */
export function checkEntries(
  what: string,
  values: unknown,
  isGood: (value: number) => boolean,
  range: string,
): asserts values is readonly number[] {
  checkType(Array.isArray(values), `${what} must be a list of ${range}`, values);
  const bad = values.findIndex((value) => !(typeof value === "number" && isGood(value)));
  if (bad < 0) return;
  throw new RangeError(`${what} must be ${range}; entry ${bad} is ${show(values[bad])}`);
}

/** For each option its default; `undefined` where there is none. */
type Defaults<Options> = { [Name in keyof Options]-?: Options[Name] | undefined };

/** Options, with a value for each that has a default. */
export type Filled<Options, Given> = {
  [Name in keyof Options]-?: Name extends keyof Given
    ? Given[Name] extends undefined
      ? Options[Name]
      : Exclude<Options[Name], undefined>
    : never;
};

/**
 * Fills in defaults. Catches what would otherwise be ignored: an unknown name, and `x.sum(0, true)`
 * written for `x.sum(0, { keepdims: true })`.
 *
 * @param caller - the function to name in the message.
 * @param options - what should be an object of options.
 * @param defaults - has every option there is: its default, or `undefined`.
 * @throws TypeError if `options` is not a plain object, there is no such option, or its value is
 * not of the kind of its default: a number, a list, an instance of the same class, and so on.
 */
export function checkOptions<Options extends object, const Given extends Defaults<Options>>(
  caller: string,
  options: Options,
  defaults: Given,
): Filled<Options, Given> {
  if (!isPlainObject(options)) {
    const example = `{ ${Object.keys(defaults)[0]}: … }`;
    throw new TypeError(
      `${caller} takes its options as an object, such as ${example}, not ${show(options)}`,
    );
  }
  const filled: Record<string, unknown> = { ...defaults };
  for (const name in options) {
    const value: unknown = options[name];
    if (!Object.hasOwn(defaults, name)) {
      const names = Object.keys(defaults);
      const close = nearest(name, names);
      throw new TypeError(
        `${caller} has no option ${show(name)}; ` +
          (close === undefined
            ? `its options are ${names.join(", ")}`
            : `did you mean ${close}, of its options ${names.join(", ")}?`),
      );
    }
    if (value === undefined) continue;
    const fallback = filled[name];
    if (fallback !== undefined && !isLike(value, fallback)) {
      throw new TypeError(`${caller}: ${name} must be ${kindOf(fallback)}, not ${show(value)}`);
    }
    filled[name] = value;
  }
  return filled as Filled<Options, Given>;
}

function isLike(value: unknown, example: unknown): boolean {
  if (Array.isArray(example)) return Array.isArray(value);
  if (typeof example === "function") return isCallable(value);
  if (typeof example !== "object" || example === null) return typeof value === typeof example;
  if (isPlainObject(example)) return isPlainObject(value);
  return value instanceof example.constructor;
}

function kindOf(example: unknown): string {
  if (Array.isArray(example)) return "a list";
  return typeof example === "object" ? show(example) : `a ${typeof example}`;
}

/**
 * Whether `value` is a function that can be called without `new`: no class.
 *
 * @param value - anything.
 */
export function isCallable(value: unknown): boolean {
  return typeof value === "function" && !isClass(value);
}

/** The `prototype` of a class, unlike that of a function, cannot be replaced. */
function isClass(f: object): boolean {
  return Object.getOwnPropertyDescriptor(f, "prototype")?.writable === false;
}

/**
 * @param what - names the value, for the message.
 * @param value - what should be a whole number.
 * @param least - the smallest that it may be.
 * @throws RangeError unless it is one.
 */
export function checkCount(what: string, value: unknown, least = 1): void {
  if (Number.isInteger(value) && (value as number) >= least) return;
  throw new RangeError(`${what} must be a whole number ≥ ${least}, not ${show(value)}`);
}

/**
 * Whether `value` is an object such as `{ … }` makes: not a list, not an instance of a class.
 *
 * @param value - anything.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
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

/**
 * Describes anything briefly, for a message.
 *
 * @param value - what was given.
 */
export function show(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  if (typeof value === "function") {
    return `the ${isClass(value) ? "class" : "function"} ${value.name}`.trimEnd();
  }
  if (Object.is(value, -0)) return "-0";
  if (value === null || typeof value !== "object") return String(value);
  if (Array.isArray(value)) {
    if (value.length > 8) return `a list of ${value.length}`;
    const entries = Array.from(value, (entry) => (Array.isArray(entry) ? "[…]" : show(entry)));
    return `[${entries.join(", ")}]`;
  }
  if (isPlainObject(value)) return "an object";
  const { name } = value.constructor; // ndarray's are such as View2dfloat64
  return /^View\d/.test(name) ? "an ndarray" : `a ${name}`;
}
