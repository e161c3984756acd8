import { count } from "../../array/index.js";
import { checkIsTable } from "./check.js";
import { missingTest } from "./cells.js";
import { listNames, shorten } from "./text.js";
import { inspectColumn } from "./column.js";
import { formatFinder } from "./findFormats.js";
import { checkComplete, incompleteRows } from "./incomplete.js";
import { groupNames, inspectGroups, numberGroups } from "./groups.js";
import { classNames, findLabel, missingLabels, numberClasses } from "./label.js";
import { takeNumbers } from "./numbers.js";
import type { Inspected } from "./rawColumn.js";
import {
  isFeature,
  type Column,
  type LabelRule,
  type Schema,
  type SchemaOptions,
} from "./schema.js";
import {
  checkSchemaOptions,
  chooseColumns,
  type CheckedOptions,
  type Choice,
} from "./schemaOptions.js";
import { allRows, cellsOf, checkTable, rowCount, takeTableRows, type Table } from "./table.js";
import {
  checkWeighted,
  describeWeights,
  findWeightRule,
  readWeights,
  weightWarnings,
  withWeights,
} from "./weights.js";
import { warningsOf } from "./columnWarnings.js";

/**
 * Infers the type of each column from all cells of a table. A column is
 *
 * - numeric, if at least 80 % of its cells are finite decimal numbers; other cells are then errors.
 *   How they are written, such as 1,234.5 or 1.234,5 or $1,234, is found for each column; what can
 *   be mistaken, as 3,288 and 1.100 can, is settled by other cells, in which a decimal is not to be
 *   mistaken, of the column and then of all columns, or by the comma as delimiter, or is an error;
 * - categorical otherwise: each text becomes a feature of 0 and 1. So do numbers that are names:
 *   some begin with a zero, the column is called zip or postal code, or different ones beyond 2^53
 *   would become one float64;
 * - constant, and left out, if it has one value, up to rounding;
 * - a date only if it is declared one, as 2024-01-31, 2024-01-31T12:00:00Z, 31.01.2024, 31 Jan 2024,
 *   or 31/01/2024 or 01/31/2024, where some cell tells which; otherwise a warning names it;
 * - date-like, and left out, if at least 80 % of its texts are dates, and it would be id-like;
 * - id-like, and left out with a warning, if more than half of at least 20 texts, or more than 1000
 *   texts, are different; if at least 20 whole numbers are all different and consecutive; or if
 *   more than half of the whole numbers or texts of a column that is called id or index are
 *   different.
 *
 * `types` and `keep` override the last for numbers; for texts, they do not: so many categories are
 * then an error, and so are texts that are no dates in a column that is declared one.
 *
 * ```ts
 * const schema = inferSchema(table, { label: "churned", drop: ["phone"] });
 * console.log(describeSchema(schema));
 * ```
 *
 * @param whole - the table, as {@link parseCsv} returns it.
 * @param options - which column is the label, which are features, and how cells are read.
 * @throws RangeError naming what is wrong and where: a column that is absent or is both kept and
 * dropped, a cell that is not a number, numbers that can be mistaken, a label that is missing or does
 * not have two classes of at least two rows, no features at all. @throws TypeError if an option does
 * not exist or has the wrong type.
 */
export function inferSchema(whole: Table, options: SchemaOptions): Schema {
  return inferFrom(whole, options).schema;
}

/** A schema, and what was read of the table on the way to it. */
export interface Inferred {
  schema: Schema;
  /** The rows that are used: of a weight above 0, and complete where they have to be. */
  table: Table;
  /** Of each of these rows, the number of its class. */
  labels: number[];
  /** Of each of them, the number of its group; `null`: there are none. */
  groups: number[] | null;
  /** Of each of them, how much it counts; `null`: all count alike. */
  weights: number[] | null;
  /** Of each numeric column the numbers in these rows, NaN where a cell is missing. */
  numbers: ReadonlyMap<string, Float64Array | undefined>;
}

