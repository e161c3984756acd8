/** What the tests of data share. */
import type { Tensor } from "../../../src/autograd/index.js";
import {
  inferSchema,
  parseCsv,
  type Schema,
  type SchemaOptions,
} from "../../../src/tabular/table/index.js";

/** A table with the source "t.csv". */
export const csv = (text: string) => parseCsv(text, { source: "t.csv" });

/** A CSV from columns: a list of cells, or a function of the row from 0. */
export function csvOf(
  rows: number,
  columns: Record<string, (row: number) => string | number>,
): string {
  const header = Object.keys(columns).join(",");
  const lines = Array.from({ length: rows }, (_, row) =>
    Object.values(columns)
      .map((cell) => String(cell(row)))
      .join(","),
  );
  return [header, ...lines].join("\n");
}

/** The schema of a CSV whose label is the column y, unless said otherwise. */
export function schemaOf(text: string, options: Partial<SchemaOptions> = {}): Schema {
  return inferSchema(csv(text), { label: "y", ...options });
}

/** The rows of a tensor. */
export const rowsOf = (x: Tensor) => x.toArray() as number[][];

/** Its one column. */
export const columnOf = (x: Tensor) => rowsOf(x).map(([value]) => value);
