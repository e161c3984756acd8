/** The lessons as they are built, graded by the threads of `ghmgrad learn`. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { checkBuild } from "../../test/tabular/cli/run.js";
import { Grader } from "../runner/grader.js";
import type { Lesson } from "../runner/lesson.js";
import { isRight } from "../runner/verdict.js";
import { hire } from "../terminal/hire.js";

checkBuild();
const built = (name: string) => new URL(`../../dist/course/${name}`, import.meta.url);
const lessons = JSON.parse(readFileSync(built("lessons.json"), "utf8")) as Lesson[];

it.each(lessons)(
  "$id: the beginning fails, the solution passes, each wrong answer has its message",
  { timeout: 300_000 },
  async (lesson) => {
    const grader = new Grader(() => hire(built("worker.js")));
    const verdictOf = async (source: string) => {
      const grading = await grader.grade({ lesson, source });
      if (grading === null) throw new Error("it was dropped");
      return grading.verdict;
    };
    const begun = await verdictOf(lesson.start);
    expect([begun.trouble, begun.known, isRight(begun)]).toEqual([null, null, false]);
    const solved = await verdictOf(lesson.solution);
    expect([solved.trouble, isRight(solved)]).toEqual([null, true]);
    for (const { source, says } of lesson.wrong) {
      const { known, ...verdict } = await verdictOf(source);
      expect([isRight({ known, ...verdict }), known]).toEqual([false, says]);
    }
    grader.stop();
  },
);
