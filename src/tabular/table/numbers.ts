import { count } from "../../array/index.js";
/** The cells of a numeric column. */
import { toNumber } from "./cells.js";
import { show } from "./text.js";
import { cellsOf, placeOf, type Table } from "./table.js";

/** With at least this share of numbers, a column is numeric, and other cells are errors. */
const numericShare = 0.8;

/** Matches numbers with a decimal comma, or commas between thousands. */
const withComma = /^[-+]?\d+(,\d+)+$/;

/**
 * Whether cells are meant to be numbers.
 *
 * @param present - the cells that are not missing.
 */
export function looksNumeric(present: readonly string[]): boolean {
  let numbers = 0;
  for (const cell of present) {
    if (!Number.isNaN(toNumber(cell)) || withComma.test(cell)) numbers += 1;
  }
  return numbers >= numericShare * present.length;
}

/**
 * The numbers of a column, NaN where a cell is missing.
 *
 * @param isFixed - whether the column's type cannot be chosen any more: a model has it.
 * @throws RangeError naming the first cell that is not a number, and how many there are.
 */
export function readNumbers(
  table: Table,
  name: string,
  missing: ReadonlySet<string>,
  isFixed = false,
): Float64Array {
  const cells = cellsOf(table, name);
  const values = new Float64Array(cells.length);
  const bad: number[] = [];
  for (let i = 0; i < cells.length; i++) {
    const isMissing = missing.has(cells[i]); // a number such as -999 can also mean missing
    values[i] = isMissing ? NaN : toNumber(cells[i]);
    if (!isMissing && Number.isNaN(values[i])) bad.push(i);
  }
  if (bad.length === 0) return values;
  const [first] = bad;
  const others = bad.length > 1 ? ` (nor are ${count(bad.length - 1, "other cell")} of it)` : "";
  const hint = withComma.test(cells[first])
    ? "write numbers with a decimal point and without commas"
    : isFixed
      ? "if that means missing, leave the cell empty"
      : "if that means missing, name it among the missing values (missingValues, --missing-values)";
  const otherwise = isFixed ? "" : ", or declare the column categorical (types, --types)";
  throw new RangeError(
    `${placeOf(table, first, name)}: ${show(cells[first])} is no number${others}; ${hint}${otherwise}`,
  );
}

/** Without NaN, in ascending order. */
export function sortedNumbers(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

export function medianOfSorted(sorted: Float64Array): number {
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] + 0; // + 0: JSON has no −0
  return sorted[middle - 1] / 2 + sorted[middle] / 2 + 0; // the sum of two could overflow
}
