import { dsvFormat } from "d3-dsv";
import { checkOptions, count, show } from "../../array/index.js";
import { toNumber } from "./cells.js";
import { checkIsCsv } from "./fileKind.js";
import { checkTable, looksLikeData, type Table } from "./table.js";
import { listNames } from "./text.js";

export interface ParseCsvOptions {
  /** The name of the text in messages, such as its file's name. Default `"the text"`. */
  source?: string | undefined;
  /**
   * The character between cells. Default: comma, semicolon, tab or `|`, whichever occurs most in the
   * header; or as a first line such as `sep=;` says.
   */
  delimiter?: string | undefined;
  /**
   * Whether the first line holds the names of the columns. Otherwise it is a row, and the columns
   * are called by their places: `"1"`, `"2"`, … Default: true.
   */
  header?: boolean | undefined;
}

/**
 * Reads a CSV (RFC 4180): a header with the columns' names, then rows. Quoted cells may contain
 * line breaks. White space around a cell and around its quotes is removed, blank lines are skipped,
 * and a column without a name is named by its position: `unnamed 1`.
 *
 * These are honoured too, and said in `notes`, since no cell is lost: comments, which are lines that
 * begin with `#` and do not have the header's number of cells; a delimiter at the end of all rows,
 * but not of the header, or the other way round; row names without a name of their own in the
 * header, as R writes them, which become the column `row name`.
 *
 * @param text - the content of a CSV file.
 * @param options - the delimiter, whether there is a header, and a name for messages.
 * @throws RangeError naming the source and the row (counted from 1, the header not counted) if the
 * text is empty, binary or another format such as JSON, has no rows, names a column twice, has a row
 * with too few or too many cells, a quote that is never closed or text after a closing quote.
 */
export function parseCsv(text: string, options: ParseCsvOptions = {}): Table {
  const { source, header, ...given } = checkOptions("parseCsv", options, {
    source: "the text",
    delimiter: undefined,
    header: true,
  });
  if (typeof text !== "string") throw new TypeError(`parseCsv takes a text, not ${show(text)}`);
  if (given.delimiter !== undefined && !/^[^"\r\n]$/.test(given.delimiter)) {
    throw new RangeError(
      `parseCsv: the delimiter must be one character, and no quote or line end, not ` +
        JSON.stringify(given.delimiter),
    );
  }
  const whole = text.replace(/^\uFEFF/, "");
  checkIsCsv(whole, source);
  if (whole.includes("\0")) {
    throw new RangeError(
      `${source} holds NUL characters: it is no text in UTF-8, but a binary file, such as a ` +
        `spreadsheet or an archive, or text in UTF-16; export it as CSV in UTF-8`,
    );
  }
  // Excel writes and reads a first line that names the delimiter.
  const named = /^\s*"?sep=([^"\r\n])"?[^\S\r\n]*(?:\r\n?|\n|$)/i.exec(whole);
  const { comments, content } = splitComments(whole.slice(named?.[0].length ?? 0), header);
  const delimiter = given.delimiter ?? named?.[1] ?? findDelimiter(content, header);
  const lines = readLines(tidyQuotes(content, { delimiter, source, header }), delimiter);
  if (lines.every((cells) => cells.length === 1 && cells[0] === "")) {
    throw new RangeError(`${source} is empty`);
  }
  const names = header ? lines[0] : lines[0].map((_, i) => String(i + 1));
  const found = fitRows(names, header ? lines.slice(1) : lines);
  const skipped = comments + found.comments;
  const columns = found.columns.map((name, i) => (name === "" ? `unnamed ${i + 1}` : name));
  const { rows } = found;
  const table = { source, columns, rows, delimiter, ...(header ? {} : { header }) };
  checkTable(table);
  const notes = [
    ...(skipped > 0
      ? [
          `${count(skipped, "line")} that ${skipped === 1 ? "begins" : "begin"} with # left out as comments.`,
        ]
      : []),
    ...found.notes,
    ...(header && looksLikeData(table)
      ? [
          `The first line looks like a row, but is taken for the names of the columns: ` +
            `${listNames(columns, 5)}. If it is a row, say so (header: false, --no-header).`,
        ]
      : []),
  ];
  return notes.length > 0 ? { ...table, notes } : table;
}

/**
 * The lines that are not blank, as trimmed cells.
 *
 * @param text - as {@link tidyQuotes} returns it.
 */
function readLines(text: string, delimiter: string): string[][] {
  return dsvFormat(delimiter)
    .parseRows(text, (cells) => cells.map((cell) => cell.trim()))
    .filter((cells) => cells.length > 1 || cells[0] !== "")
    .map((cells) => (cells.includes(emptyQuoted) ? cells.map(fromEmptyQuoted) : cells));
}

/** Stands for `""`, which d3-dsv reads as it reads a blank line. No table holds NUL. */
const emptyQuoted = "\0";
const fromEmptyQuoted = (cell: string) => (cell === emptyQuoted ? "" : cell);

/**
 * Takes off the lines at the beginning that begin with `#`, but for the header, and rows, that do:
 * they have as many cells as the first other line. Of lines such as `# a,b`, only the last is a
 * header, if that other line has a number and so is a row.
 */