/** As {@link inferSchema}. */
export function inferFrom(whole: Table, options: SchemaOptions): Inferred {
  const checked = checkSchemaOptions(options);
  const { label: column, positive, missing, missingValues, group, weight } = checked;
  checkIsTable(whole, "inferSchema");
  checkTable(whole);
  const choice = chooseColumns(whole, options);

  const weighing = weight === undefined ? null : findWeightRule(whole, weight, checked);
  const { table, weights } = readWeights(whole, weighing, missingValues);
  const { names, rule, warnings: ofLabel } = readClasses(whole, table, checked);
  const groupOf = groupNames(table, group, missingValues);
  const features = inspectFeatures(table, choice, checked);

  const rows = usableRows(table, [...features.values()], checked);
  const take = <T>(values: readonly T[]) => rows.map((i) => values[i]);
  const used = takeTableRows(table, rows);
  const usedNames = take(names);
  const usedWeights = weights && take(weights);
  const groups = groupOf && numberGroups(take(groupOf));

  const zeros = rowCount(whole) - rowCount(table);
  const inspected = table.columns
    .filter((name) => name !== column)
    .map((name): Inspected => {
      if (groupOf !== null && name === group) return inspectGroups(name, groupOf);
      if (weighing !== null && name === weight) {
        return { column: describeWeights(weighing, usedWeights ?? [], zeros), warnings: [] };
      }
      const dropped: Inspected = { column: { name, type: "dropped", missing: 0 }, warnings: [] };
      return features.get(name) ?? dropped;
    });
  const columns = inspected.map((one) => one.column);
  checkFeatures(table, columns);
  const found = findLabel(table.source, rule, usedNames, positive);
  const label = withWeights(found.label, usedNames, usedWeights);
  const labels = numberClasses(used, usedNames, label);
  const positional = table.header === false ? table.columns.length : null;
  const plan = { label, columns, missing, missingValues, positional };
  const counts = { rows: rows.length, incompleteRows: rowCount(table) - rows.length };
  const warnings = [
    ...(table.notes ?? []),
    ...ofLabel,
    ...found.warnings,
    ...(weighing === null ? [] : weightWarnings(weighing, usedWeights ?? [])),
    ...inspected.flatMap((one) => one.warnings),
    ...warningsOf(used, plan, labels, groups, counts.incompleteRows),
  ];
  return {
    schema: { source: table.source, ...counts, ...plan, warnings },
    ...{ table: used, labels, groups, weights: usedWeights },
    numbers: new Map(
      [...features].map(([name, { numbers }]) => [
        name,
        numbers && (counts.incompleteRows > 0 ? takeNumbers(numbers, rows) : numbers),
      ]),
    ),
  };
}

/** The class of each row, and which texts of the label mean that it is missing. */
function readClasses(
  whole: Table,
  counted: Table,
  { label: column, positive, missingValues }: CheckedOptions,
): { names: string[]; rule: Pick<LabelRule, "column" | "missingValues">; warnings: string[] } {
  const { warnings, ...found } = missingLabels(counted, column, missingValues);
  const rule = { column, missingValues: found.missingValues };
  const advice =
    ", or if it is a class, give a list of missing values without it (missingValues, --missing-values)";
  const names = classNames(counted, column, rule.missingValues, advice);
  checkWeighted(whole, rule, names, positive);
  return { names, rule, warnings };
}

/**
 * The rows that are used: all, or those that lack no feature.
 *
 * @throws RangeError if there are none, or if a row lacks a feature where none may.
 */
function usableRows(
  table: Table,
  features: readonly Inspected[],
  { missing, missingValues }: CheckedOptions,
): number[] {
  const plan = { columns: features.map(({ column }) => column), missingValues };
  if (missing === "error") checkComplete(table, plan, "Fill or drop them (missing, --missing)");
  if (missing !== "drop") return allRows(table);
  const incomplete = new Set(incompleteRows(table, plan));
  const rows = allRows(table).filter((i) => !incomplete.has(i));
  if (rows.length > 0) return rows;
  throw new RangeError(
    `${table.source}: every row lacks a feature, and rows that do are left out (missing: "drop"); ` +
      `fill them, or drop the columns that lack most`,
  );
}

/** Inspects columns one after the other, so that the cells of one only are strings. */
function inspectFeatures(
  table: Table,
  { features, types, isWanted }: Choice,
  options: CheckedOptions,
): Map<string, Inspected> {
  const isMissing = missingTest(options.missingValues);
  const finder = formatFinder(table, features, options);
  const read = (name: string) => {
    const cells = cellsOf(table, name);
    const present = cells.filter((cell) => !isMissing(cell));
    const missing = cells.length - present.length;
    const declared = types.get(name);
    const mayBeNumeric = declared === "numeric" || declared === undefined;
    const readings = mayBeNumeric ? finder.readingsOf(present, declared !== undefined) : [];
    const isFree = declared === undefined && !isWanted(name);
    const isFlagged = missing > 0 && options.missing === "fill";
    const raw = { table, name, cells, present, missing, isMissing, declared, isFree, isFlagged };
    return { raw, readings };
  };
  const inspected = features.map((name) => {
    const { raw, readings } = read(name);
    return readings.length > 1 ? null : inspectColumn(raw, readings.at(0) ?? null);
  });
  // What can be mistaken is read once more, when all columns have told what they know.
  const decide = (name: string) => {
    const { raw, readings } = read(name);
    return inspectColumn(raw, finder.choose(name, readings));
  };
  return new Map(features.map((name, k) => [name, inspected[k] ?? decide(name)]));
}

function checkFeatures({ source }: Table, columns: readonly Column[]): void {
  if (columns.some(isFeature)) return;
  const why = columns.map(({ name, type }) => `${shorten(name, 40)} (${type})`);
  throw new RangeError(
    `${source} has no column left to learn from` +
      (why.length === 0
        ? ": the label is its only column"
        : `, since ${count(why.length, "column")} beside the label ${why.length === 1 ? "is" : "are"} ` +
          `left out: ${listNames(why)}; keep one that is dropped, declare one of numbers numeric or one of ` +
          `dates a date, or make numbers or fewer texts of the others`),
  );
}
