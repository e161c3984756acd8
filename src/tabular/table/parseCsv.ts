import { checkOptions, checkType, count, show } from "../../array/index.js";
import { toNumber } from "./cells.js";
import { CsvTable, type CsvRow } from "./csvTable.js";
import { checkIsCsv } from "./fileKind.js";
import { quoteProblem, Records } from "./records.js";
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
  const { source, columns, rows, delimiter, header, notes } = openCsv(text, options);
  const table = { source, columns, rows, delimiter };
  return { ...table, ...(!header && { header }), ...(notes.length > 0 && { notes }) };
}

/** As {@link parseCsv}, but the cells stay in the text. */
export function openCsv(text: string, options: ParseCsvOptions): CsvTable {
  const csv = readCsv(text, options);
  checkCsv(csv);
  return csv.table;
}

/** A CSV as it is written, and as a table. */
export interface CsvText {
  /** Not checked: rows may have too few or too many cells. */
  table: CsvTable;
  /** The text that stands before the table: comments, and `sep=`. */
  before: string;
  /** The rest of the text. */
  records: Records;
  /** Of each record, the number of its row; 0: the header; `null`: blank or a comment. */
  rowOf: readonly (number | null)[];
  /** What is wrong with the quotes of a row, by its number. */
  problems: ReadonlyMap<number, string>;
}

/** Reads a CSV as {@link parseCsv} does, but leaves to others what to do about bad rows. */
export function readCsv(text: string, options: ParseCsvOptions = {}): CsvText {
  const {
    source,
    header,
    delimiter: wanted,
  } = checkOptions("parseCsv", options, {
    source: "the text",
    delimiter: undefined,
    header: true,
  });
  checkArguments(text, source, wanted);
  const { start, comments, delimiter } = findTable(text, header, wanted);
  const records = new Records(text.slice(start), delimiter);
  const filled = Array.from({ length: records.length }, (_, i) => i).filter(
    (i) => !records.isBlank(i),
  );
  if (filled.every((i) => records.width(i) === 1 && records.cell(i, 0) === "")) {
    throw new RangeError(`${source} is empty`);
  }
  const found = findRows(records, filled, header, source);
  const [first] = filled;
  const names = Array.from({ length: records.width(first) }, (_, k) =>
    header ? records.cell(first, k) : String(k + 1),
  );
  const fitted = fitRows(names, records, found.rows);
  const columns = fitted.columns.map((name, i) => (name === "" ? `unnamed ${i + 1}` : name));
  const { notes } = fitted;
  const left = comments + found.comments;
  if (left > 0) {
    notes.unshift(
      `${count(left, "line")} that ${left === 1 ? "begins" : "begin"} with # left out as comments.`,
    );
  }
  const table = new CsvTable({ source, columns, delimiter, header, notes }, records, fitted.rows);
  if (header && looksLikeData(table)) {
    notes.push(
      `The first line looks like a row, but is taken for the names of the columns: ` +
        `${listNames(columns, 5)}. If it is a row, say so (header: false, --no-header).`,
    );
  }
  const { rowOf, problems } = found;
  return { table, before: text.slice(0, start), records, rowOf, problems };
}

/** @throws TypeError if the text is none. @throws RangeError if it holds no CSV. */
function checkArguments(text: string, source: string, delimiter: string | undefined): void {
  const isText = delimiter === undefined || typeof delimiter === "string";
  checkType(isText, 'parseCsv: delimiter must be a text, such as ";"', delimiter);
  if (typeof text !== "string") throw new TypeError(`parseCsv takes a text, not ${show(text)}`);
  if (delimiter !== undefined && !isDelimiter(delimiter)) {
    throw new RangeError(
      `parseCsv: the delimiter must be one character, and no quote or line end, not ` +
        JSON.stringify(delimiter),
    );
  }
  checkIsCsv(text, source);
  if (text.includes("\0")) {
    throw new RangeError(
      `${source} holds NUL characters: it is no text in UTF-8, but a binary file, such as a ` +
        `spreadsheet or an archive, or text in UTF-16 or UTF-32; export it as CSV in UTF-8`,
    );
  }
}

export const isDelimiter = (text: string) => /^[^"\r\n]$/.test(text);

/** @throws RangeError for the first row that cannot be read, or as {@link checkTable} does. */
export function checkCsv({ table, problems }: CsvText): void {
  for (const [row, problem] of problems) {
    throw new RangeError(`${table.source}: row ${row} ${problem}`);
  }
  checkTable(table);
}

/** Where the table begins in the text, behind `sep=` and so many comments, and its delimiter. */
function findTable(
  text: string,
  header: boolean,
  wanted: string | undefined,
): { start: number; comments: number; delimiter: string } {
  // Excel writes and reads a first line that names the delimiter.
  const named = /^\s*"?sep=([^"\r\n])"?[^\S\r\n]*(?:\r\n?|\n|$)/i.exec(text);
  const behind = named?.[0].length ?? 0;
  const { start, comments } = skipComments(text.slice(behind), header);
  const begin = behind + start;
  const delimiter = wanted ?? named?.[1] ?? findDelimiter(text.slice(begin), header);
  return { start: begin, comments, delimiter };
}

/**
 * Tells rows from comments.
 *
 * @param filled - the records that are not blank.
 * @throws RangeError as {@link problemOf} does.
 */
