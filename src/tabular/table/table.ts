import { count, nearest } from "../../array/index.js";
import { checkRows } from "../../train/examples.js";
import { firstRepeated } from "./cells.js";
import { listNames, shorten } from "./text.js";

/** A table of text, as in a CSV: every row has a cell for each column. */
export interface Table {
  /** Where it came from, for messages: a file's name, or "standard input". */
  readonly source: string;
  /** The names of the columns, all different. */
  readonly columns: readonly string[];
  /** The cells of each row, in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
  /** The number of each row in the source, if some were left out. Default: 1, 2, 3 … */
  readonly rowNumbers?: readonly number[] | undefined;
}

/**
 * The number of a row in the source, counted from 1, the header not counted.
 *
 * @param table - a table, or a part of one from {@link takeTableRows}.
 * @param i - the row's index in `table.rows`, from 0.
 */
export function rowNumber(table: Table, i: number): number {
  return table.rowNumbers?.[i] ?? i + 1;
}

/** The place of a cell, for messages: `data.csv: row 17, column age`. */
export function placeOf(table: Table, i: number, column: string): string {
  return `${table.source}: row ${rowNumber(table, i)}, column ${shorten(column, 40)}`;
}

/**
 * Checks that all column names are different, that there are rows, and that each row has a cell for
 * each column.
 *
 * @throws RangeError naming the column, or the first such row and how many there are.
 */
export function checkTable({ source, columns, rows, rowNumbers }: Table): void {
  const twice = firstRepeated(columns);
  if (twice !== undefined) {
    const places = columns.flatMap((name, i) => (name === twice ? [String(i + 1)] : []));
    throw new RangeError(
      `${source}: ${places.length} columns are called "${shorten(twice, 40)}": columns ` +
        `${listNames(places)}; give each a name of its own`,
    );
  }
  if (rows.length === 0) {
    throw new RangeError(
      `${source} has a header of ${count(columns.length, "column")}, but no rows`,
    );
  }
  const ragged = rows.flatMap((row, i) => (row.length === columns.length ? [] : [i]));
  if (ragged.length > 0) {
    const [first] = ragged;
    const others =
      ragged.length > 1 ? ` (and ${count(ragged.length - 1, "other row")} not either)` : "";
    throw new RangeError(
      `${source}: row ${rowNumbers?.[first] ?? first + 1} has ${count(rows[first].length, "cell")}, ` +
        `but the header has ${count(columns.length, "column")}${others}; a cell that holds the ` +
        `delimiter or a line's end must be in quotes`,
    );
  }
}

/**
 * The index of each column by name. A linear search for each of thousands of columns would take
 * minutes.
 */
const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** The index of a column; `undefined` if there is none of that name. */
function findColumn(columns: readonly string[], name: string): number | undefined {
  const known = places.get(columns)?.get(name);
  if (known !== undefined && columns[known] === name) return known;
  // Not indexed so far, changed since, or absent.
  const found = new Map(columns.map((column, i) => [column, i]));
  places.set(columns, found);
  return found.get(name);
}

/**
 * The index of a column in the table.
 *
 * @throws RangeError if it is absent, listing the columns, and the one that was probably meant.
 */
export function columnIndex(table: Table, name: string): number {
  const { source, columns } = table;
  const found = findColumn(columns, name);
  if (found !== undefined) return found;
  const close = nearest(name, columns);
  const hint = [
    close === undefined ? "" : ` Did you mean "${shorten(close, 40)}"?`,
    columns.length > 1
      ? ""
      : " If columns are separated by another character than comma, semicolon or tab, name that " +
        "delimiter.",
    columns.every((column) => /^[-+.\d]+$/.test(column))
      ? " The first line holds numbers: it is taken for the header with the columns' names."
      : "",
  ];
  throw new RangeError(
    `${source} has no column "${shorten(name, 40)}"; its columns: ${listNames(columns)}.` +
      hint.join(""),
  );
}

/** The cells of one column. */
export function cellsOf(table: Table, name: string): string[] {
  const index = columnIndex(table, name);
  return table.rows.map((row) => row[index]);
}

/**
 * A table of some rows of another one. They keep their numbers in the source for messages.
 *
 * @param table - the table to take rows from.
 * @param rows - the indices of the rows in `table.rows`, from 0, in the order wanted.
 * @throws RangeError if an index is not that of a row.
 */
export function takeTableRows(table: Table, rows: readonly number[]): Table {
  checkRows("takeTableRows", rows, table.rows.length);
  return {
    ...table,
    rows: rows.map((i) => table.rows[i]),
    rowNumbers: rows.map((i) => rowNumber(table, i)),
  };
}
