/** Checks of what is handed to public functions: one for each kind of thing. */
import { checkType, hasFields } from "../../array/index.js";
import { CsvTable } from "./csvTable.js";
import * as json from "./json.js";
import { featureTypes } from "./schema.js";
import type { Table } from "./table.js";

/** @throws TypeError unless it is a {@link Table}. */
export function checkIsTable(table: Table, caller: string): void {
  const isTable =
    table instanceof CsvTable ||
    (hasFields(table, "source", "columns", "rows") &&
      Array.isArray(table.columns) &&
      Array.isArray(table.rows));
  checkType(isTable, `${caller} takes a table, such as parseCsv returns`, table);
}

type Fields = Readonly<Record<string, json.Reader<unknown>>>;

/** Reads an object with at least these fields. */
/* @__NO_SIDE_EFFECTS__ */
const withFields =
  (fields: Fields): json.Reader<void> =>
  (value, label) => {
    if (!hasFields(value)) throw json.wrong(value, label, "an object");
    for (const [name, read] of Object.entries(fields)) {
      read((value as Record<string, unknown>)[name], `${label}.${name}`);
    }
  };

const texts = json.listOf(json.string);
const label = {
  ...{ column: json.string, classes: texts, oneAgainstRest: json.boolean },
  missingValues: texts,
};
const counts = json.listOf(
  withFields({ name: json.string, rows: json.whole, weight: json.optional(json.number) }),
);
const format = withFields({
  decimal: json.string,
  thousands: json.orNull(json.string),
  unit: json.orNull(json.string),
});

const planFields = {
  label: withFields(label),
  columns: json.listOf(
    withFields({
      ...{ name: json.string, type: json.string, format: json.optional(format) },
      dayFirst: json.optional(json.orNull(json.boolean)),
    }),
  ),
  missing: json.oneOf("fill", "drop", "error"),
  missingValues: texts,
};

const column = { name: json.string, missing: json.whole };
const range = { first: json.string, last: json.string };
const schemaFields = {
  ...planFields,
  source: json.string,
  rows: json.whole,
  incompleteRows: json.whole,
  label: withFields({ ...label, counts, chosen: json.orNull(json.string) }),
  columns: json.listOf(
    json.oneOfTypes<unknown>({
      numeric: withFields({
        ...column,
        ...{ min: json.number, max: json.number, median: json.number, format },
      }),
      categorical: withFields({ ...column, categories: texts }),
      constant: withFields({ ...column, value: json.orNull(json.string) }),
      date: withFields({ ...column, ...range, dayFirst: json.orNull(json.boolean) }),
      "id-like": withFields({
        ...{ ...column, distinct: json.whole },
        keep: json.orNull(json.oneOf(...featureTypes)),
      }),
      "date-like": withFields({ ...column, ...range }),
      group: withFields({ ...column, distinct: json.whole }),
      weight: withFields({
        ...{ ...column, min: json.number, max: json.number, total: json.number },
        ...{ zeros: json.whole, format },
      }),
      dropped: withFields(column),
    }),
  ),
  warnings: texts,
};

function checkFields(plan: object, caller: string, fields: Fields): void {
  const isPlan = hasFields(plan, ...Object.keys(fields));
  checkType(isPlan, `${caller} takes a schema, such as inferSchema returns`, plan);
  withFields(fields)(plan, `${caller}: schema`);
}

/**
 * @throws TypeError unless it is a `Schema`, or something else with these of its fields.
 * @throws RangeError naming a field, or what is in it, that is of another kind.
 */
export function checkPlan(
  plan: object,
  caller: string,
  ...names: (keyof typeof planFields)[]
): void {
  const fields = names.map((name) => [name, planFields[name]] as const);
  checkFields(plan, caller, Object.fromEntries(fields));
}

/** As {@link checkPlan}, for all that a `Schema` has. */
export function checkSchema(schema: object, caller: string): void {
  checkFields(schema, caller, schemaFields);
}
