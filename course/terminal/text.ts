/** A lesson's text in a terminal. */
import { styleText } from "node:util";
import type { Block } from "../runner/lesson.js";

/** What a text is shown on. */
export interface Screen {
  /** In columns. */
  width: number;
  isColoured: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** Styles a text where there are colours. */
export function paint(screen: Screen, style: Style, text: string): string {
  return screen.isColoured ? styleText(style, text) : text;
}

/** Lines are no longer than this, however wide the terminal is. */
const widest = 96;

/** Breaks a text into lines. */
export function wrap({ width }: Screen, text: string, indent = ""): string {
  const most = Math.max(20, Math.min(width - 1, widest)) - indent.length;
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > most) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line].map((each) => indent + each).join("\n");
}

/** Formulas and Markdown as plain text; addresses of the Lab lead to `lab`. */
export function plain(markdown: string, lab: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, text: string, address: string) => {
      return `${text} (${address.replace(/^.*lab\.html/, lab)})`;
    })
    .replaceAll(/\\mathrm\{(\w+)\}/g, "$1")
    .replaceAll(/\$([^$]+)\$/g, (_, formula: string) => formula.replaceAll("^*", "*"))
    .replaceAll("$", "")
    .replaceAll(/\\([*_])/g, "$1")
    .replaceAll(/\*\*([^]+?)\*\*/g, "$1") // which may hold p*
    .replaceAll(/(?<!\w)_([^_]+)_(?!\w)/g, "$1")
    .replaceAll("`", "");
}

/** A part of a lesson, as lines. */
export function showBlock(screen: Screen, { kind, text }: Block, lab: string): string {
  const indented = (lines: string) => lines.trimEnd().replaceAll(/^/gm, "    ");
  switch (kind) {
    case "heading":
      return paint(screen, "bold", plain(text.replace(/^#+ /, ""), lab));
    case "code":
      return paint(screen, "cyan", indented(text));
    case "output":
      return text.trimEnd().replaceAll(/^/gm, "    │ ");
    case "formula":
      return indented(plain(text, lab).trim());
    case "predict":
      return paint(screen, "yellow", wrap(screen, plain(text, lab), "▌ "));
    case "list":
      return text
        .split(/\n(?=[-*\d])/)
        .map((item) => wrap(screen, plain(item, lab)).replaceAll("\n", "\n  "))
        .join("\n");
    case "text":
      return wrap(screen, plain(text, lab));
  }
}