function findRows(
  records: Records,
  filled: readonly number[],
  header: boolean,
  source: string,
): Pick<CsvText, "rowOf" | "problems"> & { rows: CsvRow[]; comments: number } {
  const [first] = filled;
  const others = header ? filled.slice(1) : filled;
  const isComment = commentTest(records, others, records.width(first));
  const rowOf = Array<number | null>(records.length).fill(null);
  const problems = new Map<number, string>();
  const rows: CsvRow[] = [];
  let comments = 0;
  if (header) {
    problemOf(records, first, 0, source);
    rowOf[first] = 0;
  }
  for (const record of others) {
    if (isComment(record)) {
      comments += 1;
      continue;
    }
    rows.push({ record, width: records.width(record) });
    rowOf[record] = rows.length;
    const problem = problemOf(records, record, rows.length, source);
    if (problem !== null) problems.set(rows.length, problem);
  }
  return { rows, rowOf, problems, comments };
}

/**
 * What is wrong with the quotes of a row, if anything.
 *
 * @throws RangeError if no later row can be read either, or it is the header.
 */
function problemOf(records: Records, record: number, row: number, source: string): string | null {
  if (!records.line(record).includes('"')) return null;
  const problems = records.written(record).map(quoteProblem);
  const isUnclosed = problems.includes("unclosed");
  if (!isUnclosed && !problems.includes("text behind")) return null;
  const problem = isUnclosed
    ? "opens a quote that is never closed: the rest of the text is inside of it"
    : 'has text behind a closing quote; a quote inside of a quoted cell is written ""';
  if (!isUnclosed && row > 0) return problem;
  throw new RangeError(`${source}: ${row === 0 ? "the header" : `row ${row}`} ${problem}`);
}

/**
 * A function that tells whether a record among the rows is a comment: it begins with `#`, and has
 * neither as many cells as the header nor as the first row that does not.
 *
 * @param filled - the records that are not blank, without the header.
 */
function commentTest(
  records: Records,
  filled: readonly number[],
  columns: number,
): (record: number) => boolean {
  const mayBeComment = (record: number) => records.cell(record, 0).startsWith("#");
  const other = filled.find((record) => !mayBeComment(record));
  const width = other === undefined ? columns : records.width(other);
  return (record) =>
    mayBeComment(record) && width > 1 && ![columns, width].includes(records.width(record));
}

/**
 * Finds where the table begins: behind lines that begin with `#`, but for the header, and rows, that
 * do. They have as many cells as the first other line. Of lines such as `# a,b`, only the last is a
 * header, if that other line has a number and so is a row.
 */
function skipComments(text: string, header: boolean): { comments: number; start: number } {
  const [block] = /^(?:\s*#.*(?:\r\n?|\n|$))*/.exec(text) ?? [""];
  const lines = [...block.matchAll(/([^\r\n]+)(?:\r\n?|\n|$)/g)].filter(
    ([, line]) => line.trim() !== "",
  );
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
  const comments = lines.findLastIndex(([, line], k) => !isOfTable(line, k)) + 1;
  if (comments === 0) return { comments, start: 0 };
  const last = lines[comments - 1];
  return { comments, start: last.index + last[0].length };
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
 * Gives the rows a cell for each column, where it is clear how, and says what was done: most rows
 * tell. Rows that still do not fit are left to {@link checkTable}.
 */
function fitRows(
  names: string[],
  records: Records,
  rows: CsvRow[],
): { columns: string[]; rows: CsvRow[]; notes: string[] } {
  /** The rows of a width, if they are most. */
  const most = (width: number) => {
    const found = rows.filter((row) => row.width === width);
    return 2 * found.length > rows.length ? found : null;
  };
  const isOpen = ({ record, width }: CsvRow) => records.cell(record, width - 1) === "";
  /** The rows with so many columns, without a delimiter at the end. */
  const closed = (width: number) =>
    rows.map((row) => (row.width === width + 1 && isOpen(row) ? { ...row, width } : row));
  const last = names.length - 1;
  if (names[last] === "" && most(last) !== null) {
    const notes = ["The header ends with a delimiter that the rows lack: it is left out."];
    return { columns: names.slice(0, -1), rows: closed(last), notes };
  }
  const longer = most(names.length + 1);
  if (longer === null) return { columns: names, rows, notes: [] };
  if (longer.every(isOpen)) {
    const every = longer.length === rows.length ? "Every row ends" : "Rows end";
    const notes = [`${every} with a delimiter that the header lacks: it is left out.`];
    return { columns: names, rows: closed(names.length), notes };
  }
  // Not any column: decimal commas without quotes make rows one cell longer, too.
  const firstOf = ({ record }: CsvRow) => records.cell(record, 0);
  const firsts = longer.map(firstOf);
  const isText = (cell: string) => Number.isNaN(toNumber(cell));
  const areNames =
    longer.length > 1 &&
    new Set(firsts).size === longer.length &&
    (rows.every((row, i) => firstOf(row) === String(i + 1)) || firsts.every(isText)) &&
    names.every(isText);
  if (!areNames) return { columns: names, rows, notes: [] };
  const notes = [
    "Every row has one cell more than the header: the first is taken for a row name, as R writes it.",
  ];
  return { columns: ["row name", ...names], rows, notes };
}
