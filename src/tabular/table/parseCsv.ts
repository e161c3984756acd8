import { dsvFormat } from "d3-dsv";
import { checkOptions } from "../../array/index.js";
import { checkTable, type Table } from "./table.js";

export interface ParseCsvOptions {
  /** The name of the text in messages, such as its file's name. Default `"the text"`. */
  source?: string | undefined;
  /**
   * The character between cells. Default: comma, semicolon or tab, whichever occurs most in the
   * header.
   */
  delimiter?: string | undefined;
}

/**
 * Reads a CSV (RFC 4180): a header with the columns' names, then rows. Quoted cells may contain
 * line breaks. White space around a cell is removed, blank lines are skipped, and a column without
 * a name is named by its position: `unnamed 1`.
 *
 * @param text - the content of a CSV file.
 * @param options - the delimiter, and a name for messages.
 * @throws RangeError naming the source and the row (counted from 1, the header not counted) if the
 * text is empty or binary, has no rows, names a column twice, has a row with too few or too many
 * cells, a quote that is never closed or text after a closing quote.
 */
export function parseCsv(text: string, options: ParseCsvOptions = {}): Table {
  const { source = "the text", delimiter } = checkOptions("parseCsv", options);
  if (typeof text !== "string") throw new TypeError(`parseCsv takes a text, not ${String(text)}`);
  if (delimiter !== undefined && !/^[^"\r\n]$/.test(delimiter)) {
    throw new RangeError(
      `parseCsv: the delimiter must be one character, and no quote or line end, not ` +
        JSON.stringify(delimiter),
    );
  }
  const content = text.replace(/^\uFEFF/, "");
  if (content.includes("\0")) {
    throw new RangeError(
      `${source} holds NUL characters: it is no text in UTF-8, but a binary file, such as a ` +
        `spreadsheet or an archive, or text in UTF-16; export it as CSV in UTF-8`,
    );
  }
  const separator = delimiter ?? findDelimiter(content);
  checkQuotes(content, separator, source);
  const lines = readLines(content, separator);
  if (lines.length === 0) throw new RangeError(`${source} is empty`);
  const [header, ...rows] = lines;
  const columns = header.map((name, i) => (name === "" ? `unnamed ${i + 1}` : name));
  const table = { source, columns, rows };
  checkTable(table);
  return table;
}

/** The lines that are not blank, as trimmed cells. */
function readLines(text: string, delimiter: string): string[][] {
  return dsvFormat(delimiter)
    .parseRows(text, (cells) => cells.map((cell) => cell.trim()))
    .filter((cells) => cells.length > 1 || cells[0] !== "");
}

/** The most frequent of `,` `;` and tab in the first line that is not blank, outside of quotes. */
export function findDelimiter(text: string): string {
  const counts = new Map([",", ";", "\t"].map((character) => [character, 0]));
  let isQuoted = false;
  for (const character of text.trimStart()) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === "\n" || character === "\r") break;
    const found = counts.get(character);
    if (found !== undefined) counts.set(character, found + 1);
  }
  return [...counts].reduce((best, other) => (other[1] > best[1] ? other : best))[0];
}

/**
 * Rejects broken quotes, which d3-dsv accepts: it closes an open quote at the end of the text, and
 * drops text after a closing one.
 */
function checkQuotes(text: string, delimiter: string, source: string): void {
  const isBorder = (i: number) => i < 0 || i >= text.length || `${delimiter}\r\n`.includes(text[i]);
  const fail = (start: number, problem: string): never => {
    const row = readLines(`${text.slice(0, start)}x`, delimiter).length - 1;
    throw new RangeError(`${source}: ${row === 0 ? "the header" : `row ${row}`} ${problem}`);
  };
  for (let start = text.indexOf('"'); start >= 0;) {
    if (!isBorder(start - 1)) {
      start = text.indexOf('"', start + 1); // inside of an unquoted cell, a quote is a character
      continue;
    }
    let end = text.indexOf('"', start + 1);
    while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
    if (end < 0)
      fail(start, "opens a quote that is never closed: the rest of the text is inside of it");
    if (!isBorder(end + 1)) {
      fail(start, 'has text behind a closing quote; a quote inside of a quoted cell is written ""');
    }
    start = text.indexOf('"', end + 1);
  }
}
