/** Text for a terminal: tables, bars, colours. */
import { stripVTControlCharacters, styleText } from "node:util";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of length proportional to log(1 + count), `width` characters long at `most`. */
export function logBar(count: number, most: number, width: number): string {
  const length = most > 0 ? Math.round((Math.log1p(count) / Math.log1p(most)) * width * 8) : 0;
  return "█".repeat(Math.floor(length / 8)) + eighths[length % 8];
}

const graphemes = new Intl.Segmenter();
/** Matches Chinese, Japanese, Korean and emoji, which are two columns wide. */
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}！-｠]/u;

/** The width of a text in columns of a terminal. */
function widthOf(text: string): number {
  return Array.from(graphemes.segment(stripVTControlCharacters(text))).reduce(
    (sum, { segment }) => sum + (wide.test(segment) ? 2 : 1),
    0,
  );
}

/** Rows of cells as aligned columns, numbers to the right. The first row is the heading. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, c) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[c])), 0),
  );
  const isNumber = rows[0].map((_, c) =>
    rows.slice(1).every((row) => /^([−+-]?[\d.]|–?$)/.test(row[c])),
  );
  const pad = (cell: string, c: number) => {
    const blanks = " ".repeat(widths[c] - widthOf(cell));
    return isNumber[c] ? blanks + cell : cell + blanks;
  };
  const lines = rows.map((row) => row.map(pad).join("   ").trimEnd());
  const rule = widths.map((width) => "─".repeat(width)).join("───");
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

/** Styles a text if its stream is a terminal that shows colours. */
export function paint(
  style: "bold" | "dim" | "green" | "yellow" | "red",
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  const wanted = stream.isTTY && stream.hasColors() && !process.env["NO_COLOR"];
  return wanted ? styleText(style, text) : text;
}
