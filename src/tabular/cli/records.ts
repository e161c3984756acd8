/** A CSV as it is written: a copy with more columns keeps its quotes, blanks and line ends. */

/** A line of a CSV, or more if line ends are in quotes. */
export interface CsvRecord {
  /** The text of each cell, with its quotes and the blanks around it. */
  cells: string[];
  /** What ends the line; empty if the text ends here. */
  end: string;
}

/** The records of a CSV, blank lines among them: put together again, they are the text. */
export function splitRecords(text: string, delimiter: string): CsvRecord[] {
  const border = `\\u{${delimiter.charCodeAt(0).toString(16)}}\\r\\n`;
  const quoted = `(?:(?![${border}])\\s)*"[^"]*(?:""[^"]*)*"`;
  const cell = new RegExp(`(?:${quoted})?[^${border}]*`, "uy");
  const lineEnd = /\r\n|\r|\n|$/y;
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length;) {
    const cells: string[] = [];
    do {
      cell.lastIndex = cells.length === 0 ? at : at + 1;
      cells.push(cell.exec(text)?.[0] ?? "");
      at = cell.lastIndex;
    } while (text[at] === delimiter);
    lineEnd.lastIndex = at;
    const end = lineEnd.exec(text)?.[0] ?? "";
    records.push({ cells, end });
    at += end.length;
  }
  return records;
}

export function isBlank({ cells }: CsvRecord): boolean {
  return cells.length === 1 && cells[0].trim() === "";
}

/** More cells for a record, in quotes if they need them, or if all of its own cells have them. */
export function addedCells(
  { cells }: CsvRecord,
  texts: readonly string[],
  delimiter: string,
): string[] {
  const areQuoted = cells.every((cell) => cell.trim().startsWith('"'));
  return texts.map((text) => {
    const isPlain = !areQuoted && !/["\r\n]/.test(text) && !text.includes(delimiter);
    return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
  });
}

const formula = /^[\s"]*[=+\-@＝＋－＠][^]/;
const number = /^[\s"]*[-+][\d.,]*\d[\d.,]*(e[-+]?\d+)?\s*%?[\s"]*$/i;

/** Whether a spreadsheet would take a cell for a formula, and run it. */
export function isFormula(cell: string): boolean {
  return formula.test(cell) && !number.test(cell);
}

/** The cell with an apostrophe in front of its text, which tells a spreadsheet that it is text. */
export function asText(cell: string): string {
  return cell.replace(/^\s*"?/, "$&'");
}
