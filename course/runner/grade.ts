/** Grades an answer: against what is right, and against what people got wrong before. */
import { Generator } from "ghmgrad";
import { compare } from "./compare.js";
import type { Check, Exercise, Values } from "./exercise.js";
import { inAnswer, run, Trouble, type Compile } from "./run.js";
import type { Verdict } from "./verdict.js";
import { show } from "./words.js";

/** An answer that is wrong in a known way. */
export interface Wrong {
  source: string;
  /** What to tell somebody who gave it. */
  says: string;
}

type AnyCheck = Check<never>;
type Answer = Record<string, unknown>;

/**
 * Grades the text of a learner's file.
 *
 * @param compile - see {@link run}.
 * @param print - gets each line that the learner's file prints.
 */
export function grade(
  { exports, checks }: Exercise,
  source: string,
  wrong: readonly Wrong[],
  compile: Compile,
  print: (line: string) => void = () => undefined,
): Verdict {
  let answer: Answer;
  try {
    answer = run(source, compile, print);
    checkExports(exports, answer);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { trouble: { message: error.message, line: error.line }, checks: [], known: null };
  }
  const failures = checks.map((check) => firstFailure(check, answer));
  const isAlike = ({ source }: Wrong) => {
    const other = run(source, compile, () => undefined);
    // The same goes wrong first, with the same input and in the same way.
    const k = failures.findIndex((failure) => failure !== null);
    return (
      checks.slice(0, k).every((check) => firstFailure(check, other) === null) &&
      isSame(failures[k], firstFailure(checks[k], other), checks[k].tolerance)
    );
  };
  const isWrong = failures.some((failure) => failure !== null);
  return {
    trouble: null,
    checks: checks.map(({ title }, k) => ({ title, wrong: failures[k]?.said ?? null })),
    known: isWrong ? (wrong.find(isAlike)?.says ?? null) : null,
  };
}

/** @throws Trouble naming an export that is missing. */
function checkExports(exports: Exercise["exports"], answer: Answer): void {
  for (const [name, call] of Object.entries(exports)) {
    if (answer[name] !== undefined) continue;
    const others = Object.keys(answer).filter((other) => !(other in exports));
    const has = others.length === 0 ? "" : `; it exports ${others.join(", ")}`;
    throw new Trouble(`it must export ${name}, used as ${call}, and does not${has}`, null);
  }
}

interface Failure {
  said: string;
  /** The place of the input among those of the check. */
  input: number;
  observed: Observed;
}

type Observed = { values: Values } | { thrown: string; where: string };

/** What an answer gets wrong first in a check; `null`: nothing. */
function firstFailure(check: AnyCheck, answer: Answer): Failure | null {
  // All answers get the same inputs.
  for (const [i, input] of check.inputs(new Generator(7)).entries()) {
    const observed = observe(check, answer, structuredClone(input)); // which it may change
    const wrong =
      "thrown" in observed
        ? observed.thrown + observed.where
        : compare(observed.values, check.expected(input), check.tolerance);
    if (wrong === null) continue;
    const given = Object.entries(input).map(([name, value]) => `${name} = ${show(value)}`);
    const where = given.length === 0 ? "" : `\nfor ${given.join(", ")}`;
    return { said: wrong + where, input: i, observed };
  }
  return null;
}

function observe(check: AnyCheck, answer: Answer, input: Values): Observed {
  try {
    return { values: inAnswer(() => check.observe(answer as never, input)) };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    const { message, line } = error;
    // Without a line of the file, the check stumbled over what it was given.
    const where = line === null ? ": what does your function return?" : `, in line ${line}`;
    return { thrown: message, where };
  }
}

function isSame(one: Failure | null, other: Failure | null, tolerance?: number): boolean {
  if (one === null || other === null || one.input !== other.input) return false;
  const [first, second] = [one.observed, other.observed];
  // In whatever line, the same was thrown.
  if ("thrown" in first) return "thrown" in second && first.thrown === second.thrown;
  return "values" in second && compare(first.values, second.values, tolerance) === null;
}
