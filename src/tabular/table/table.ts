import { checkType, count, nearest } from "../../array/index.js";
import { checkRows } from "../../train/examples.js";
import { checkIsTable } from "./check.js";
import { CsvTable } from "./csvTable.js";
import { canonical, defaultMissingValues, firstRepeated, missingTest, toNumber } from "./cells.js";
import { listNames, shorten, show } from "./text.js";

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
  /** Whether the source names its columns. Otherwise places are their names, from 1. Default: true. */
  readonly header?: boolean | undefined;
  /** The character between the cells of the source. */
  readonly delimiter?: string | undefined;
  /** A sentence for each thing about the source that a user should check. */
  readonly notes?: readonly string[] | undefined;
}

/**
 * The number of a row in the source, counted from 1, the header not counted.
 *
 * @param table - a table, or a part of one from {@link takeTableRows}.
 * @param i - the row's index in `table.rows`, from 0.
 */
export function rowNumber(table: Table, i: number): number {
  checkIsTable(table, "rowNumber");
  checkType(Number.isInteger(i), "rowNumber: the index must be a whole number", i);
  return table.rowNumbers?.[i] ?? i + 1;
}

/** How many rows a table has. */
export function rowCount(table: Table): number {
  return table instanceof CsvTable ? table.length : table.rows.length;
}

/** The indices of all rows. */
export function allRows(table: Table): number[] {
  return Array.from({ length: rowCount(table) }, (_, row) => row);
}

/** How many cells a row has, counted from 0. */
function widthOf(table: Table, row: number): number {
  return table instanceof CsvTable ? table.width(row) : table.rows[row].length;
}

