/** What a grading says, in a terminal. */
import { isRight } from "../runner/verdict.js";
import type { Grading } from "../runner/grader.js";
import { paint, plain, wrap, type Screen } from "./text.js";

/** So many lines around one that is shown. */
const around = 1;

/**
 * The lines of a grading.
 *
 * @param source - the learner's file.
 */
export function reportOf(screen: Screen, { verdict, printed }: Grading, source: string): string {
  const { trouble, checks, known } = verdict;
  const parts: string[] = [];
  if (printed.length > 0)
    parts.push(["It prints:", ...printed.map((line) => `    ${line}`)].join("\n"));
  if (trouble !== null) {
    const where = trouble.line === null ? "Your file: " : `Your file, line ${trouble.line}: `;
    parts.push(paint(screen, "red", wrap(screen, where + trouble.message)));
    if (trouble.line !== null) parts.push(excerpt(source, trouble.line));
  }
  const first = checks.findIndex(({ wrong }) => wrong !== null);
  const lines = checks.map(({ title, wrong }, k) => {
    if (wrong === null) return paint(screen, "green", `  ✓ ${title}`);
    // One thing at a time.
    if (k !== first) return `  · ${title}`;
    const [what, ...given] = wrong.split("\n");
    return [
      paint(screen, "red", `  ✗ ${title}`),
      wrap(screen, what, "      "),
      ...given.map((line) => wrap(screen, line, "      ")),
    ].join("\n");
  });
  if (lines.length > 0) parts.push(lines.join("\n"));
  if (known !== null) parts.push(wrap(screen, plain(known, "")));
  if (isRight(verdict)) parts.push(paint(screen, "green", "All of it is right."));
  return parts.join("\n\n");
}

function excerpt(source: string, line: number): string {
  const lines = source.split(/\r?\n/);
  const [from, to] = [Math.max(1, line - around), Math.min(lines.length, line + around)];
  return Array.from({ length: to - from + 1 }, (_, k) => {
    const number = from + k;
    const mark = number === line ? "→" : " ";
    return `  ${mark} ${String(number).padStart(4)} │ ${lines[number - 1]}`;
  }).join("\n");
}
