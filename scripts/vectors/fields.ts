/** Reads the JSON of a vector file. Every value is checked, and no field is ignored. */
import { tensor, type Dtype, type Tensor } from "../../src/index.js";

/** Makes a `T` from a JSON value; throws an Error that begins with `label` if it cannot. */
export type Reader<T> = (value: unknown, label: string) => T;

function wrong(value: unknown, label: string, wanted: string): Error {
  return new Error(`${label} is ${JSON.stringify(value)}, not ${wanted}`);
}

export const number: Reader<number> = (value, label) => {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw wrong(value, label, "a number");
};

export const boolean: Reader<boolean> = (value, label) => {
  if (typeof value !== "boolean") throw wrong(value, label, "true or false");
  return value;
};

export const string: Reader<string> = (value, label) => {
  if (typeof value !== "string") throw wrong(value, label, "a string");
  return value;
};

/** For descriptions, which have no effect. */
export const anything: Reader<unknown> = (value) => value;

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, label) => (value === null ? null : read(value, label));
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, label) => {
    if (!Array.isArray(value)) throw wrong(value, label, "a list");
    return value.map((entry, i) => read(entry, `${label}[${i}]`));
  };
}

export function pairOf<T>(read: Reader<T>): Reader<[T, T]> {
  return (value, label) => {
    const list = listOf(read)(value, label);
    if (list.length !== 2) throw wrong(value, label, "a list of two");
    return [list[0], list[1]];
  };
}

export const numbers = listOf(number);

/** A number, or a list of numbers; always returned as a list. */
export const oneOrMore: Reader<(number | null)[]> = (value, label) =>
  Array.isArray(value) ? listOf(orNull(number))(value, label) : [number(value, label)];

/** One axis, several, or `null` for all. */
export const axis: Reader<number | number[] | null> = orNull((value, label) =>
  Array.isArray(value) ? numbers(value, label) : number(value, label),
);

export function oneOf<T extends string>(...known: readonly T[]): Reader<T> {
  return (value, label) => {
    const found = known.find((name) => name === value);
    if (found === undefined) throw wrong(value, label, `one of ${known.join(", ")}`);
    return found;
  };
}

/** A number, a flat list, or an object {shape, data}. */
export function tensorOf(dtype: Dtype): Reader<Tensor> {
  return (value, label) => {
    if (typeof value !== "object" || value === null) return tensor(number(value, label), { dtype });
    if (Array.isArray(value)) return tensor(numbers(value, label), { dtype });
    const fields = new Fields(value, label);
    const shape = fields.required("shape", numbers);
    const data = fields.required("data", numbers);
    fields.finish();
    return named(label, () => tensor(data, { shape, dtype }));
  };
}

/** Returns f(), and puts `label` in front of the message of an error that it throws. */
function named<T>(label: string, f: () => T): T {
  try {
    return f();
  } catch (error) {
    throw new Error(`${label}: ${messageOf(error)}`, { cause: error });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The entry of a table. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  if (!Object.hasOwn(table, name)) throw new Error(`unknown ${what} ${JSON.stringify(name)}`);
  return table[name];
}

/** An object of the file. It records which fields were read; `finish` rejects the others. */
export class Fields {
  readonly #fields: Map<string, unknown>;
  readonly #unread: Set<string>;
  readonly #children: Fields[] = [];

  constructor(
    value: unknown,
    readonly label: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw wrong(value, label, "an object");
    }
    this.#fields = new Map(Object.entries(value));
    this.#unread = new Set(this.#fields.keys());
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  required<T>(name: string, read: Reader<T>): T {
    if (!this.has(name)) throw new Error(`${this.label} has no ${JSON.stringify(name)}`);
    this.#unread.delete(name);
    return read(this.#fields.get(name), `${this.label}.${name}`);
  }

  /** `undefined` if there is no such field. */
  optional<T>(name: string, read: Reader<T>): T | undefined {
    return this.has(name) ? this.required(name, read) : undefined;
  }

  /** A nested object, whose fields `finish` checks as well; empty if missing or null. */
  object(name: string): Fields {
    return this.#child(this.optional(name, anything) ?? {}, `${this.label}.${name}`);
  }

  objects(name: string): Fields[] {
    return this.required(
      name,
      listOf((value, label) => this.#child(value, label)),
    );
  }

  #child(value: unknown, label: string): Fields {
    const child = new Fields(value, label);
    this.#children.push(child);
    return child;
  }

  /** @throws Error naming the fields that were not read, if there are any. */
  finish(): void {
    for (const child of this.#children) child.finish();
    if (this.#unread.size === 0) return;
    const names = [...this.#unread].map((name) => JSON.stringify(name));
    throw new Error(`${this.label} has fields that mean nothing here: ${names.join(", ")}`);
  }
}
