/** The cells of all features of a table, read once and encoded for any of its rows. */
import { zeros } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import { missingTest } from "./cells.js";
import {
  encodeColumn,
  featureNamesOf,
  fitColumn,
  readColumn,
  type ColumnCode,
  type ColumnValues,
} from "./columnCode.js";
import { takeNumbers } from "./numbers.js";
import { isFeature, type TablePlan } from "./schema.js";
import type { Table } from "./table.js";

/** The rows of a table, and of each column that is a feature the values of its cells. */
export interface FeatureValues {
  table: Table;
  /** In the order of the plan's features. */
  values: readonly ColumnValues[];
}

/**
 * Reads the features of all rows.
 *
 * @param known - of columns of numbers, the values that have been read before.
 * @throws RangeError naming the row if a cell is not of its column's type.
 */
export function readFeatures(
  table: Table,
  plan: Pick<TablePlan, "columns" | "missingValues">,
  known: ReadonlyMap<string, Float64Array | undefined> = new Map(),
): FeatureValues {
  const isMissing = missingTest(plan.missingValues);
  const values = plan.columns
    .filter(isFeature)
    .map((column) => known.get(column.name) ?? readColumn(table, column, isMissing));
  return { table, values };
}

/**
 * Fits the encoding of each feature.
 *
 * @param rows - the rows to fit on, counted from 0.
 * @param weights - how much each of them counts, above 0; `null`: all alike.
 */
export function fitFeatures(
  { table, values }: FeatureValues,
  { columns }: Pick<TablePlan, "columns">,
  rows: readonly number[],
  weights: readonly number[] | null,
): ColumnCode[] {
  const { source } = table;
  return columns
    .filter(isFeature)
    .map((column, k) => fitColumn(column, takeValues(values[k], rows), source, weights));
}

function takeValues(values: ColumnValues, rows: readonly number[]): ColumnValues {
  return values instanceof Float64Array
    ? takeNumbers(values, rows)
    : rows.map((row) => values[row]);
}

/** A table as numbers, and how its cells differ from the rows that the encoder was fitted on. */
export interface Encoded {
  /** The features, of shape [N, F]. */
  x: Tensor;
  /** Cells with a category that the fitted rows do not have: none of the column's features is 1. */
  unseen: {
    column: string;
    cells: number;
    /** At most ten of them; `null`: missing. */ categories: (string | null)[];
  }[];
  /** Missing cells that were filled with the median, counted by column. */
  filled: { column: string; cells: number }[];
}

/** 4 GiB of float64: no array can be much larger. */
const mostElements = 2 ** 29;

/**
 * Encodes features.
 *
 * @param codes - one for each of `values`.
 * @param rows - the rows to encode, counted from 0.
 * @throws RangeError if the result is too large, or naming the row if a number overflows.
 */
export function encodeFeatures(
  { table, values }: FeatureValues,
  codes: readonly ColumnCode[],
  rows: readonly number[],
): Encoded {
  const widths = codes.map((code) => featureNamesOf(code).length);
  const width = widths.reduce((sum, features) => sum + features, 0);
  if (rows.length * width > mostElements) {
    throw new RangeError(
      `${table.source}: ${rows.length} rows of ${width} features are too many for one array; drop the ` +
        `columns with most categories`,
    );
  }
  const x = zeros([rows.length, width]);
  const encoded: Encoded = { x: new Tensor(x), unseen: [], filled: [] };
  let at = 0;
  codes.forEach((code, k) => {
    const place = { out: x.data, width, at };
    const { filled, unseen, unseenCells } = encodeColumn(table, code, values[k], rows, place);
    if (filled > 0) encoded.filled.push({ column: code.name, cells: filled });
    if (unseenCells > 0) {
      const categories = [...unseen].slice(0, 10);
      encoded.unseen.push({ column: code.name, cells: unseenCells, categories });
    }
    at += widths[k];
  });
  return encoded;
}
