/** Calls, which programs are made of, and how their arguments are chosen and written. */
import type { Tensor } from "../../src/index.js";

/** What a call is given: earlier values, other calls, options, and numbers, strings and lists. */
export type Argument =
  | Value
  | Call
  | number
  | string
  | boolean
  | null
  | readonly Argument[]
  | { readonly [option: string]: Argument };

/** An earlier value of the program, by its number. */
export class Value {
  constructor(readonly at: number) {}
}

/** A call of a function, or of a constructor, whose name is capitalised. */
export class Call {
  constructor(
    readonly name: string,
    readonly args: readonly Argument[],
  ) {}

  get isConstructor(): boolean {
    return /^[A-Z]/.test(this.name);
  }
}

/** An earlier value that was chosen, and the tensor that it is. */
export interface Chosen {
  ref: Value;
  t: Tensor;
}

/** Chooses the arguments of a call. */
export class Chooser {
  #next = 0;
  readonly #picks: readonly number[];

  /**
   * @param picks - whole numbers that decide; where they are used up, 0 does.
   * @param values - the earlier values of the program.
   * @param isWild - whether arguments may be outside a function's domain.
   */
  constructor(
    picks: readonly number[],
    readonly values: readonly Tensor[],
    readonly isWild: boolean,
  ) {
    this.#picks = picks;
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return (this.#picks[this.#next++] ?? 0) % n;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** An earlier value for which `fits` holds, often the last; `null` if there is none. */
  value(fits: (t: Tensor) => boolean = () => true): Chosen | null {
    const found = [...this.values.keys()].filter((at) => fits(this.values[at])).reverse();
    if (found.length === 0) return null;
    const at = this.below(2) === 0 ? found[0] : this.one(found);
    return { ref: new Value(at), t: this.values[at] };
  }
}

/**
 * An argument as TypeScript.
 *
 * @param arg - what to write.
 * @param nameOf - the name of a value, given its number.
 */
export function write(arg: Argument, nameOf: (at: number) => string): string {
  const list = (args: readonly Argument[]) => args.map((each) => write(each, nameOf)).join(", ");
  if (arg instanceof Value) return nameOf(arg.at);
  if (arg instanceof Call)
    return `${arg.isConstructor ? "new " : ""}${arg.name}(${list(arg.args)})`;
  if (Array.isArray(arg)) return `[${list(arg as Argument[])}]`;
  if (typeof arg === "number") return Object.is(arg, -0) ? "-0" : String(arg);
  if (typeof arg !== "object" || arg === null) return JSON.stringify(arg);
  const entries = Object.entries(arg).map(([key, each]) => `${key}: ${write(each, nameOf)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}
