import type { Records } from "./records.js";
import type { Table } from "./table.js";

/** What a table of a CSV has beside its rows. */
export type CsvAbout = Pick<
  CsvTable,
  "source" | "columns" | "header" | "delimiter" | "notes" | "rowNumbers"
>;

/** A row of a CSV: one of its records, and how many of that record's cells are the row's. */
export interface CsvRow {
  record: number;
  width: number;
}

/** A table whose cells stay in the text of its CSV, and become strings when they are asked for. */
export class CsvTable implements Table {
  declare readonly source: string;
  declare readonly columns: readonly string[];
  declare readonly rowNumbers?: readonly number[];
  declare readonly header: boolean;
  declare readonly delimiter: string;
  declare readonly notes: readonly string[];
  readonly #about: CsvAbout;
  readonly #records: Records;
  readonly #rows: readonly CsvRow[];

  constructor(about: CsvAbout, records: Records, rows: readonly CsvRow[]) {
    Object.assign(this, about);
    this.#about = about;
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

  /** A cell; empty if the row has so few. */
  cell(row: number, column: number): string {
    const { record, width } = this.#rows[row];
    return column < width ? this.#records.cell(record, column) : "";
  }

  row(row: number): string[] {
    const cells: string[] = [];
    for (let column = 0; column < this.width(row); column++) cells.push(this.cell(row, column));
    return cells;
  }

  /** A table of some of the rows, which shares their text. */
  take(rows: readonly number[], rowNumbers: readonly number[]): CsvTable {
    const taken = rows.map((row) => this.#rows[row]);
    return new CsvTable({ ...this.#about, rowNumbers }, this.#records, taken);
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