/** A cell, by indices from 0; empty if the row has so few. */
export function cellAt(table: Table, row: number, column: number): string {
  return table instanceof CsvTable ? table.cell(row, column) : (table.rows[row][column] ?? "");
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
export function checkTable(table: Table): void {
  const { source, columns, rowNumbers } = table;
  const twice = firstRepeated(columns);
  if (twice !== undefined) {
    const places = columns.flatMap((name, i) => (name === twice ? [String(i + 1)] : []));
    throw new RangeError(
      `${source}: ${places.length} columns are called "${shorten(twice, 40)}": columns ` +
        `${listNames(places)}; give each a name of its own` +
        (looksLikeData(table) ? `, or, if the first line is a row, ${noHeader}` : ""),
    );
  }
  const widths = allRows(table).map((row) => widthOf(table, row));
  if (widths.length === 0) {
    throw new RangeError(
      `${source} has a header of ${count(columns.length, "column")}, but no rows`,
    );
  }
  const ragged = widths.filter((width) => width !== columns.length);
  if (ragged.length > 0) {
    const first = widths.indexOf(ragged[0]);
    const others =
      ragged.length > 1 ? ` (and ${count(ragged.length - 1, "other row")} not either)` : "";
    throw new RangeError(
      `${source}: row ${rowNumbers?.[first] ?? first + 1} ${misfitOf(table, first)}${others}; a cell that holds the ` +
        `delimiter or a line's end must be in quotes` +
        (widths.every((width) => width === columns.length + 1)
          ? "; if the first holds row names, as R writes them, name it in the header"
          : "") +
        (columns.length === 1 ? "; if the first line is a title, take it out" : "") +
        (table.header !== false && columns.length > 1 && looksLikeData(table)
          ? `; if the first line is a row, ${noHeader}`
          : ""),
    );
  }
}

/** What is wrong with row `i`, counted from 0, which has too few or too many cells; `null`: nothing. */
export function misfitOf(table: Table, i: number): string | null {
  const [width, columns] = [widthOf(table, i), table.columns.length];
  if (width === columns) return null;
  return (
    `has ${count(width, "cell")}, but the ${table.header === false ? "first row" : "header"} ` +
    `has ${count(columns, "column")}`
  );
}

/** What to do about a first line that is a row. */
const noHeader = "say that there is no header (header: false, --no-header)";

/**
 * Whether the names of the columns look like the cells of a row: at least half of them are numbers,
 * or occur again in their column, and none is a text above numbers. Years and other whole numbers
 * in ascending order are names; and one text that occurs again, such as the class that a label is
 * called by, says nothing beside another that does not.
 */
export function looksLikeData(table: Table): boolean {
  const { columns } = table;
  const isNumber = (cell: string) => !Number.isNaN(toNumber(cell));
  const numbers = columns.filter(isNumber).map(Number);
  const areNames = numbers.every(
    (value, i) => Number.isInteger(value) && (i === 0 || value > numbers[i - 1]),
  );
  if (areNames && numbers.length > 1) return false;
  const first = allRows(table).slice(0, 1000);
  const firstCells = (column: number) => first.map((row) => cellAt(table, row, column));
  const isMissing = missingTest(defaultMissingValues);
  const isAbove = (name: string, i: number) => {
    if (isNumber(name) || isMissing(name)) return false;
    const present = firstCells(i).filter((cell) => !isMissing(cell));
    return present.length > 0 && present.every(isNumber);
  };
  if (columns.some(isAbove)) return false;
  const cells = columns.filter((name, i) => isNumber(name) || firstCells(i).includes(name));
  return 2 * cells.length >= columns.length + Number(numbers.length === 0);
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
  const whole = columns.find((column) => column.split(",").some((part) => part.trim() === name));
  const hint = [
    whole === undefined
      ? ""
      : ` In a list on the command line, a name with a comma is in double quotes: '"${shorten(whole, 40)}"'.`,
    close === undefined ? "" : ` Did you mean "${shorten(close, 40)}"?`,
    columns.length > 1
      ? ""
      : " If columns are separated by another character than comma, semicolon, tab or |, name that " +
        "delimiter.",
    table.header !== false && looksLikeData(table)
      ? ` The first line is taken for the names of the columns: if it is a row, ${noHeader}.`
      : "",
    table.header === false ? " Without a header, columns are called by their places, from 1." : "",
  ];
  throw new RangeError(
    `${source} has no column "${shorten(name, 40)}"; its columns: ${listNames(columns)}.` +
      hint.join(""),
  );
}

/** The cells of one column. */
export function cellsOf(table: Table, name: string): string[] {
  const column = columnIndex(table, name);
  const cells: string[] = [];
  for (let row = 0; row < rowCount(table); row++) cells.push(cellAt(table, row, column));
  return cells;
}

/**
 * The names in a column of which every row needs one.
 *
 * @param what - is in the column, why it is needed, and what to do about a row without it.
 * @throws RangeError naming the first row without a name, and how many there are.
 */
export function namesIn(
  table: Table,
  column: string,
  missingValues: readonly string[],
  what: { noun: string; need: string; advice: (isEmpty: boolean) => string },
): string[] {
  const cells = cellsOf(table, column);
  const isMissing = missingTest(missingValues);
  const without = cells.flatMap((cell, i) => (isMissing(cell) ? [i] : []));
  if (without.length === 0) return cells.map(canonical);
  const [first] = without;
  const isEmpty = cells[first] === "";
  const problem = isEmpty ? `the ${what.noun} is missing` : `${show(cells[first])} means missing`;
  throw new RangeError(
    `${placeOf(table, first, column)}: ${problem}, and ${what.need}; ` +
      `${count(without.length, "such row")} in all. ${what.advice(isEmpty)}`,
  );
}

/**
 * A table of some rows of another one. They keep their numbers in the source for messages.
 *
 * @param table - the table to take rows from.
 * @param rows - the indices of the rows in `table.rows`, from 0, in the order wanted.
 * @throws RangeError if an index is not that of a row.
 */
export function takeTableRows(table: Table, rows: readonly number[]): Table {
  checkIsTable(table, "takeTableRows");
  checkRows("takeTableRows", rows, rowCount(table));
  const rowNumbers = rows.map((i) => rowNumber(table, i));
  return table instanceof CsvTable
    ? table.take(rows, rowNumbers)
    : { ...table, rows: rows.map((i) => table.rows[i]), rowNumbers };
}
