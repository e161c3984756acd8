/** How people write dates: 2024-01-31, 2024-01-31T12:00:00Z, 31.01.2024, 1/31/2024, 31 Jan 2024. */

export const months = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
];
/** In the order of `Date.getUTCDay`. */
export const weekdays = [
  ...["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
];

/** Year, days, and 0 or 1 for each month and weekday. */
export const featuresOfDates = 2 + months.length + weekdays.length;

const msPerDay = 86_400_000;

const time =
  String.raw`(?:(?:T|,?\s+)(?<hours>\d{1,2}):(?<minutes>\d\d)(?::(?<seconds>\d\d(?:[.,]\d+)?))?` +
  String.raw`(?:\s*(?<half>[ap])m)?(?:\s*(?:Z|UTC|GMT|[-+]\d\d(?::?\d\d)?))?)?`;
const form = (date: string) => new RegExp(`^${date}${time}$`, "i");

const sureForms = [
  String.raw`(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})`,
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)`,
  String.raw`(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4})`,
  String.raw`(?<day>\d{1,2})[-\s.]\s?(?<month>[a-z]{3,9})\.?[-\s](?<year>\d{4})`,
  String.raw`(?<month>[a-z]{3,9})\.?\s(?<day>\d{1,2}),?\s(?<year>\d{4})`,
].map(form);
const dayFirstForm = form(
  String.raw`(?<day>\d{1,2})(?<mark>[-/])(?<month>\d{1,2})\k<mark>(?<year>\d{4})`,
);
const monthFirstForm = form(
  String.raw`(?<month>\d{1,2})(?<mark>[-/])(?<day>\d{1,2})\k<mark>(?<year>\d{4})`,
);

/**
 * A function that reads the date in a cell, as days since 1970-01-01 with the time of day as a
 * fraction, and gives NaN for other text. Date and time are those of the place where they were
 * written: an offset from UTC is not applied.
 *
 * @param dayFirst - whether 01/02/2024 is the first of February; `null`: it is no date.
 */
export function dateReader(dayFirst: boolean | null): (cell: string) => number {
  const forms =
    dayFirst === null ? sureForms : [...sureForms, dayFirst ? dayFirstForm : monthFirstForm];
  return (cell) => {
    if (cell.length > 40 || !/\d{4}/.test(cell)) return NaN; // soon done with texts and most numbers
    for (const form of forms) {
      const found = form.exec(cell)?.groups;
      if (found !== undefined) return daysOf(found);
    }
    return NaN;
  };
}

function daysOf(found: Readonly<Partial<Record<string, string>>>): number {
  const { year, month = "", day, hours, minutes = "0", seconds = "0", half } = found;
  const monthOfName = months.findIndex((name) =>
    name.toLowerCase().startsWith(month.toLowerCase().replace("sept", "sep")),
  );
  const [y, m, d] = [Number(year), /\d/.test(month) ? Number(month) - 1 : monthOfName, Number(day)];
  const date = new Date(0);
  date.setUTCFullYear(y, m, d);
  if (m < 0 || date.getUTCMonth() !== m || date.getUTCDate() !== d) return NaN; // as 2024-02-30
  const midnight = date.getTime() / msPerDay;
  if (hours === undefined) return midnight;
  const isTwelve = half !== undefined;
  const h = isTwelve ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours);
  const [min, s] = [Number(minutes), Number(seconds.replace(",", "."))];
  const isTime = h < 24 && min < 60 && s < 61 && !(isTwelve && Number(hours) > 12);
  return isTime ? midnight + (h + (min + s / 60) / 60) / 24 : NaN;
}

/** The parts of a date that {@link dateReader} has read. */
export function partsOf(days: number): { year: number; month: number; weekday: number } {
  const date = new Date(Math.floor(days) * msPerDay);
  return {
    year: date.getUTCFullYear(),
    /** From 0, as an index of {@link months}. */
    month: date.getUTCMonth(),
    weekday: date.getUTCDay(),
  };
}

/** A date that {@link dateReader} has read, as 2024-01-31. */
export function isoDate(days: number): string {
  return new Date(Math.floor(days) * msPerDay).toISOString().slice(0, 10);
}

/** How the dates of a column are to be read. */
export interface DateOrder {
  /** `null`: none of them needs it. */
  dayFirst: boolean | null;
  /** A cell that is one date with the day first, and another with the month first, if all may be both. */
  mistakable: string | undefined;
  /** How many cells are dates. */
  dates: number;
}

/** Finds out whether days or months come first in dates such as 31/01/2024: other cells may tell. */
export function dateOrder(present: readonly string[]): DateOrder {
  const readers = [null, true, false].map(dateReader);
  const [sure, days, months] = readers.map((read) => present.map(read));
  const count = (values: readonly number[]) => values.filter((v) => !Number.isNaN(v)).length;
  const [ofSure, ofDays, ofMonths] = [sure, days, months].map(count);
  if (ofDays === ofSure && ofMonths === ofSure) {
    return { dayFirst: null, mistakable: undefined, dates: ofSure };
  }
  const dates = Math.max(ofDays, ofMonths);
  const isOpen = ofDays === ofMonths && dates === present.length;
  const mistakable = isOpen ? present.find((_, i) => days[i] !== months[i]) : undefined;
  return { dayFirst: ofDays >= ofMonths, mistakable, dates };
}

/** A date in the order of a column, for messages. */
export function exampleOfDate(dayFirst: boolean | null): string {
  return dayFirst === null ? "2024-01-31" : dayFirst ? "31/01/2024" : "01/31/2024";
}
