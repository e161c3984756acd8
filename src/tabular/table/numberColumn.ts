import { isConstant } from "../../train/standardizer.js";
import { dateProposal, findDates } from "./dateColumn.js";
import type { Reading } from "./findFormats.js";
import { numeralReader } from "./numberFormat.js";
import { medianOf, readNumbers } from "./numbers.js";
import {
  constantColumn,
  fewestRowsForIds,
  isNameOfId,
  mostCategories,
  nameIt,
  type Inspected,
  type RawColumn,
} from "./rawColumn.js";
import type { Column, NumberFormat } from "./schema.js";
import { shorten } from "./text.js";

/**
 * A column of amounts; or, if its numbers are whole and it is not declared, of what may identify
 * rows or be dates.
 *
 * @throws RangeError naming the row if a cell is not a number.
 */
export function inspectNumbers(column: RawColumn, reading: Reading): Inspected {
  const { name, missing, cells, present, isMissing, declared, isFlagged } = column;
  const { format, numbers } = reading;
  if (numbers.some(Number.isNaN)) checkNumbers(column, format);
  const min = numbers.reduce((least, value) => Math.min(least, value)) + 0; // + 0: JSON has no −0
  const max = numbers.reduce((most, value) => Math.max(most, value)) + 0;
  const isWhole = numbers.every(Number.isInteger);
  const warnings: string[] = [];
  const merged = declared === undefined ? null : mergedWholes(present, reading);
  if (merged !== null) {
    warnings.push(
      `Column ${shorten(name, 40)} has whole numbers beyond 2^53, where not each has a float64 of its ` +
        `own: ${merged.before} different ones become ${merged.after}.`,
    );
  }
  // Whole numbers are not rounded: identifiers of 16 digits differ.
  const isOne = isWhole ? min === max : isConstant(min, max);
  if (isOne && !isFlagged) return { ...constantColumn(column), warnings };
  if (isWhole && declared === undefined) {
    const { leftOut, doubts } = doubtWholes(column, numbers, max - min);
    if (leftOut !== null) return { column: leftOut, warnings: doubts };
    warnings.push(...doubts);
  }
  const median = medianOf(numbers);
  let k = 0;
  const ofCells =
    missing === 0
      ? numbers
      : Float64Array.from(cells.map((cell) => (isMissing(cell) ? NaN : numbers[k++])));
  return {
    column: { name, missing, type: "numeric", min, max, median, format },
    warnings,
    numbers: ofCells,
  };
}

/** @throws RangeError naming the first row that holds no number. */
function checkNumbers({ table, name, present, isMissing }: RawColumn, format: NumberFormat): void {
  const isFew = new Set(present).size <= mostCategories(present.length);
  const advice = () =>
    `; if that means missing, ${nameIt}` +
    (isFew ? ", or declare the column categorical (types, --types)" : "");
  readNumbers(table, name, { isMissing, format, advice });
}

/**
 * What else than amounts whole numbers may be: identifiers of rows, or dates.
 *
 * @param span - from the smallest to the largest.
 * @returns the column as it is left out, or `null` if its numbers are used all the same.
 */
function doubtWholes(
  { name, missing, present, isFree }: RawColumn,
  numbers: Float64Array,
  span: number,
): { leftOut: Column | null; doubts: string[] } {
  const shown = shorten(name, 40);
  const distinct = new Set(numbers).size;
  const areDifferent = numbers.length >= fewestRowsForIds && distinct === numbers.length;
  const areCounted = areDifferent && missing === 0 && span === numbers.length - 1;
  const areIds = isNameOfId(name) && distinct > numbers.length / 2;
  const isLeftOut = isFree && (areCounted || areIds);
  const areDigits = present.every((cell) => /^(19|20)\d{6}$/.test(cell));
  const dates = areDigits ? findDates(present, 1) : null;
  if (dates !== null) {
    const what = isLeftOut ? "is left out" : "is used as a number";
    return {
      leftOut: isLeftOut ? { name, missing, type: "date-like", ...dates } : null,
      doubts: [`Column ${shown} ${what}, but its digits are dates. ${dateProposal(name)}`],
    };
  }
  if (isLeftOut) {
    return {
      leftOut: { name, missing, type: "id-like", distinct, keep: "numeric" },
      doubts: [
        `Column ${shown} is left out: ${distinct} different whole numbers in ${numbers.length} rows look ` +
          `like an identifier. To use them as amounts, declare it numeric (types, --types).`,
      ],
    };
  }
  const doubts: string[] = [];
  if (areDifferent && isFree) {
    doubts.push(
      `Column ${shown} is used as a number: if its whole numbers, all different, identify rows, drop it.`,
    );
  } else if (isNameOfId(name) && distinct > 2 && isFree) {
    doubts.push(
      `Column ${shown} is used as a number: if its ${distinct} whole numbers are names, declare it ` +
        `categorical (types, --types), or drop it.`,
    );
  }
  return { leftOut: null, doubts };
}

/** How many different whole numbers, some beyond 2^53, become how many as float64; `null`: as many. */
export function mergedWholes(
  present: readonly string[],
  { format, numbers }: Reading,
): { before: number; after: number } | null {
  if (!numbers.some((value) => Math.abs(value) > Number.MAX_SAFE_INTEGER)) return null;
  const rewrite = numeralReader(format);
  const numerals = new Set(
    [...new Set(present)].map((cell) => rewrite(cell)?.replace(/\.0*$/, "")),
  );
  const after = new Set(numbers);
  const isWhole = [...numerals].some((numeral) => /^-?\d{16,}$/.test(numeral ?? ""));
  if (!isWhole || after.size === numerals.size || after.has(NaN)) return null;
  return { before: numerals.size, after: after.size };
}
