/** The cells of a column that holds numbers, or dates, which are read as numbers. */
import { count } from "../../array/index.js";
import { dateReader, exampleOfDate } from "./dates.js";
import { exampleOf, numberReader } from "./numberFormat.js";
import type { NumberFormat } from "./schema.js";
import { cellsOf, placeOf, type Table } from "./table.js";
import { show } from "./text.js";

interface CellRules {
  isMissing: (cell: string) => boolean;
  /** Says what else to do about a cell that cannot be read. */
  advice: () => string;
}

/**
 * The numbers of a column, NaN where a cell is missing.
 *
 * @throws RangeError naming the first cell that is not a number, and how many there are.
 */
export function readNumbers(
  table: Table,
  name: string,
  { format, ...rules }: CellRules & { format: NumberFormat },
): Float64Array {
  return readValues(table, name, {
    ...rules,
    read: numberReader(format),
    what: "number",
    hint: (cell) =>
      /^[<>≤≥~≈]/.test(cell)
        ? `; a bound or an estimate is none: write a number in its place`
        : /\d/.test(cell)
          ? `; the numbers of this column are written as ${exampleOf(format)} is`
          : "",
  });
}

/**
 * The dates of a column, in days since 1970-01-01, NaN where a cell is missing.
 *
 * @throws RangeError naming the first cell that is not a date, and how many there are.
 */
export function readDates(
  table: Table,
  name: string,
  { dayFirst, ...rules }: CellRules & { dayFirst: boolean | null },
): Float64Array {
  return readValues(table, name, {
    ...rules,
    read: dateReader(dayFirst),
    what: "date",
    hint: (cell) =>
      /\d/.test(cell)
        ? `; the dates of this column are written as ${exampleOfDate(dayFirst)} is, with a year of four digits`
        : "",
  });
}

function readValues(
  table: Table,
  name: string,
  {
    isMissing,
    read,
    what,
    hint,
    advice,
  }: CellRules & {
    read: (cell: string) => number;
    what: string;
    hint: (cell: string) => string;
  },
): Float64Array {
  const cells = cellsOf(table, name);
  const values = new Float64Array(cells.length);
  const bad: number[] = [];
  for (let i = 0; i < cells.length; i++) {
    const isGap = isMissing(cells[i]); // a number such as -999 can also mean missing
    values[i] = isGap ? NaN : read(cells[i]);
    if (!isGap && Number.isNaN(values[i])) bad.push(i);
  }
  if (bad.length === 0) return values;
  const [first] = bad;
  const others = bad.length > 1 ? ` (nor are ${count(bad.length - 1, "other cell")} of it)` : "";
  throw new RangeError(
    `${placeOf(table, first, name)}: ${show(cells[first])} is no ${what}${others}` +
      `${hint(cells[first])}${advice()}`,
  );
}

/** Without NaN, in ascending order. */
export function sortedNumbers(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/**
 * The weighted median: the number at half of the weight, or the middle between two where half ends
 * with the first. With whole weights it is the median of so many copies.
 *
 * @param values - at least one that is not NaN.
 * @param weights - one for each value, above 0.
 */
export function weightedMedian(values: Float64Array, weights: readonly number[]): number {
  const order = [...values.keys()]
    .filter((i) => !Number.isNaN(values[i]))
    .sort((i, j) => values[i] - values[j]);
  const half = order.reduce((sum, i) => sum + weights[i], 0) / 2;
  let [sum, k] = [0, 0];
  // Half but for rounding is half.
  while ((sum += weights[order[k]]) < half * (1 - 1e-12)) k += 1;
  const isEnd = sum <= half * (1 + 1e-12) && k + 1 < order.length;
  const [low, high] = [values[order[k]], values[order[isEnd ? k + 1 : k]]];
  return low / 2 + high / 2 + 0; // the sum of two could overflow
}

export function medianOfSorted(sorted: Float64Array): number {
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] + 0; // + 0: JSON has no −0
  return sorted[middle - 1] / 2 + sorted[middle] / 2 + 0; // the sum of two could overflow
}
