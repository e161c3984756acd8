import { isConstant } from "../../train/standardizer.js";
import { canonical, compareCells } from "./cells.js";
import { dateOrder, dateReader, isoDate } from "./dates.js";
import type { Reading } from "./findFormats.js";
import { numeralReader, plainFormat } from "./numberFormat.js";
import { medianOf, readDates, readNumbers, sortedNumbers } from "./numbers.js";
import type { Column, FeatureType, MissingPolicy, NumberFormat } from "./schema.js";
import { cellsOf, placeOf, type Table } from "./table.js";
import { shorten, show, typesOption } from "./text.js";

interface ColumnRules {
  cells: readonly string[];
  /** Those that are not missing. */
  present: readonly string[];
  isMissing: (cell: string) => boolean;
  policy: MissingPolicy;
  /** The type that the user has declared, if any. */
  declared: FeatureType | undefined;
  /** Whether the user has named the column as a feature. */
  isWanted: boolean;
  /** How its numbers are written, and the numbers; `null`: most of its cells are texts. */
  reading: Reading | null;
}

/** With fewer rows, all values may differ by chance. */
const fewestRowsForIds = 20;

/**
 * How many categories a column may have: with more, most of them would occur once, and would tell
 * nothing about other rows.
 */
function mostCategories(rows: number): number {
  return rows < fewestRowsForIds ? rows : Math.min(1000, Math.floor(rows / 2));
}

/** A column, and what was found on the way to it. */
export interface Inspected {
  column: Column;
  /** A sentence for each thing that a user should check. */
  warnings: string[];
  /** The numbers of a numeric column, NaN where a cell is missing. */
  numbers?: Float64Array;
}

/**
 * Finds the type of a column and summarises its values.
 *
 * @throws RangeError naming the row if a cell of a numeric column is not a number, or naming the
 * column if it has too many categories and the user has declared or named it.
 */
