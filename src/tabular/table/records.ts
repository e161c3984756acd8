/** A CSV as it is written, with its quotes, blanks and line ends. */

/**
 * The records of a CSV, blank lines among them: put together again, they are the text. Cells stay in the
 * text, and become strings when they are asked for: all at once, they would take several times its room.
 */
export class Records {
  readonly #text: string;
  readonly #delimiter: string;
  /** Where each record begins; in the end, where the text ends. */
  readonly #begins: number[] = [];
  /** Where each record ends, without what ends its line. */
  readonly #ends: number[] = [];
  /** The number of each record's first cell; in the end, how many cells there are. */
  readonly #first = [0];
  /** Where each cell begins; `null`: forgotten. */
  #cells: Uint32Array | null;

  /** @param delimiter - one character, no quote or line end. */
  constructor(text: string, delimiter: string) {
    this.#text = text;
    this.#delimiter = delimiter;
    const border = delimiter.charCodeAt(0);
    const blank = `(?!\\u{${border.toString(16)}})[^\\S\\r\\n]`;
    const quoted = new RegExp(`${blank}*"[^"]*(?:""[^"]*)*"`, "uy");
    let cells = new Uint32Array(64);
    let count = 0;
    for (let at = 0; at < text.length;) {
      this.#begins.push(at);
      for (let start = at; ; start = at + 1) {
        at = start;
        if (count === cells.length) cells = twiceAsLong(cells);
        cells[count++] = start;
        const code = text.charCodeAt(at);
        quoted.lastIndex = at;
        if (!isPlain(code) && quoted.test(text)) at = quoted.lastIndex;
        while (at < text.length && text.charCodeAt(at) !== border && !isLineEnd(text, at)) at += 1;
        if (text.charCodeAt(at) !== border) break;
      }
      this.#ends.push(at);
      this.#first.push(count);
      at += text.startsWith("\r\n", at) ? 2 : Number(at < text.length);
    }
    this.#begins.push(text.length);
    this.#cells = cells;
  }

  get length(): number {
    return this.#ends.length;
  }

  /** How many cells a record has. */
  width(record: number): number {
    return this.#first[record + 1] - this.#first[record];
  }

  /** The text of a record, without what ends its line. */
  line(record: number): string {
    return this.#text.slice(this.#begins[record], this.#ends[record]);
  }

  /** What ends its line; empty if the text ends there. */
  lineEnd(record: number): string {
    return this.#text.slice(this.#ends[record], this.#begins[record + 1]);
  }

  /** The cells of a record as they are written, with their quotes and the blanks around them. */
  written(record: number): string[] {
    return Array.from({ length: this.width(record) }, (_, k) => this.#written(record, k));
  }

  #written(record: number, k: number): string {
    if (this.#cells === null) {
      const alone = new Records(this.line(record), this.#delimiter);
      return alone.length === 0 ? "" : alone.#written(0, k); // an empty line has one empty cell
    }
    const cell = this.#first[record] + k;
    const isLast = cell + 1 === this.#first[record + 1];
    const end = isLast ? this.#ends[record] : this.#cells[cell + 1] - 1;
    return this.#text.slice(this.#cells[cell], end);
  }

  /** The text that a cell stands for: without the blanks around it, and without its quotes. */
  cell(record: number, k: number): string {
    const written = this.#written(record, k);
    // Most cells are written as they are.
    const [first, last] = [written.charCodeAt(0), written.charCodeAt(written.length - 1)];
    return isPlain(first) && isPlain(last) ? written : unquoted(written.trim());
  }

  isBlank(record: number): boolean {
    return this.width(record) === 1 && this.line(record).trim() === "";
  }

  /** Forgets where cells begin, which is then found again for each that is asked for: for when few will be. */
  forget(): void {
    this.#cells = null;
  }
}

function twiceAsLong(list: Uint32Array) {
  const longer = new Uint32Array(2 * list.length);
  longer.set(list);
  return longer;
}

const [quote, lineFeed, carriageReturn, letters] = [0x22, 0x0a, 0x0d, 0x7f];

/** Neither a quote, nor possibly a blank. */
const isPlain = (code: number) => code > quote && code <= letters;

function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === lineFeed || code === carriageReturn;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

/** What is wrong with the quotes of a cell, if anything. */
export type QuoteProblem = "unclosed" | "text behind";

/** @param cell - as it is written. */
export function quoteProblem(cell: string): QuoteProblem | null {
  const text = cell.trim();
  if (!text.startsWith('"')) return null; // inside of an unquoted cell, a quote is a character
  const quoted = /^"[^"]*(?:""[^"]*)*"(?!")/.exec(text);
  if (quoted === null) return "unclosed";
  return quoted[0].length === text.length ? null : "text behind";
}
