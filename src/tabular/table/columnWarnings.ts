import { count } from "../../array/index.js";
import { copyWarnings } from "./copies.js";
import { listNames, shorten } from "./text.js";
import { isFeature, type Schema } from "./schema.js";
import { cellAt, columnIndex, type Table } from "./table.js";

/** With more categories, most are rare in a table of ordinary size. */
const manyCategories = 50;
/** With fewer rows, a column with few values may determine the label by chance. */
const fewestRowsForLeaks = 20;
const mostValuesOfLeaks = 10;

/**
 * What a user should check, a sentence each.
 *
 * @param table - only the rows that are used.
 * @param labels - of each of them.
 * @param groups - of each of them; `null`: none.
 * @param incomplete - how many rows are left out because a feature is missing.
 */
export function warningsOf(
  table: Table,
  { columns }: Pick<Schema, "columns">,
  labels: readonly number[],
  groups: readonly number[] | null,
  incomplete: number,
): string[] {
  const warnings = columns.flatMap((column) => {
    const name = shorten(column.name, 40);
    const found: string[] = [];
    if (column.type === "categorical" && column.categories.length > manyCategories) {
      found.push(
        `Column ${name} has ${column.categories.length} categories: each becomes a feature, and ` +
          `many will be rare.`,
      );
    }
    if (isFeature(column) && tellsLabel(table, columnIndex(table, column.name), labels)) {
      found.push(
        `Column ${name} tells the label: each of its values goes with one class only. If it is not ` +
          `known before the label is, drop it.`,
      );
    }
    return found;
  });
  const constant = columns.filter(({ type }) => type === "constant").map(({ name }) => name);
  if (constant.length > 0) {
    warnings.push(
      `${count(constant.length, "column")} left out for having the same value, or none, in every ` +
        `row: ${listNames(constant)}.`,
    );
  }
  if (incomplete > 0) {
    warnings.push(`${count(incomplete, "row")} left out for lacking a feature.`);
  }
  return [...warnings, ...copyWarnings(table, columns, labels, groups)];
}

/** Whether a few values determine the label of every row. */
function tellsLabel(table: Table, column: number, labels: readonly number[]): boolean {
  if (labels.length < fewestRowsForLeaks) return false;
  const labelOf = new Map<string, number>();
  for (let i = 0; i < labels.length; i++) {
    const cell = cellAt(table, i, column);
    const label = labelOf.get(cell);
    if (label !== undefined && label !== labels[i]) return false;
    if (label === undefined) labelOf.set(cell, labels[i]);
    if (labelOf.size > mostValuesOfLeaks) return false;
  }
  return true;
}