export function inspectColumn(table: Table, name: string, rules: ColumnRules): Inspected {
  const { cells, present, isMissing, declared, reading } = rules;
  const base = { name, missing: cells.length - present.length };
  // Where missing cells are filled, a flag marks them: then a column with one value and missing
  // cells still distinguishes two kinds of rows.
  const mayVary = base.missing > 0 && rules.policy === "fill";
  const first = present.at(0) ?? null;
  const constant = { column: { ...base, type: "constant", value: first } as const, warnings: [] };
  if (first === null || (!mayVary && present.every((cell) => cell === first))) return constant;

  if (declared === "date") return { column: dateColumn(table, base, rules), warnings: [] };

  const shown = shorten(name, 40);
  const isFree = declared === undefined && !rules.isWanted;
  // NaN: a cell that is no number, which may make names of all, or else is an error.
  const { format, numbers } = reading ?? { format: plainFormat, numbers: new Float64Array(0) };
  const merged = mergedWholes(present, numbers, format);
  const names = declared === undefined ? whyNames(name, present, numbers, merged) : null;
  if (
    (declared ?? (reading === null || names !== null ? "categorical" : "numeric")) === "categorical"
  ) {
    const categories = [...new Set([...new Set(present)].map(canonical))].sort(compareCells);
    const distinct = categories.length;
    if (!mayVary && distinct === 1) return constant;
    const most = mostCategories(present.length);
    const dates = declared === undefined ? findDates(categories) : null;
    if (distinct > most && !isFree) {
      throw new RangeError(
        `${table.source}: column ${shown} has ${distinct} categories in ${present.length} rows, such as ` +
          `${show(categories[0])}; at most ${most} can be learned from, half as many as rows and no more ` +
          `than 1000: leave it out, group its texts into fewer, or make numbers of it` +
          (dates === null ? "" : `; or, since it holds dates, declare it a date (types, --types)`),
      );
    }
    const isId = distinct > most || (isFree && isNameOfId(name) && distinct > present.length / 2);
    const warnings: string[] = [];
    if (dates !== null) {
      warnings.push(
        `Column ${shown} ${isId ? "is left out, for it holds" : `is categorical: each of its ${distinct} texts is one. It holds`} ` +
          `dates. ${dateProposal(name)}`,
      );
      if (isId) return { column: { ...base, type: "date-like", ...dates }, warnings };
    } else if (names !== null) {
      warnings.push(
        `Column ${shown} is ${isId ? "left out" : "categorical"}: ${names}, so its ${distinct} different ` +
          `numbers are taken for names. If they are amounts, declare it numeric (types, --types).`,
      );
    } else if (isId) {
      warnings.push(
        `Column ${shown} is left out: ${distinct} different texts in ${present.length} rows look like an ` +
          `identifier or free text. To use it, make numbers or fewer texts of it.`,
      );
    }
    if (declared === undefined && names === null && dates === null)
      warnings.push(...whyTexts(shown, present));
    const areNumbers = numbers.length > 0 && !numbers.some(Number.isNaN);
    const keep = distinct <= most ? "categorical" : areNumbers ? "numeric" : null;
    return isId
      ? { column: { ...base, type: "id-like", distinct, keep }, warnings }
      : { column: { ...base, type: "categorical", categories }, warnings };
  }

  if (numbers.some(Number.isNaN)) {
    const isFew = new Set(present).size <= mostCategories(present.length);
    // Throws, naming the row.
    readNumbers(table, name, {
      isMissing,
      format,
      advice: () =>
        `; if that means missing, name it among the missing values (missingValues, --missing-values)` +
        (isFew ? ", or declare the column categorical (types, --types)" : ""),
    });
  }
  const min = numbers.reduce((least, value) => Math.min(least, value)) + 0; // + 0: JSON has no −0
  const max = numbers.reduce((most, value) => Math.max(most, value)) + 0;
  const isWhole = numbers.every(Number.isInteger);
  const distinct = isWhole ? new Set(numbers).size : NaN; // only whole numbers may be names
  const warnings: string[] = [];
  if (merged !== null) {
    warnings.push(
      `Column ${shown} has whole numbers beyond 2^53, where not each has a float64 of its own: ` +
        `${merged.before} different ones become ${merged.after}.`,
    );
  }
  // Whole numbers are not rounded: identifiers of 16 digits differ.
  if (!mayVary && (isWhole ? min === max : isConstant(min, max))) return { ...constant, warnings };
  const isDifferent = isWhole && numbers.length >= fewestRowsForIds && distinct === numbers.length;
  const areDates =
    isWhole && declared === undefined && present.every((cell) => /^(19|20)\d{6}$/.test(cell));
  const dates = areDates ? findDates(present, 1) : null;
  const isCounted = isDifferent && base.missing === 0 && max - min === numbers.length - 1;
  const isId = isWhole && isNameOfId(name) && distinct > numbers.length / 2;
  if (dates !== null) {
    const isLeftOut = isFree && (isCounted || isId);
    warnings.push(
      `Column ${shown} ${isLeftOut ? "is left out" : "is used as a number"}, but its digits are dates. ` +
        dateProposal(name),
    );
    if (isLeftOut) return { column: { ...base, type: "date-like", ...dates }, warnings };
  } else if (isFree && (isCounted || isId)) {
    return {
      column: { ...base, type: "id-like", distinct, keep: "numeric" },
      warnings: [
        `Column ${shown} is left out: ${distinct} different whole numbers in ${numbers.length} rows look ` +
          `like an identifier. To use them as amounts, declare it numeric (types, --types).`,
      ],
    };
  } else if (isFree && isDifferent) {
    warnings.push(
      `Column ${shown} is used as a number: if its whole numbers, all different, identify rows, drop it.`,
    );
  } else if (isFree && isWhole && isNameOfId(name) && distinct > 2) {
    warnings.push(
      `Column ${shown} is used as a number: if its ${distinct} whole numbers are names, declare it ` +
        `categorical (types, --types), or drop it.`,
    );
  }
  const summary = { min, max, median: medianOf(numbers), format };
  let k = 0;
  const ofCells =
    base.missing === 0
      ? numbers
      : Float64Array.from(cells.map((cell) => (isMissing(cell) ? NaN : numbers[k++])));
  return { column: { ...base, type: "numeric", ...summary }, warnings, numbers: ofCells };
}

/** @throws RangeError naming the row if a cell is no date, or may be two. */
function dateColumn(
  table: Table,
  base: { name: string; missing: number },
  { present, isMissing }: ColumnRules,
): Column {
  const { dayFirst, mistakable, dates } = dateOrder(present);
  if (dates === 0) {
    throw new RangeError(
      `${table.source}: column ${shorten(base.name, 40)} is declared a date, but none of its cells, such ` +
        `as ${show(present[0])}, is one: write them as 2024-01-31, or leave it out of the types (types, ` +
        `--types)`,
    );
  }
  const advice = () =>
    "; if that means missing, name it among the missing values (missingValues, --missing-values)";
  const days = sortedNumbers(readDates(table, base.name, { isMissing, dayFirst, advice }));
  if (mistakable !== undefined) {
    const row = cellsOf(table, base.name).indexOf(mistakable);
    const [first, second] = [true, false].map((order) => dateReader(order)(mistakable));
    throw new RangeError(
      `${placeOf(table, row, base.name)}: ${show(mistakable)} may be ${isoDate(first)} or ` +
        `${isoDate(second)}, and no other date of the column tells whether days or months come first: ` +
        `write its dates as ${isoDate(first)}`,
    );
  }
  return { ...base, type: "date", dayFirst, ...rangeOf(days) };
}

const rangeOf = (sortedDays: Float64Array) => ({
  first: isoDate(sortedDays[0]),
  last: isoDate(sortedDays[sortedDays.length - 1]),
});

