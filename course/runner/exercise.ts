/** What the `grade.ts` of a lesson is made of. */
import type { Generator } from "ghmgrad";

/** What is compared: a number, a text, a truth, or a list of these. */
export type Value = number | string | boolean | null | readonly Value[];

/** Values by the names that a learner knows them by. */
export type Values = Readonly<Record<string, Value>>;

/** Bounds of a number, such as an accuracy that must be reached. */
export class Bounds {
  constructor(
    readonly least: number,
    readonly most = Infinity,
  ) {}
}

/** One thing that a right answer does. */
export interface Check<Answer, Input extends Values = Values> {
  /** A sentence that is true of a right answer. */
  title: string;
  /** What to try it with. Messages show it, by its names. */
  inputs(random: Generator): readonly Input[];
  /** Uses an answer: the learner's, the solution, or one that is wrong in a known way. */
  observe(answer: Answer, input: Input): Values;
  /** What a right answer gives, found without the solution: by plain loops, or by the package. */
  expected(input: Input): Readonly<Record<string, Value | Bounds>>;
  /** How far a number may be off, relative to it or to 1 if that is more. Default: 1e-9. */
  tolerance?: number;
}

export interface Exercise {
  /** What an answer must export, and how each is called, such as `(x, pStar) => loss`. */
  exports: Readonly<Record<string, string>>;
  checks: readonly Check<never>[];
}

/**
 * The exercise of a lesson whose answers have the exports of `Answer`.
 *
 * ```ts
 * interface Answer {
 *   slope: (f: (x: number) => number, x: number) => number;
 * }
 *
 * export const { exercise, check } = answers<Answer>({ slope: "(f, x) => number" });
 * ```
 *
 * Its two functions only tell the compiler the types.
 */
export function answers<Answer>(exports: Readonly<Record<keyof Answer & string, string>>) {
  return {
    check: <Input extends Values>(one: Check<Answer, Input>): Check<Answer> => one,
    exercise: (...checks: readonly Check<Answer>[]): Exercise => ({ exports, checks }),
  };
}
