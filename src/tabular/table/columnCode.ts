/** Encodes one column of a table as numbers. */
import { canonical, compareCells } from "./cells.js";
import { featuresOfDates, months, partsOf, weekdays } from "./dates.js";
import { shorten } from "./text.js";
import { medianOf, readDates, readNumbers, weightedMedian } from "./numbers.js";
import { plainFormat } from "./numberFormat.js";
import type { FeatureType, NumberFormat, TablePlan } from "./schema.js";
import { meanAndStd } from "../../train/standardizer.js";
import { cellsOf, placeOf, type Table } from "./table.js";

/** How numbers are encoded: as (value − mean)/std, or 0 if std is `null`. */
export interface Scale {
  /** The value that replaces a missing one. */
  median: number;
  mean: number;
  /** Above 0; `null` if all fitted rows have the same value. */
  std: number | null;
}

/**
 * How a numeric column is encoded: as one feature. With `flag`, a second feature is 1 where the
 * cell is missing and 0 elsewhere.
 */
export interface NumericCode extends Scale {
  name: string;
  type: "numeric";
  flag: boolean;
  /** How the numbers are written. */
  format: NumberFormat;
}

/**
 * How a categorical column is encoded: as a feature of 0 and 1 for each category, and with `flag`
 * another for missing cells.
 */
export interface CategoricalCode {
  name: string;
  type: "categorical";
  categories: string[];
  flag: boolean;
}

/**
 * How a column of dates is encoded: as the year and the days since 1970-01-01, both scaled, with the
 * time of day as a fraction; a feature of 0 and 1 for each month and each weekday; and with `flag`
 * another for missing cells.
 */
export interface DateCode {
  name: string;
  type: "date";
  /** Whether 01/02/2024 is the first of February; `null`: it is no date of this column. */
  dayFirst: boolean | null;
  year: Scale;
  days: Scale;
  flag: boolean;
}

/** How one column of a table is encoded. */
export type ColumnCode = NumericCode | CategoricalCode | DateCode;

/** A column that becomes features, and how its cells are read. */
export type FeatureColumn = TablePlan["columns"][number] & { readonly type: FeatureType };

/**
 * The cells of a column as they are read: numbers, or dates in days since 1970-01-01, NaN where a
 * cell is missing; or names of categories, `null` where a cell is missing.
 */
export type ColumnValues = Float64Array | readonly (string | null)[];

/** What was unusual in the cells of an encoded column. */
export interface ColumnCells {
  /** How many were missing and filled with the median. */
  filled: number;
  /** The texts that are not a known category, each once; `null` stands for missing cells. */
  unseen: Set<string | null>;
  /** How many cells hold one of these. */
  unseenCells: number;
}

/**
 * Reads the cells of a column.
 *
 * @throws RangeError naming the row if a cell is not a number in a numeric column, or not a date in
 * one of dates.
 */
export function readColumn(
  table: Table,
  { name, type, format = plainFormat, dayFirst = null }: FeatureColumn,
  isMissing: (cell: string) => boolean,
): ColumnValues {
  const advice = () => "; if that means missing, leave the cell empty";
  if (type === "numeric") return readNumbers(table, name, { isMissing, format, advice });
  if (type === "date") return readDates(table, name, { isMissing, dayFirst, advice });
  const known = new Map<string, string | null>();
  return cellsOf(table, name).map((cell) => {
    const before = known.get(cell);
    if (before !== undefined) return before;
    const value = isMissing(cell) ? null : canonical(cell);
    known.set(cell, value);
    return value;
  });
}

/**
 * Fits the encoding of a column.
 *
 * @param values - what {@link readColumn} gave for the rows to fit on.
 * @param source - the table's name, for messages.
 * @param weights - how much each row counts, above 0; `null`: all alike.
 */
export function fitColumn(
  { name, type, format = plainFormat, dayFirst = null }: FeatureColumn,
  values: ColumnValues,
  source: string,
  weights: readonly number[] | null,
): ColumnCode {
  if (!(values instanceof Float64Array)) {
    const categories = new Set(values);
    const flag = categories.delete(null);
    const sorted = [...categories].map(String).sort(compareCells);
    return { name, type: "categorical", categories: sorted, flag };
  }
  const flag = values.includes(NaN);
  const where = `${source}: column ${shorten(name, 40)}`;
  if (type === "numeric") return { name, type, ...fitScale(values, where, weights), flag, format };
  const years = values.map((days) => (Number.isNaN(days) ? NaN : partsOf(days).year));
  const [year, days] = [years, values].map((numbers) => fitScale(numbers, where, weights));
  return { name, type: "date", dayFirst, year, days, flag };
}

function fitScale(values: Float64Array, where: string, weights: readonly number[] | null): Scale {
  const median = weights === null ? medianOf(values) : weightedMedian(values, weights);
  const filled = values.includes(NaN)
    ? values.map((value) => (Number.isNaN(value) ? median : value))
    : values;
  const { mean, std } = meanAndStd(filled, where, { weights });
  return { median, mean, std: std === 0 ? null : std };
}

/** The names of a column's features, in order. */
export function featureNamesOf(code: ColumnCode): string[] {
  const { name, flag } = code;
  const values =
    code.type === "numeric"
      ? [name]
      : code.type === "categorical"
        ? code.categories.map((text) => `${name}=${text}`)
        : [
            ...["year", "days"].map((part) => `${name} ${part}`),
            ...months.map((month) => `${name} month=${month}`),
            ...weekdays.map((weekday) => `${name} weekday=${weekday}`),
          ];
  return flag ? [...values, `${name} is missing`] : values;
}

/**
 * Writes a column's features into `out`, which is row-major and `width` wide, at index `at` of each
 * row. `out` must hold zeros.
 *
 * @param table - the rows of `values`, for messages.
 * @param rows - the rows to encode, counted from 0.
 * @throws RangeError naming the row if a number is so large that it overflows.
 */
export function encodeColumn(
  table: Table,
  code: ColumnCode,
  values: ColumnValues,
  rows: readonly number[],
  { out, width, at }: { out: Float32Array | Float64Array; width: number; at: number },
): ColumnCells {
  const found: ColumnCells = { filled: 0, unseen: new Set(), unseenCells: 0 };
  if (code.type === "categorical") {
    const placeIn = new Map<unknown, number>(code.categories.map((text, k) => [text, k]));
    if (code.flag) placeIn.set(null, code.categories.length);
    rows.forEach((row, i) => {
      const value = values[row] as string | null;
      const place = placeIn.get(value);
      if (place === undefined) {
        found.unseen.add(value);
        found.unseenCells += 1;
      } else out[i * width + at + place] = 1;
    });
    return found;
  }
  const write = (place: number, value: number, { median, mean, std }: Scale) => {
    out[place] = std === null ? 0 : ((Number.isNaN(value) ? median : value) - mean) / std;
  };
  rows.forEach((row, i) => {
    const value = values[row] as number;
    const place = i * width + at;
    const isGap = Number.isNaN(value);
    let features = 1;
    if (code.type === "numeric") write(place, value, code);
    else {
      const { year, month, weekday } = partsOf(value);
      write(place, year, code.year);
      write(place + 1, value, code.days);
      if (!isGap) out[place + 2 + month] = out[place + 2 + months.length + weekday] = 1;
      features = featuresOfDates;
    }
    if (!Number.isFinite(out[place])) {
      throw new RangeError(
        `${placeOf(table, row, code.name)}: ${value} is too far from the rows that were learned from`,
      );
    }
    if (isGap) found.filled += 1;
    if (isGap && code.flag) out[place + features] = 1;
  });
  return found;
}
