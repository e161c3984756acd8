/** The cells of a numeric column. */
import { count } from "../../array/index.js";
import { exampleOf, numberReader } from "./numberFormat.js";
import type { NumberFormat } from "./schema.js";
import { cellsOf, placeOf, type Table } from "./table.js";
import { show } from "./text.js";

/**
 * The numbers of a column, NaN where a cell is missing.
 *
 * @param advice - says what else to do about a cell that is not a number.
 * @throws RangeError naming the first cell that is not a number, and how many there are.
 */
export function readNumbers(
  table: Table,
  name: string,
  {
    isMissing,
    format,
    advice = () => "",
  }: {
    isMissing: (cell: string) => boolean;
    format: NumberFormat;
    advice?: () => string;
  },
): Float64Array {
  const cells = cellsOf(table, name);
  const values = new Float64Array(cells.length);
  const bad: number[] = [];
  const toNumber = numberReader(format);
  for (let i = 0; i < cells.length; i++) {
    const isGap = isMissing(cells[i]); // a number such as -999 can also mean missing
    values[i] = isGap ? NaN : toNumber(cells[i]);
    if (!isGap && Number.isNaN(values[i])) bad.push(i);
  }
  if (bad.length === 0) return values;
  const [first] = bad;
  const others = bad.length > 1 ? ` (nor are ${count(bad.length - 1, "other cell")} of it)` : "";
  const written = /^[<>≤≥~≈]/.test(cells[first])
    ? `; a bound or an estimate is none: write a number in its place`
    : /\d/.test(cells[first])
      ? `; the numbers of this column are written as ${exampleOf(format)} is`
      : "";
  throw new RangeError(
    `${placeOf(table, first, name)}: ${show(cells[first])} is no number${others}${written}${advice()}`,
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
