import type { Records } from "./records.js";
import type { Table } from "./table.js";

/** A row of a CSV: one of its records, and how many of that record's cells are the row's. */
export interface CsvRow {
  record: number;
  width: number;
}

/** A table whose cells stay in the text of its CSV, and become strings when they are asked for. */
export class CsvTable implements Table {
  readonly source: string;
  readonly columns: readonly string[];
  readonly rowNumbers: readonly number[] | undefined;
  readonly header: boolean | undefined;
  readonly delimiter: string;
  readonly notes: readonly string[] | undefined;
  readonly #records: Records;
  readonly #rows: readonly CsvRow[];

  constructor(
    about: Omit<Table, "rows"> & { delimiter: string },
    records: Records,
    rows: readonly CsvRow[],
  ) {
    this.source = about.source;
    this.columns = about.columns;
    this.rowNumbers = about.rowNumbers;
    this.header = about.header;
    this.delimiter = about.delimiter;
    this.notes = about.notes;
    this.#records = records;
    this.#rows = rows;
  }

  /** How many rows there are. */
  get length(): number {
    return this.#rows.length;
  }

  /** How many cells a row has. */
  width(row: number): number {
    return this.#rows[row].width;
  }

  cell(row: number, column: number): string {
    return this.#records.cell(this.#rows[row].record, column);
  }

  row(row: number): string[] {
    const cells: string[] = [];
    for (let column = 0; column < this.width(row); column++) cells.push(this.cell(row, column));
    return cells;
  }

  /** A table of some of the rows, which shares their text. */
  take(rows: readonly number[], rowNumbers: readonly number[]): CsvTable {
    const { source, columns, header, delimiter, notes } = this;
    const about = { source, columns, header, delimiter, notes, rowNumbers };
    const taken = rows.map((row) => this.#rows[row]);
    return new CsvTable(about, this.#records, taken);
  }

  /** All cells as strings, made anew. Equal ones are one: each takes four times the room of its place. */
  get rows(): string[][] {
    const known = new Map<string, string>();
    const shared = (cell: string) => {
      const before = known.get(cell);
      if (before === undefined && known.size < mostKnown) known.set(cell, cell);
      return before ?? cell;
    };
    return this.#rows.map((_, row) => this.row(row).map(shared));
  }

  /** Takes less memory from now on, and longer for a cell: for when few will be asked for. */
  forget(): void {
    this.#records.forget();
  }
}

/** More different cells than these are not remembered. */
const mostKnown = 2 ** 16;
