/** What `ghmgrad lab` and the page that it writes have in common: see lab/. */
import { canonical, missingTest } from "./cells.js";
import { fewestOfClass, missingLabels } from "./label.js";
import type { ParseCsvOptions } from "./parseCsv.js";
import type { SchemaOptions } from "./schema.js";
import { cellsOf, rowCount, type Table } from "./table.js";

/**
 * The page draws so many rows of a table at most, reads so many bytes, and has room for networks of
 * so many weights.
 */
export const labLimits = { rows: 4000, bytes: 2 ** 25, weights: 4000 } as const;

/** How the page reads a table: options of `parseCsv` and `inferSchema`, but for weights. */
export type LabOptions = Pick<ParseCsvOptions, "delimiter" | "header"> &
  Omit<SchemaOptions, "label" | "positive" | "weight"> & {
    label?: string | undefined;
    positive?: string | undefined;
  };

/** A table in the page, as JSON. */
export interface LabTable {
  file: { /** Its name. */ name: string; /** CSV. */ content: string };
  options: LabOptions;
}

/**
 * The label of a table that nobody has named it of, as one class against all others: the last column
 * with two classes, or else the last column; and of three classes or more the rarest that is in more
 * than a few rows, or else the largest.
 *
 * @param table - checked.
 * @param given - what the user has said of it.
 * @param positive - the class that is to be told from all others; `undefined` for one of two classes
 * that `inferSchema` chooses.
 */
export function guessLabel(
  table: Table,
  given: { label?: string | undefined; positive?: string | undefined },
  missingValues: readonly string[],
): { label: string; positive: string | undefined } {
  const rowsOfClasses = (column: string): Map<string, number> => {
    const isMissing = missingTest(missingLabels(table, column, missingValues).missingValues);
    const rowsOf = new Map<string, number>();
    for (const cell of cellsOf(table, column)) {
      if (!isMissing(cell)) rowsOf.set(canonical(cell), (rowsOf.get(canonical(cell)) ?? 0) + 1);
    }
    return rowsOf;
  };
  const hasTwo = (column: string) => {
    const texts = new Set<string>();
    for (const cell of cellsOf(table, column)) {
      texts.add(cell);
      if (texts.size > 2 + missingValues.length) return false; // soon found, in most columns
    }
    return rowsOfClasses(column).size === 2;
  };
  const { columns } = table;
  const label = given.label ?? columns.findLast(hasTwo) ?? columns[columns.length - 1];
  if (given.positive !== undefined) return { label, positive: given.positive };
  const classes = [...rowsOfClasses(label)].sort(([, a], [, b]) => a - b);
  if (classes.length < 3) return { label, positive: undefined };
  const least = Math.max(fewestOfClass.rows, fewestOfClass.share * rowCount(table));
  const [positive] = classes.find(([, rows]) => rows >= least) ?? classes[classes.length - 1];
  return { label, positive };
}
