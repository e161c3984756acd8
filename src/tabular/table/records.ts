/** A CSV as it is written, with its quotes, blanks and line ends. */

/** A line of a CSV, or more if line ends are in quotes. */
export interface CsvRecord {
  /** The text of each cell, with its quotes and the blanks around it. */
  cells: string[];
  /** What ends the line; empty if the text ends here. */
  end: string;
}

/** The records of a CSV, blank lines among them: put together again, they are the text. */
export function splitRecords(text: string, delimiter: string): CsvRecord[] {
  const border = delimiter.charCodeAt(0);
  const blank = `(?!\\u{${border.toString(16)}})[^\\S\\r\\n]`;
  const quoted = new RegExp(`${blank}*"[^"]*(?:""[^"]*)*"`, "uy");
  const records: CsvRecord[] = [];
  const known = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const cells: string[] = [];
    for (let start = at; ; start = at + 1) {
      at = start;
      const code = text.charCodeAt(at);
      quoted.lastIndex = at;
      if (!isPlain(code) && quoted.test(text)) at = quoted.lastIndex;
      while (at < text.length && text.charCodeAt(at) !== border && !isLineEnd(text, at)) at += 1;
      cells.push(shared(text.slice(start, at), known));
      if (text.charCodeAt(at) !== border) break;
    }
    const width = text.startsWith("\r\n", at) ? 2 : Number(at < text.length);
    records.push({ cells, end: text.slice(at, at + width) });
    at += width;
  }
  return records;
}

/** More different cells than these are not remembered. */
const mostKnown = 2 ** 16;

/** One string for all cells that are alike: each of its own would take four times the room of a place. */
function shared(cell: string, known: Map<string, string>): string {
  const before = known.get(cell);
  if (before === undefined && known.size < mostKnown) known.set(cell, cell);
  return before ?? cell;
}

const [quote, lineFeed, carriageReturn, letters] = [0x22, 0x0a, 0x0d, 0x7f];

/** Neither a quote, nor possibly a blank. */
const isPlain = (code: number) => code > quote && code <= letters;

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === lineFeed || code === carriageReturn;
}

export function isBlank({ cells }: CsvRecord): boolean {
  return cells.length === 1 && cells[0].trim() === "";
}

/** What is wrong with the quotes of a cell, if anything. */
export type QuoteProblem = "unclosed" | "text behind";

/** @param cell - as {@link splitRecords} gives it. */
export function quoteProblem(cell: string): QuoteProblem | null {
  const text = cell.trim();
  if (!text.startsWith('"')) return null; // inside of an unquoted cell, a quote is a character
  const quoted = /^"[^"]*(?:""[^"]*)*"(?!")/.exec(text);
  if (quoted === null) return "unclosed";
  return quoted[0].length === text.length ? null : "text behind";
}

/** The texts that the cells stand for: without the blanks around them, and without their quotes. */
export function readCells({ cells }: CsvRecord): string[] {
  // Most cells are written as they are: a list of their own would be as large as the text.
  return cells.every(isAsWritten) ? cells : cells.map(readCell);
}

function isAsWritten(cell: string): boolean {
  const ends = isPlain(cell.charCodeAt(0)) && isPlain(cell.charCodeAt(cell.length - 1));
  return ends || readCell(cell) === cell;
}

function readCell(cell: string): string {
  const text = cell.trim();
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}
