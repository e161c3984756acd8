/** Reads lessons from their folders. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { blocksOf, openingComment, type Lesson } from "./lesson.js";

const root = join(import.meta.dirname, "..");

/** The folders of lessons, in order. */
export const lessonIds = readdirSync(root)
  .filter((name) => /^\d\d-/.test(name))
  .sort();

/** The text of a lesson. */
export const lessonFile = (id: string) => join(root, id, "lesson.md");

/** Reads a lesson. */
export function readLesson(id: string): Lesson {
  const read = (...path: string[]) =>
    readFileSync(join(root, id, ...path), "utf8").replaceAll("\r\n", "\n");
  const blocks = blocksOf(read("lesson.md"));
  const solution = read("solution.ts");
  return {
    id,
    title: blocks[0].text.replace(/^#+ \d+\. /, ""),
    blocks,
    start: read("start.ts"),
    solution,
    why: openingComment(solution),
    hints: read("hints.md")
      .split(/^---$/m)
      .map((hint) => hint.trim()),
    wrong: readdirSync(join(root, id, "wrong"))
      .sort()
      .map((name) => {
        const source = read("wrong", name);
        return { name, source, says: openingComment(source) };
      }),
  };
}
