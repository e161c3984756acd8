/** A lesson, as its page and the terminal show it. */
import type { Wrong } from "./grade.js";

export interface Lesson {
  /** The name of its folder, such as `07-ghm-by-hand`. */
  id: string;
  title: string;
  blocks: readonly Block[];
  /** The file that a learner begins with. */
  start: string;
  solution: string;
  /** Why the solution is right. */
  why: string;
  /** From a nudge to the formula. */
  hints: readonly string[];
  wrong: readonly Wrong[];
}

/** A part of a lesson's text. */
export interface Block {
  kind: "heading" | "text" | "list" | "formula" | "predict" | "code" | "output";
  /** Markdown, or code without its fence. */
  text: string;
}

/** Splits a lesson's Markdown: blank lines separate blocks, but not in fences. */
export function blocksOf(markdown: string): Block[] {
  const parts = markdown.match(/^```\w+\n[^]*?^```$|^(?!```)(?:.+\n?)+/gm) ?? [];
  return parts.map((part) => {
    const kind = kinds.find(([beginning]) => beginning.test(part))?.[1] ?? "text";
    const isFenced = kind === "code" || kind === "output";
    return {
      kind,
      text: isFenced ? part.replaceAll(/^```.*\n?/gm, "") : part.trim().replaceAll(/^> ?/gm, ""),
    };
  });
}

const kinds: readonly [RegExp, Block["kind"]][] = [
  [/^#/, "heading"],
  [/^> /, "predict"],
  [/^([-*]|\d+\.) /, "list"],
  [/^\$\$/, "formula"],
  [/^```ts/, "code"],
  [/^```/, "output"],
];

/** The comment that a solution or a wrong answer begins with, as one line. */
export function openingComment(source: string): string {
  const [, comment] = /^\/\*\*([^]*?)\*\//.exec(source) ?? ["", ""];
  return comment
    .replace(/^ *\* ?/gm, "")
    .trim()
    .replaceAll(/\s*\n/g, " ");
}

/** A program without the comment that it begins with. */
export const withoutComment = (source: string) => source.replace(/^\/\*\*[^]*?\*\/\n/, "");
