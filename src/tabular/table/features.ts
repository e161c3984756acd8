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
import { isFeature, type TablePlan } from "./schema.js";
import { takeTableRows, type Table } from "./table.js";

/** The rows of a table, and of each column that is a feature the values of its cells. */
export interface FeatureValues {
  table: Table;
  /** In the order of the plan's features. */
  values: readonly ColumnValues[];
}

/**
 * Reads the features of all rows.
 *
 * @throws RangeError naming the row if a cell is not of its column's type.
 */
export function readFeatures(
  table: Table,
  plan: Pick<TablePlan, "columns" | "missingValues">,
): FeatureValues {
  const isMissing = missingTest(plan.missingValues);
  const values = plan.columns
    .filter(isFeature)
    .map((column) => readColumn(table, column, isMissing));
  return { table, values };
}

/** Those of some rows, counted from 0. */
export function takeFeatures(
  { table, values }: FeatureValues,
  rows: readonly number[],
): FeatureValues {
  return {
    table: takeTableRows(table, rows),
    values: values.map((ofColumn) =>
      ofColumn instanceof Float64Array
        ? takeNumbers(ofColumn, rows)
        : rows.map((row) => ofColumn[row]),
    ),
  };
}

/** In a loop: `Float64Array.from` with a function takes ten times as long. */
function takeNumbers(values: Float64Array, rows: readonly number[]): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return taken;
}

/**
 * Fits the encoding of each feature.
 *
 * @param weights - how much each row counts, above 0; `null`: all alike.
 */
export function fitFeatures(
  { table, values }: FeatureValues,
  { columns }: Pick<TablePlan, "columns">,
  weights: readonly number[] | null,
): ColumnCode[] {
  const { source } = table;
  return columns
    .filter(isFeature)
    .map((column, k) => fitColumn(column, values[k], source, weights));
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
 * @throws RangeError if the result is too large, or naming the row if a number overflows.
 */
export function encodeFeatures(
  { table, values }: FeatureValues,
  codes: readonly ColumnCode[],
): Encoded {
  const rows = table.rows.length;
  const widths = codes.map((code) => featureNamesOf(code).length);
  const width = widths.reduce((sum, features) => sum + features, 0);
  if (rows * width > mostElements) {
    throw new RangeError(
      `${table.source}: ${rows} rows of ${width} features are too many for one array; drop the ` +
        `columns with most categories`,
    );
  }
  const x = zeros([rows, width]);
  const encoded: Encoded = { x: new Tensor(x), unseen: [], filled: [] };
  let at = 0;
  codes.forEach((code, k) => {
    const { filled, unseen, unseenCells } = encodeColumn(table, code, values[k], {
      out: x.data,
      width,
      at,
    });
    if (filled > 0) encoded.filled.push({ column: code.name, cells: filled });
    if (unseenCells > 0) {
      const categories = [...unseen].slice(0, 10);
      encoded.unseen.push({ column: code.name, cells: unseenCells, categories });
    }
    at += widths[k];
  });
  return encoded;
}
