import { count } from "../../array/index.js";
import { missingTest } from "./cells.js";
import { checkIsTable, checkPlan } from "./check.js";
import { show } from "./text.js";
import { allRows, cellsOf, placeOf, rowCount, takeTableRows, type Table } from "./table.js";
import { isFeature, type TablePlan } from "./schema.js";

type FeaturePlan = Pick<TablePlan, "columns" | "missingValues">;

/** The rows, counted from 0, that lack some feature: its cell is missing. */
export function incompleteRows(table: Table, { columns, missingValues }: FeaturePlan): number[] {
  const isMissing = missingTest(missingValues);
  const lacks = new Uint8Array(rowCount(table));
  for (const { name } of columns.filter(isFeature)) {
    cellsOf(table, name).forEach((cell, i) => {
      if (isMissing(cell)) lacks[i] = 1;
    });
  }
  return [...lacks.keys()].filter((i) => lacks[i] === 1);
}

/**
 * If the schema says `missing: "drop"`, the table without the rows that lack a feature; otherwise
 * the table itself. Rows keep their numbers in messages.
 *
 * @param table - has all columns that are features.
 * @param plan - which columns are features, which cells are missing, and what to do with them: a
 * `Schema` or a `TableEncoder`.
 */
export function dropIncomplete(
  table: Table,
  plan: Pick<TablePlan, "columns" | "missing" | "missingValues">,
): Table {
  checkIsTable(table, "dropIncomplete");
  checkPlan(plan, "dropIncomplete", "columns", "missing", "missingValues");
  if (plan.missing !== "drop") return table;
  const lacking = new Set(incompleteRows(table, plan));
  return takeTableRows(
    table,
    allRows(table).filter((i) => !lacking.has(i)),
  );
}

/**
 * @param advice - what to do about such rows.
 * @throws RangeError if a feature is missing, naming a cell and how many rows lack one.
 */
export function checkComplete(table: Table, plan: FeaturePlan, advice: string): void {
  const lacking = incompleteRows(table, plan);
  if (lacking.length === 0) return;
  const [first] = lacking;
  for (const { name } of plan.columns.filter(isFeature)) {
    const cell = cellsOf(table, name)[first];
    if (!missingTest(plan.missingValues)(cell)) continue;
    throw new RangeError(
      `${placeOf(table, first, name)}: ${cell === "" ? "the cell is empty" : `${show(cell)} means missing`}, ` +
        `and no feature may be missing here; ${count(lacking.length, "row")} of ` +
        `${rowCount(table)} lack one. ${advice}`,
    );
  }
}
