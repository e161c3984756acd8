/** Encodes one column of a table as numbers. */
import { canonical, compareCells } from "./cells.js";
import { shorten } from "./text.js";
import { medianOfSorted, readNumbers, sortedNumbers } from "./numbers.js";
import { plainFormat } from "./numberFormat.js";
import type { FeatureType, NumberFormat } from "./schema.js";
import { meanAndStd } from "../../train/standardizer.js";
import { cellsOf, placeOf, type Table } from "./table.js";

/**
 * How a numeric column is encoded: as one feature, (value − mean)/std, or 0 if std is `null`. With
 * `flag`, a second feature is 1 where the cell is missing and 0 elsewhere.
 */
export interface NumericCode {
  name: string;
  type: "numeric";
  /** The value that replaces a missing cell. */
  median: number;
  mean: number;
  /** Above 0; `null` if all fitted rows have the same value. */
  std: number | null;
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

/** How one column of a table is encoded. */
export type ColumnCode = NumericCode | CategoricalCode;

/** What was unusual in the cells of an encoded column. */
export interface ColumnCells {
  /** How many numbers were missing and filled with the median. */
  filled: number;
  /** The texts that are not a known category, each once; `null` stands for missing cells. */
  unseen: Set<string | null>;
  /** How many cells hold one of these. */
  unseenCells: number;
}

/**
 * Fits the encoding of a column on all rows of a table.
 *
 * @throws RangeError naming the row if a cell of a numeric column is not a number.
 */
export function fitColumn(
  table: Table,
  {
    name,
    type,
    format = plainFormat,
  }: { name: string; type: FeatureType; format?: NumberFormat | undefined },
  isMissing: (cell: string) => boolean,
): ColumnCode {
  const cells = cellsOf(table, name);
  const present = cells.filter((cell) => !isMissing(cell));
  const flag = present.length < cells.length;
  if (type === "categorical") {
    return {
      name,
      type,
      categories: [...new Set([...new Set(present)].map(canonical))].sort(compareCells),
      flag,
    };
  }
  const values = readNumbers(table, name, { isMissing, format });
  const sorted = sortedNumbers(values);
  const median = sorted.length === 0 ? 0 : medianOfSorted(sorted);
  const filled = values.map((value) => (Number.isNaN(value) ? median : value));
  const { mean, std } = meanAndStd(filled, `${table.source}: column ${shorten(name, 40)}`);
  return { name, type, median, mean, std: std === 0 ? null : std, flag, format };
}

/** The names of a column's features, in order. */
export function featureNamesOf(code: ColumnCode): string[] {
  const { name, type, flag } = code;
  const values = type === "numeric" ? [name] : code.categories.map((text) => `${name}=${text}`);
  return flag ? [...values, `${name} is missing`] : values;
}

/**
 * Writes a column's features into `out`, which is row-major and `width` wide, at index `at` of each
 * row. `out` must hold zeros.
 *
 * @throws RangeError naming the row if a cell of a numeric column is not a number, or so large that
 * it overflows.
 */
export function encodeColumn(
  table: Table,
  code: ColumnCode,
  isMissing: (cell: string) => boolean,
  { out, width, at }: { out: Float32Array | Float64Array; width: number; at: number },
): ColumnCells {
  const found: ColumnCells = { filled: 0, unseen: new Set(), unseenCells: 0 };
  if (code.type === "numeric") {
    const advice = () => "; if that means missing, leave the cell empty";
    const values = readNumbers(table, code.name, { isMissing, format: code.format, advice });
    values.forEach((value, i) => {
      const isGap = Number.isNaN(value);
      const place = i * width + at;
      out[place] = code.std === null ? 0 : ((isGap ? code.median : value) - code.mean) / code.std;
      if (!Number.isFinite(out[place])) {
        throw new RangeError(
          `${placeOf(table, i, code.name)}: ${value} is too far from the rows that were learned from`,
        );
      }
      if (isGap) found.filled += 1;
      if (isGap && code.flag) out[place + 1] = 1;
    });
    return found;
  }
  const placeIn = new Map<string | null, number>(code.categories.map((text, k) => [text, k]));
  if (code.flag) placeIn.set(null, code.categories.length);
  cellsOf(table, code.name).forEach((cell, i) => {
    const key = isMissing(cell) ? null : canonical(cell);
    const place = placeIn.get(key);
    if (place === undefined) {
      found.unseen.add(key);
      found.unseenCells += 1;
    } else out[i * width + at + place] = 1;
  });
  return found;
}
