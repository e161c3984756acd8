/** Every lesson: its text is what its code prints, and its exercise tells right from wrong. */
import { describe, expect, it } from "vitest";
import { readLink } from "../../lab/src/link.js";
import { compileInNode } from "../runner/compile.js";
import { exercises } from "../runner/exercises.js";
import { lessonIds, readLesson } from "../runner/folder.js";
import { grade } from "../runner/grade.js";
import { outputsOf } from "../runner/program.js";
import { isRight } from "../runner/verdict.js";

it("each lesson has an exercise", () => {
  expect(Object.keys(exercises)).toEqual(lessonIds);
});

describe.each(lessonIds)("lesson %s", (id) => {
  const lesson = readLesson(id);
  const graded = (source: string) => grade(exercises[id], source, lesson.wrong, compileInNode);

  it("prints what its text shows (npm run lessons writes it)", () => {
    const shown = lesson.blocks.flatMap(({ kind }, i) => {
      if (kind !== "code") return [];
      const next = lesson.blocks.at(i + 1);
      return [next?.kind === "output" ? next.text : ""];
    });
    expect(outputsOf(lesson.blocks, compileInNode)).toEqual(shown);
  });

  it("asks before it shows, gives three hints, says why, and leads to the Lab", () => {
    const kinds = lesson.blocks.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "predict").length).toBeGreaterThanOrEqual(2);
    expect(lesson.hints).toHaveLength(3);
    expect(lesson.why.length).toBeGreaterThan(100);
    const text = lesson.blocks.map((block) => block.text).join("\n");
    const links = [...text.matchAll(/lab\.html#([^)]*)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(readLink(link).warning, link).toBeNull();
  });

  it("has a beginning that is not yet right, and that no message is about", () => {
    const verdict = graded(lesson.start);
    expect(verdict.trouble).toBeNull();
    expect(isRight(verdict)).toBe(false);
    expect(verdict.known).toBeNull();
  });

  it("has a solution that is right", () => {
    expect(graded(lesson.solution)).toEqual({
      trouble: null,
      checks: exercises[id].checks.map(({ title }) => ({ title, wrong: null })),
      known: null,
    });
  });

  it.each(lesson.wrong)("knows the wrong answer $name, and tells it from others", (wrong) => {
    const verdict = graded(wrong.source);
    expect(isRight(verdict)).toBe(false);
    expect(verdict.known).toBe(wrong.says);
    expect(wrong.says.length).toBeGreaterThan(60);
  });
});
