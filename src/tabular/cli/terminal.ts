/** Text for a terminal: tables, bars, colours. All that the command prints goes through here. */
import { styleText } from "node:util";

type Style = "green" | "yellow" | "red";

/**
 * A text in which a terminal finds nothing to obey: control characters but line ends and tabs, and
 * marks that turn the direction of text, are shown as characters of one column. What is printed may
 * come from a file or an argument, and an escape sequence there could clear the screen or forge what
 * stands on it.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\uFFFD"; // ␛ for Escape
  });
}

/** Prints a line on standard error, which is for everything but results. */
export function say(text: string, style?: Style): void {
  const line = printable(text);
  process.stderr.write(`${style === undefined ? line : paint(style, line, process.stderr)}\n`);
}

/**
 * Prints a result for people on standard output.
 *
 * @param finish - changes the printable text, such as with colours.
 */
export function print(text: string, finish: (clean: string) => string = (clean) => clean): void {
  process.stdout.write(`${finish(printable(text))}\n`);
}

/** Prints a part of a file on standard output: as it is, unless that is a terminal. */
export function printFile(text: string): void {
  process.stdout.write(process.stdout.isTTY ? printable(text) : text);
}

/** Prints a result as JSON on standard output, with escapes for what a terminal would obey. */
export function printJson(value: unknown): void {
  const text = JSON.stringify(value).replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    },
  );
  process.stdout.write(`${text}\n`);
}

/** Styles a text if its stream is a terminal that shows colours. */
export function paint(
  style: Style,
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return hasColours(stream) ? styleText(style, text) : text;
}

/** Whether a stream is a terminal that shows colours, and the user wants them. */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && stream.hasColors() && !process.env["NO_COLOR"];
}

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
  return Array.from(graphemes.segment(text)).reduce(
    (sum, { segment }) => sum + (wide.test(segment) ? 2 : 1),
    0,
  );
}

/** A table that would be wider than this is set closer. */
const widest = 100;

/** Rows of cells as aligned columns, numbers to the right. The first row is the heading. */
export function textTable(table: readonly (readonly string[])[]): string {
  const rows = table.map((row) => row.map((cell) => printable(cell).replace(/[\n\t]/g, "␣")));
  const widths = rows[0].map((_, c) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[c])), 0),
  );
  const isNumber = rows[0].map((_, c) =>
    rows.slice(1).every((row) => /^((?:[<>] )?[−+-]?[\d.]|–?$)/.test(row[c])),
  );
  const pad = (cell: string, c: number) => {
    const blanks = " ".repeat(widths[c] - widthOf(cell));
    return isNumber[c] ? blanks + cell : cell + blanks;
  };
  const width = widths.reduce((sum, each) => sum + each + 3, -3);
  const gap = width > widest ? 2 : 3;
  const lines = rows.map((row) => row.map(pad).join(" ".repeat(gap)).trimEnd());
  const rule = widths.map((each) => "─".repeat(each)).join("─".repeat(gap));
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}
