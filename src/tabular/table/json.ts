/** Readers of JSON that may be damaged: every value is checked, and no field is ignored. */
import { shorten } from "./text.js";

// Functions that make readers have no side effects, so that bundlers leave out readers that nobody calls.

/** Returns the value as a `T`; throws a RangeError that begins with `label` if it is not one. */
export type Reader<T> = (value: unknown, label: string) => T;

/** The error to throw for a value that is not what `wanted` describes. */
export function wrong(value: unknown, label: string, wanted: string): RangeError {
  const found = value === undefined ? "missing" : shown(value);
  return new RangeError(`${label} is ${found}, where ${wanted} belongs`);
}

/** A value in brief: it may be large, or nested thousands deep. */
function shown(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (!Array.isArray(value)) return "an object";
  return value.length === 0 ? "[]" : `a list of ${value.length}`;
}

function quote(text: string): string {
  return JSON.stringify(shorten(text, 60));
}

export const string: Reader<string> = (value, label) => {
  if (typeof value !== "string") throw wrong(value, label, "a text");
  return value;
};

export const boolean: Reader<boolean> = (value, label) => {
  if (typeof value !== "boolean") throw wrong(value, label, "true or false");
  return value;
};

export const number: Reader<number> = (value, label) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(value, label, "a number");
  return value;
};

export const whole: Reader<number> = (value, label) => {
  if (!Number.isSafeInteger(value) || number(value, label) < 0) {
    throw wrong(value, label, "a whole number ≥ 0");
  }
  return number(value, label);
};

/* @__NO_SIDE_EFFECTS__ */
export function numberIn(low: number, high: number): Reader<number> {
  return (value, label) => {
    const found = number(value, label);
    if (!(found >= low && found <= high))
      throw wrong(value, label, `a number from ${low} to ${high}`);
    return found;
  };
}

/** For values that are checked elsewhere, or not at all. */
export const anything: Reader<unknown> = (value) => value;

/* @__NO_SIDE_EFFECTS__ */
export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, label) => (value === null ? null : read(value, label));
}

/** For a field that may be missing. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, label) => (value === undefined ? undefined : read(value, label));
}

/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string | number>(...known: readonly T[]): Reader<T> {
  return (value, label) => {
    const found = known.find((one) => one === value);
    if (found === undefined)
      throw wrong(value, label, known.map((k) => JSON.stringify(k)).join(" or "));
    return found;
  };
}

/* @__NO_SIDE_EFFECTS__ */
export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, label) => {
    if (!Array.isArray(value)) throw wrong(value, label, "a list");
    return Array.from(value, (entry, i) => read(entry, `${label}[${i}]`)); // holes, too
  };
}

/** An object with any field names. */
/* @__NO_SIDE_EFFECTS__ */
export function recordOf<T>(read: Reader<T>): Reader<Record<string, T>> {
  return (value, label) => {
    const entries = Object.entries(asObject(value, label));
    return Object.fromEntries(
      entries.map(([name, entry]) => [name, read(entry, `${label}.${name}`)]),
    );
  };
}

/** An object with these fields and no others. */
/* @__NO_SIDE_EFFECTS__ */
export function object<T>(fields: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value, label) => {
    const given = asObject(value, label);
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) {
      throw new RangeError(
        `${label} has an unknown field ${quote(unknown)}; its fields are ` +
          Object.keys(fields).join(", "),
      );
    }
    const names = Object.keys(fields) as (keyof T & string)[];
    const read = names.map((name) => {
      return [name, fields[name](own(given, name), `${label}.${name}`)];
    });
    return Object.fromEntries(read) as T;
  };
}

/** An object whose field `type` names its reader. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOfTypes<T>(readers: Readonly<Record<string, Reader<T>>>): Reader<T> {
  const readType = oneOf(...Object.keys(readers));
  return (value, label) => {
    const type = readType(own(asObject(value, label), "type"), `${label}.type`);
    return readers[type](value, label);
  };
}

/** The value of a field; inherited properties do not count. */
function own(object: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function asObject(value: unknown, label: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(value, label, "an object");
  }
  return value as Record<string, unknown>;
}

/** @throws RangeError naming `label` if the text is not JSON, or `read` rejects its value. */
export function parseJson<T>(text: string, read: Reader<T>, label: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`${label} is no JSON, or only part of a file: ${String(error)}`, {
      cause: error,
    });
  }
  return read(value, label);
}

/** Returns f(), and puts `label` in front of the message of an error that it throws. */
export function named<T>(label: string, f: () => T): T {
  try {
    return f();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RangeError(`${label}: ${message}`, { cause: error });
  }
}