/** The range of texts that are dates, at least such a share of them; `null`: they are none. */
function findDates(texts: readonly string[], share = 0.8) {
  const { dayFirst, dates } = dateOrder(texts);
  if (dates === 0 || dates < share * texts.length) return null;
  return rangeOf(sortedNumbers(Float64Array.from(texts, dateReader(dayFirst))));
}

function dateProposal(name: string): string {
  return (
    `To learn from year, month, weekday and days, declare it a date (types, ` +
    `${typesOption([[name, "date"]])}).`
  );
}

/** Matches `11 - 23%`, as in brackets of age or income. */
const isRange = /^[^\d-]{0,3}\d[\d.,]*[^\d\p{L}-]{0,3}[-–][^\d\p{L}-]{0,3}\d[\d.,]*\D{0,3}$/u;

/** How many different whole numbers become how many as float64. */
interface Merged {
  before: number;
  after: number;
}

/**
 * Why a column of numbers holds names, not amounts; `null`: it does not.
 *
 * @param numbers - what the cells are read as, or none in a column of texts.
 */
function whyNames(
  name: string,
  present: readonly string[],
  numbers: Float64Array,
  merged: Merged | null,
): string | null {
  const zero = present.find(
    (cell) => cell.startsWith("0") && cell[1] !== "." && /^0\d+$/.test(cell),
  );
  if (zero !== undefined) return `${show(zero)} begins with a zero`;
  if (numbers.length === 0) return null;
  const range = present.find((cell, i) => Number.isNaN(numbers[i]) && isRange.test(cell));
  if (range !== undefined) return `${show(range)} is a range`;
  if (isNameOfPlace(name) && present.every((cell) => /^\d+$/.test(cell))) {
    return `it is called as postal codes are`;
  }
  return merged === null
    ? null
    : `${merged.before} different whole numbers beyond 2^53 would become ${merged.after}`;
}

/** Whether some whole numbers are beyond 2^53, and become the same as others; `null`: none. */
function mergedWholes(
  present: readonly string[],
  numbers: Float64Array,
  format: NumberFormat,
): Merged | null {
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

function isNameOfPlace(name: string): boolean {
  return /^(zip|plz|(zip|post|postal)[_\s.-]?code)$/i.test(name);
}

function isNameOfId(name: string): boolean {
  return (
    /^(index|row ?name|unnamed:? \d+)$|(^|[_\s.-])(id|uuid|guid)([_\s.-]|$)/i.test(name) ||
    /[a-z]I[dD]([A-Z]|$)|^id[A-Z]/.test(name)
  );
}

/** Matches digits with a few other characters before, between and behind them. */
const withDigits = /^(\D{0,8}?)[-+]?(\d[\d.,\s'’_]{0,30}\d|\d)(\D{0,8})$/;

/** A warning if a column of texts would be one of numbers but for some cells or characters. */
function whyTexts(name: string, present: readonly string[]): string[] {
  const [words, beside, inside] = Array.from({ length: 3 }, () => new Map<string, number>());
  const add = (counts: Map<string, number>, text: string) =>
    counts.set(text, (counts.get(text) ?? 0) + 1);
  let others = 0;
  for (const cell of present) {
    const [, before, digits, behind] = withDigits.exec(cell) ?? ["", "", "", ""];
    const between = [...new Set(digits.replace(/\d/g, ""))].sort().join("");
    if (!/\d/.test(cell)) add(words, cell);
    else if (digits === "" || (between === "" && /\p{L}$/u.test(before)))
      others += 1; // as A12
    else if (before + behind !== "") add(beside, before + behind);
    else if (between !== "") add(inside, between);
    if (others > 0.2 * present.length) return [];
  }
  const mostFrequent = (counts: Map<string, number>) =>
    show([...counts].sort((a, b) => b[1] - a[1])[0][0]);
  const why = `Column ${name} is read as text, for`;
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  const nowhere = sum(words);
  if (nowhere > 0.2 * present.length) {
    if (words.size > 2 || nowhere + others > 0.5 * present.length) return [];
    return [
      `${why} ${[...words.keys()].map(show).join(" or ")} stands in ${nowhere} of its ${present.length} ` +
        `cells. If that means missing, name it among the missing values (missingValues, --missing-values); ` +
        `if 0, write 0.`,
    ];
  }
  // Of addresses and ordinals, each has something else beside its number.
  if (beside.size > 3 || inside.size > 3) return [];
  if (beside.size > 0) {
    const mark = mostFrequent(beside);
    const advice = /^'[<>≤≥~≈]/.test(mark)
      ? `A bound or an estimate is no number: write one in its place.`
      : `If they are numbers, take it out.`;
    return [`${why} ${mark} stands beside digits. ${advice}`];
  }
  if (inside.size === 0) return [];
  return [
    `${why} ${mostFrequent(inside)} stands between its digits. If they are numbers, take it out, or say ` +
      `what it does in them (decimal, thousands; --decimal, --thousands).`,
  ];
}
