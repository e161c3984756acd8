import { dateColumn } from "./dateColumn.js";
import type { Reading } from "./findFormats.js";
import { inspectNumbers, mergedWholes } from "./numberColumn.js";
import { constantColumn, type Inspected, type RawColumn } from "./rawColumn.js";
import { inspectTexts } from "./textColumn.js";
import { show } from "./text.js";

/**
 * Finds the type of a column and summarises its values.
 *
 * @param reading - how its numbers are written, and the numbers, NaN where a cell is none, which may
 * make names of all; `null`: most of its cells are texts, or it is declared to hold no numbers.
 * @throws RangeError naming the row if a cell is not of the type that the column is declared or
 * taken to be, or naming the column if it has too many categories and the user has declared or named
 * it.
 */
export function inspectColumn(column: RawColumn, reading: Reading | null): Inspected {
  const { present, declared, isFlagged } = column;
  const isSame = present.every((cell) => cell === present[0]);
  if (present.length === 0 || (isSame && !isFlagged)) return constantColumn(column);
  if (declared === "date") return { column: dateColumn(column), warnings: [] };
  if (reading === null) return inspectTexts(column);
  const names = declared === undefined ? whyNames(column, reading) : null;
  return names === null
    ? inspectNumbers(column, reading)
    : inspectTexts(column, { why: names, numbers: reading.numbers });
}

/** Matches `11 - 23%`, as in brackets of age or income. */
const isRange = /^[^\d-]{0,3}\d[\d.,]*[^\d\p{L}-]{0,3}[-–][^\d\p{L}-]{0,3}\d[\d.,]*\D{0,3}$/u;

const namesOfPlaces = /^(zip|plz|(zip|post|postal)[_\s.-]?code)$/i;

/** Why a column of numbers holds names, not amounts; `null`: it does not. */
function whyNames({ name, present }: RawColumn, reading: Reading): string | null {
  const zero = present.find(
    (cell) => cell.startsWith("0") && cell[1] !== "." && /^0\d+$/.test(cell),
  );
  if (zero !== undefined) return `${show(zero)} begins with a zero`;
  const range = present.find((cell, i) => Number.isNaN(reading.numbers[i]) && isRange.test(cell));
  if (range !== undefined) return `${show(range)} is a range`;
  if (namesOfPlaces.test(name) && present.every((cell) => /^\d+$/.test(cell))) {
    return `it is called as postal codes are`;
  }
  const merged = mergedWholes(present, reading);
  if (merged === null) return null;
  return `${merged.before} different whole numbers beyond 2^53 would become ${merged.after}`;
}