function splitComments(text: string, header: boolean): { comments: number; content: string } {
  const [block] = /^(?:\s*#.*(?:\r\n?|\n|$))*/.exec(text) ?? [""];
  const lines = block.split(/\r\n?|\n/).filter((line) => line.trim() !== "");
  const rest = text.slice(block.length);
  const delimiter = findDelimiter(rest, header);
  const next = rest
    .trimStart()
    .split(/[\r\n]/, 1)[0]
    .split(delimiter);
  const isRow = next.some((cell) => !Number.isNaN(toNumber(cell.trim())));
  const isOfTable = (line: string, k: number) =>
    next.length > 1 &&
    line.split(delimiter).length === next.length &&
    (/^\s*#\S/.test(line) || (isRow && k === lines.length - 1));
  const comments = lines.findLastIndex((line, k) => !isOfTable(line, k)) + 1;
  return { comments, content: [...lines.slice(comments), rest].join("\n") };
}

/**
 * The most frequent of `,` `;` tab and `|` in the header, outside of quotes. Without a header, the
 * first line may hold decimal commas: then it is the first of tab, `;`, `|` and `,` that occurs as
 * often in each of the first lines.
 */
function findDelimiter(text: string, header: boolean): string {
  const lines = firstLines(text, header ? 1 : 100);
  const candidates = header ? [",", ";", "\t", "|"] : ["\t", ";", "|", ","];
  const counts = candidates.map((character) => lines.map((line) => line.split(character).length));
  const steady = counts.findIndex(
    ([first, ...rest]) => first > 1 && rest.every((n) => n === first),
  );
  if (!header && steady >= 0) return candidates[steady];
  const most = Math.max(...counts.map(([first]) => first));
  return candidates[counts.findIndex(([first]) => first === most)];
}

/** The first lines that are not blank, without their quoted cells. */
function firstLines(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character !== "\n" && character !== "\r") line += character;
    else {
      if (line.trim() !== "") lines.push(line);
      if (lines.length === most) return lines;
      line = "";
    }
  }
  return [...lines, line];
}

/**
 * Gives the rows a cell for each column, where it is clear how, and says what was done. Rows that
 * still do not fit are left to {@link checkTable}.
 */
function fitRows(
  names: string[],
  lines: string[][],
): { columns: string[]; rows: string[][]; comments: number; notes: string[] } {
  const mayBeComment = (cells: string[]) => cells[0].startsWith("#");
  const width = lines.find((cells) => !mayBeComment(cells))?.length ?? names.length;
  const isComment = (cells: string[]) =>
    mayBeComment(cells) && width > 1 && cells.length !== names.length && cells.length !== width;
  const rows = lines.filter((cells) => !isComment(cells));
  const comments = lines.length - rows.length;
  const fitted = { columns: names, rows, comments, notes: [] };
  const all = (width: number) => rows.length > 0 && rows.every((cells) => cells.length === width);
  if (all(names.length - 1) && names[names.length - 1] === "") {
    const notes = ["The header ends with a delimiter that the rows lack: it is left out."];
    return { ...fitted, columns: names.slice(0, -1), notes };
  }
  if (!all(names.length + 1)) return fitted;
  if (rows.every((cells) => cells[names.length] === "")) {
    const notes = ["Every row ends with a delimiter that the header lacks: it is left out."];
    return { ...fitted, rows: rows.map((cells) => cells.slice(0, -1)), notes };
  }
  // Not any column: decimal commas without quotes make rows one cell longer, too.
  const firsts = rows.map(([cell]) => cell);
  const isText = (cell: string) => Number.isNaN(toNumber(cell));
  const areNames =
    rows.length > 1 &&
    new Set(firsts).size === rows.length &&
    (firsts.every((cell, i) => cell === String(i + 1)) || firsts.every(isText)) &&
    names.every(isText);
  if (!areNames) return fitted;
  const notes = [
    "Every row has one cell more than the header: the first is taken for a row name, as R writes it.",
  ];
  return { ...fitted, columns: ["row name", ...names], notes };
}

/**
 * Removes white space around quoted cells. Rejects broken quotes, which d3-dsv accepts: it closes
 * an open quote at the end of the text, and drops text after a closing one.
 */
function tidyQuotes(
  text: string,
  { delimiter, source, header }: { delimiter: string; source: string; header: boolean },
): string {
  const borders = `${delimiter}\r\n`;
  const isBorder = (i: number) => i < 0 || i >= text.length || borders.includes(text[i]);
  const isBlank = (i: number) => !isBorder(i) && text[i].trim() === "";
  const fail = (start: number, problem: string): never => {
    const row = readLines(`${text.slice(0, start)}x`, delimiter).length - Number(header);
    throw new RangeError(`${source}: ${row === 0 ? "the header" : `row ${row}`} ${problem}`);
  };
  const parts: string[] = [];
  let done = 0;
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', done)) {
    let before = start;
    while (before > done && isBlank(before - 1)) before -= 1;
    if (!isBorder(before - 1)) {
      parts.push(text.slice(done, start + 1)); // inside of an unquoted cell, a quote is a character
      done = start + 1;
      continue;
    }
    let end = text.indexOf('"', start + 1);
    while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
    if (end < 0)
      fail(start, "opens a quote that is never closed: the rest of the text is inside of it");
    let after = end + 1;
    while (isBlank(after)) after += 1;
    if (!isBorder(after)) {
      fail(start, 'has text behind a closing quote; a quote inside of a quoted cell is written ""');
    }
    const cell = end === start + 1 ? `"${emptyQuoted}"` : text.slice(start, end + 1);
    parts.push(text.slice(done, before), cell);
    done = after;
  }
  return parts.length === 0 ? text : parts.join("") + text.slice(done);
}
