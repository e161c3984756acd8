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

/** The numbers of some rows. */
export function takeNumbers(values: Float64Array, rows: readonly number[]): Float64Array {
  // In a loop: `Float64Array.from` with a function takes ten times as long.
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return taken;
}

/** A copy without NaN. */
function presentNumbers(values: Float64Array): Float64Array {
  return values.includes(NaN) ? values.filter((value) => !Number.isNaN(value)) : values.slice();
}

/** Without NaN, in ascending order. */
export function sortedNumbers(values: Float64Array): Float64Array {
  return presentNumbers(values).sort();
}

/** The median of those that are not NaN; 0 if there are none. */
export function medianOf(values: Float64Array): number {
  const numbers = presentNumbers(values);
  if (numbers.length === 0) return 0;
  const middle = Math.floor(numbers.length / 2);
  const upper = select(numbers, middle);
  if (numbers.length % 2 === 1) return upper + 0; // + 0: JSON has no −0
  const lower = numbers.subarray(0, middle).reduce((most, value) => Math.max(most, value));
  return lower / 2 + upper / 2 + 0; // the sum of two could overflow
}

/**
 * The number that would be at index k of the sorted numbers. It reorders them: none before k is larger
 * then, and none behind it smaller. Hoare's quickselect: sorting takes several times as long.
 */
function select(numbers: Float64Array, k: number): number {
  let [first, last] = [0, numbers.length - 1];
  while (first < last) {
    const pivot = numbers[Math.floor((first + last) / 2)];
    let [i, j] = [first, last];
    while (i <= j) {
      while (numbers[i] < pivot) i++;
      while (numbers[j] > pivot) j--;
      if (i > j) break;
      const swapped = numbers[i];
      numbers[i++] = numbers[j];
      numbers[j--] = swapped;
    }
    // Up to j none is above the pivot, from i on none below it, and those between equal it.
    if (k <= j) last = j;
    else if (k >= i) first = i;
    else break;
  }
  return numbers[k];
}

/**
 * The weighted median: the number at half of the weight, or the middle between two where half ends
 * with the first. With whole weights it is the median of so many copies.
 *
 * @param values - those that are NaN do not count; without others, the median is 0.
 * @param weights - one for each value, above 0.
 */
export function weightedMedian(values: Float64Array, weights: readonly number[]): number {
  const order = [...values.keys()]
    .filter((i) => !Number.isNaN(values[i]))
    .sort((i, j) => values[i] - values[j]);
  if (order.length === 0) return 0;
  const half = order.reduce((sum, i) => sum + weights[i], 0) / 2;
  let [sum, k] = [0, 0];
  // Half but for rounding is half.
  while ((sum += weights[order[k]]) < half * (1 - 1e-12)) k += 1;
  const isEnd = sum <= half * (1 + 1e-12) && k + 1 < order.length;
  const [low, high] = [values[order[k]], values[order[isEnd ? k + 1 : k]]];
  return low / 2 + high / 2 + 0; // the sum of two could overflow
}
