/** What a worker does with a learner's file, and what it says meanwhile. */
import type { Lesson } from "./lesson.js";
import { exercises } from "./exercises.js";
import { grade } from "./grade.js";
import type { Compile } from "./run.js";
import type { Verdict } from "./verdict.js";

export interface Question {
  lesson: Pick<Lesson, "id" | "wrong">;
  /** The learner's file. */
  source: string;
}

/** Lines that the file prints come as they are printed: a loop without an end prints, too. */
export type Said = { printed: string } | { verdict: Verdict };

/** A file that prints more is not shown more. */
const mostLines = 200;

/** Grades a file, and says what it prints and what is to be said of it. */
export function work(
  { lesson, source }: Question,
  compile: Compile,
  say: (said: Said) => void,
): void {
  let lines = 0;
  const print = (line: string) => {
    lines += 1;
    if (lines <= mostLines) say({ printed: line });
    if (lines === mostLines + 1) say({ printed: `… more than ${mostLines} lines` });
  };
  say({ verdict: grade(exercises[lesson.id], source, lesson.wrong, compile, print) });
}
