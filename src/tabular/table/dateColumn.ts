import { dateOrder, dateReader, isoDate } from "./dates.js";
import { readDates, sortedNumbers } from "./numbers.js";
import { nameIt, type RawColumn } from "./rawColumn.js";
import type { Column } from "./schema.js";
import { placeOf } from "./table.js";
import { shorten, show, typesOption } from "./text.js";

/**
 * A column that is declared a date.
 *
 * @throws RangeError naming the row if a cell is no date, or may be two.
 */
export function dateColumn({ table, name, missing, cells, present, isMissing }: RawColumn): Column {
  const { dayFirst, mistakable, dates } = dateOrder(present);
  if (dates === 0) {
    throw new RangeError(
      `${table.source}: column ${shorten(name, 40)} is declared a date, but none of its cells, such ` +
        `as ${show(present[0])}, is one: write them as 2024-01-31, or leave it out of the types (types, ` +
        `--types)`,
    );
  }
  const advice = () => `; if that means missing, ${nameIt}`;
  const days = sortedNumbers(readDates(table, name, { isMissing, dayFirst, advice }));
  if (mistakable !== undefined) {
    const row = cells.indexOf(mistakable);
    const [first, second] = [true, false].map((order) => dateReader(order)(mistakable));
    throw new RangeError(
      `${placeOf(table, row, name)}: ${show(mistakable)} may be ${isoDate(first)} or ` +
        `${isoDate(second)}, and no other date of the column tells whether days or months come first: ` +
        `write its dates as ${isoDate(first)}`,
    );
  }
  return { name, missing, type: "date", dayFirst, ...rangeOf(days) };
}

const rangeOf = (sortedDays: Float64Array) => ({
  first: isoDate(sortedDays[0]),
  last: isoDate(sortedDays[sortedDays.length - 1]),
});

/** The range of texts that are dates, at least such a share of them; `null`: they are none. */
export function findDates(
  texts: readonly string[],
  share = 0.8,
): { first: string; last: string } | null {
  const { dayFirst, dates } = dateOrder(texts);
  if (dates === 0 || dates < share * texts.length) return null;
  return rangeOf(sortedNumbers(Float64Array.from(texts, dateReader(dayFirst))));
}

export function dateProposal(name: string): string {
  return (
    `To learn from year, month, weekday and days, declare it a date (types, ` +
    `${typesOption([[name, "date"]])}).`
  );
}
