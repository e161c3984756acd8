/** The lessons as the page has them: their text as HTML, made when the page is built. */
import MarkdownIt from "markdown-it";
import { loadFormulas } from "../../scripts/formulas.mjs";
import { lessonIds, readLesson } from "../runner/folder.js";
import type { Block, Lesson } from "../runner/lesson.js";

export interface PageBlock {
  kind: Block["kind"] | "lab";
  /** HTML; of code and output, their text; of a view of the Lab, its link behind #. */
  content: string;
}

export interface PageLesson extends Omit<Lesson, "blocks" | "why" | "hints" | "wrong"> {
  blocks: readonly PageBlock[];
  /** As HTML. */
  why: string;
  hints: readonly string[];
  /** What it says is HTML. */
  wrong: readonly { source: string; says: string }[];
}

export function pageLessons(): PageLesson[] {
  const parser = new MarkdownIt();
  loadFormulas(parser);
  const inline = (markdown: string) => parser.renderInline(markdown);
  /** A block, and the Lab where it leads there. */
  const shown = ({ kind, text }: Block): PageBlock[] => {
    if (kind === "code" || kind === "output") return [{ kind, content: text }];
    const link = /lab\.html#([^)]*)\)/.exec(text)?.[1];
    const content = parser.render(text.replaceAll("../../lab/lab.html", "lab.html"));
    return link === undefined
      ? [{ kind, content }]
      : [
          { kind, content },
          { kind: "lab", content: link },
        ];
  };
  return lessonIds.map((id) => {
    const { blocks, why, hints, wrong, ...others } = readLesson(id);
    return {
      ...others,
      blocks: blocks.slice(1).flatMap(shown), // the title is a heading of the page
      why: inline(why),
      hints: hints.map((hint) => parser.render(hint)),
      wrong: wrong.map(({ source, says }) => ({ source, says: inline(says) })),
    };
  });
}
