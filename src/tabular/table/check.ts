/** Checks of what is handed to public functions: one for each kind of thing. */
import { checkType, hasFields } from "../../array/index.js";
import type { Table } from "./table.js";

/** @throws TypeError unless it is a {@link Table}. */
export function checkIsTable(table: Table, caller: string): void {
  const isTable =
    hasFields(table, "source", "columns", "rows") &&
    Array.isArray(table.columns) &&
    Array.isArray(table.rows);
  checkType(isTable, `${caller} takes a table, such as parseCsv returns`, table);
}

/** @throws TypeError unless it is a `Schema`, or something else with these of its fields. */
export function checkPlan(plan: object, caller: string, ...fields: string[]): void {
  const isPlan = hasFields(plan, ...fields);
  checkType(isPlan, `${caller} takes a schema, such as inferSchema returns`, plan);
}
