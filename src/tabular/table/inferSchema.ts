import {
  count,
  checkList,
  checkOptions,
  checkType,
  isPlainObject,
  show,
} from "../../array/index.js";
import { checkIsTable } from "./check.js";
import { canonical, defaultMissingValues, missingTest } from "./cells.js";
import * as json from "./json.js";
import { listNames, shorten } from "./text.js";
import { inspectColumn, type Inspected } from "./column.js";
import { formatFinder, type Reading } from "./findFormats.js";
import { checkComplete, incompleteRows } from "./incomplete.js";
import { readGroups } from "./groups.js";
import { classNames, findLabel, missingLabels, numberClasses } from "./label.js";
import { takeNumbers } from "./numbers.js";
import {
  isFeature,
  type Column,
  type FeatureType,
  type Schema,
  type SchemaOptions,
} from "./schema.js";
import {
  allRows,
  cellsOf,
  checkTable,
  columnIndex,
  rowCount,
  takeTableRows,
  type Table,
} from "./table.js";
import {
  checkWeighted,
  describeWeights,
  findWeightRule,
  readWeights,
  weightWarnings,
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
  /** Of each of them, how much it counts; `null`: all count alike. */
  weights: number[] | null;
  /** Of each numeric column the numbers in these rows, NaN where a cell is missing. */
  numbers: ReadonlyMap<string, Float64Array | undefined>;
}

/** As {@link inferSchema}. */
export function inferFrom(whole: Table, options: SchemaOptions): Inferred {
  const {
    label: column,
    positive,
    missing,
    group,
    weight,
    missingValues: given,
  } = checkOptions("inferSchema", options, {
    label: undefined,
    positive: undefined,
    missing: "fill",
    drop: undefined,
    keep: undefined,
    group: undefined,
    weight: undefined,
    types: undefined,
    missingValues: defaultMissingValues,
    decimal: undefined,
    thousands: undefined,
  });
  json.listOf(json.string)(given, "inferSchema: missingValues");
  const isClass = ["string", "number", "undefined"].includes(typeof positive);
  checkType(isClass, "inferSchema: positive is the name of a class", positive);
  const missingValues = [...new Set(["", ...given])];
  if (!["fill", "drop", "error"].includes(missing)) {
    throw new RangeError(`missing must be "fill", "drop" or "error", not "${missing}"`);
  }
  if (typeof column !== "string") {
    throw new TypeError(`inferSchema: label must be the name of a column, not ${show(column)}`);
  }
  checkIsTable(whole, "inferSchema");
  checkTable(whole);
  const choice = chooseColumns(whole, options);
  const weighing =
    weight === undefined ? null : findWeightRule(whole, weight, { ...options, missingValues });
  const { table, weights } = readWeights(whole, weighing, missingValues);
  const ofLabel = missingLabels(table, column, missingValues);
  const names = classNames(
    table,
    column,
    ofLabel.missingValues,
    ", or if it is a class, give a list of missing values without it (missingValues, " +
      "--missing-values)",
  );
  const wanted = positive === undefined ? undefined : canonical(String(positive));
  checkWeighted(whole, { column, missingValues: ofLabel.missingValues }, names, wanted);

  const groups = readGroups(table, group, missingValues);
  const features = table.columns.filter(
    (name) => ![column, group, weight].includes(name) && !choice.isDropped(name),
  );
  const zeros = rowCount(whole) - rowCount(table);
  const ofFeatures = inspectFeatures(table, features, choice, {
    ...options,
    ...{ missing, missingValues },
  });
  const inspected = table.columns
    .filter((name) => name !== column)
    .map((name): Inspected => {
      if (name === group) {
        const distinct = new Set(groups).size;
        const isNone = distinct === rowCount(table);
        const warnings = isNone
          ? [`Each row is a group of its own: no two have the same ${shorten(name, 40)}.`]
          : [];
        return { column: { name, type: "group", missing: 0, distinct }, warnings };
      }
      if (weighing !== null && name === weight) {
        return { column: describeWeights(weighing, weights ?? [], zeros), warnings: [] };
      }
      const dropped: Inspected = { column: { name, type: "dropped", missing: 0 }, warnings: [] };
      return ofFeatures.get(name) ?? dropped;
    });
  let columns = inspected.map((one) => one.column);
  checkFeatures(table, columns);
  if (missing === "error") {
    const advice = "Fill or drop them (missing, --missing)";
    checkComplete(table, { columns, missingValues }, advice);
  }

  const incomplete = new Set(
    missing === "drop" ? incompleteRows(table, { columns, missingValues }) : [],
  );
  const rows = allRows(table).filter((i) => !incomplete.has(i));
  if (rows.length === 0) {
    throw new RangeError(
      `${table.source}: every row lacks a feature, and rows that do are left out ` +
        `(missing: "drop"); fill them, or drop the columns that lack most`,
    );
  }
  const used = takeTableRows(table, rows);
  const usedNames = rows.map((i) => names[i]);
  const usedWeights = weights && rows.map((i) => weights[i]);
  if (weighing !== null && usedWeights !== null) {
    const ofUsed = describeWeights(weighing, usedWeights, zeros);
    columns = columns.map((one) => (one.type === "weight" ? ofUsed : one));
  }
  const rule = { column, missingValues: ofLabel.missingValues };
  const found = findLabel(table.source, rule, usedNames, wanted);
  const positional = table.header === false ? table.columns.length : null;
  const label = withWeights(found.label, usedNames, usedWeights);
  const plan = { label, columns, missing, missingValues, positional };
  const labels = numberClasses(used, usedNames, label);
  const usedGroups = groups && rows.map((i) => groups[i]);
  const warnings = [
    ...(table.notes ?? []),
    ...ofLabel.warnings,
    ...found.warnings,
    ...(weighing === null ? [] : weightWarnings(weighing, usedWeights ?? [])),
    ...inspected.flatMap((one) => one.warnings),
    ...warningsOf(used, plan, labels, usedGroups, incomplete.size),
  ];
  const counts = { rows: rows.length, incompleteRows: incomplete.size };
  return {
    schema: { source: table.source, ...counts, ...plan, warnings },
    table: used,
    labels,
    weights: usedWeights,
    numbers: new Map(
      inspected.map(({ column: { name }, numbers }) => [
        name,
        numbers && (incomplete.size > 0 ? takeNumbers(numbers, rows) : numbers),
      ]),
    ),
  };
}

/** Inspects columns one after the other, so that the cells of one only are strings. */
function inspectFeatures(
  table: Table,
  features: readonly string[],
  { types, isWanted }: Choice,
  options: Pick<SchemaOptions, "decimal" | "thousands"> & Pick<Schema, "missing" | "missingValues">,
): Map<string, Inspected> {
  const isMissing = missingTest(options.missingValues);
  const finder = formatFinder(table, features, options);
  const read = (name: string) => {
    const cells = cellsOf(table, name);
    const present = cells.filter((cell) => !isMissing(cell));
    const declared = types.get(name);
    const isNumeric = declared === "numeric";
    const readings =
      isNumeric || declared === undefined ? finder.readingsOf(present, isNumeric) : [];
    const rules = { cells, present, isMissing, declared, policy: options.missing };
    const inspect = (reading: Reading | null) =>
      inspectColumn(table, name, { ...rules, reading, isWanted: isWanted(name) });
    return { readings, inspect };
  };
  const inspected = features.map((name) => {
    const { readings, inspect } = read(name);
    return readings.length > 1 ? null : inspect(readings.at(0) ?? null);
  });
  // What can be mistaken is read once more, when all columns have told what they know.
  const decide = (name: string) => {
    const { readings, inspect } = read(name);
    return inspect(finder.choose(name, readings));
  };
  return new Map(features.map((name, k) => [name, inspected[k] ?? decide(name)]));
}

/** Adds the sum of their weights to the counts of classes, if there are weights. */
function withWeights(
  label: Schema["label"],
  names: readonly string[],
  weights: readonly number[] | null,
): Schema["label"] {
  if (weights === null) return label;
  const sums = new Map<string, number>();
  names.forEach((name, i) => sums.set(name, (sums.get(name) ?? 0) + weights[i]));
  const counts = label.counts.map((one) => ({ ...one, weight: sums.get(one.name) ?? 0 }));
  return { ...label, counts };
}

interface Choice {
  isDropped: (name: string) => boolean;
  /** Whether the user has named the column as a feature. */
  isWanted: (name: string) => boolean;
  types: Map<string, FeatureType>;
}

/** Checks and combines the options that name columns. */
function chooseColumns(
  table: Table,
  { label, drop = [], keep, types = {}, group, weight }: SchemaOptions,
): Choice {
  checkList(drop, "inferSchema: drop", '["id"]');
  if (keep !== undefined) checkList(keep, "inferSchema: keep", '["age"]');
  if (!isPlainObject(types)) {
    throw new TypeError(
      `inferSchema: types takes an object, such as { zip: "categorical" }, not ${String(types)}`,
    );
  }
  const declared = new Map(Object.entries(types));
  const ofRows = Object.entries({ group, weight }).flatMap(([what, name]) => {
    const isName = name === undefined || typeof name === "string";
    checkType(isName, `inferSchema: ${what} is the name of a column`, name);
    return name === undefined ? [] : [[what, name] as const];
  });
  const names = ofRows.map(([, name]) => name);
  for (const name of [label, ...drop, ...(keep ?? []), ...declared.keys(), ...names]) {
    columnIndex(table, name);
  }
  const dropped = new Set(drop);
  const kept = new Set(keep);
  const isDropped = (name: string) => dropped.has(name) || (keep !== undefined && !kept.has(name));
  const isWanted = (name: string) => kept.has(name);
  const both = drop.find(isWanted);
  if (both !== undefined) {
    throw new RangeError(
      `column "${both}" is both in drop and in keep: take it out of one of them`,
    );
  }
  for (const [what, name] of ofRows) {
    if (name === label) throw new RangeError(`${what} names "${label}", which is the label`);
  }
  if (group !== undefined && group === weight) {
    throw new RangeError(`group and weight both name "${group}": they are two columns`);
  }
  const ofFeatures = { keep: keep ?? [], types: [...declared.keys()] };
  for (const [what, name, lists] of [
    ["label", label, { drop, ...ofFeatures }],
    ...ofRows.map(([what, name]) => [what, name, ofFeatures] as const),
  ] as const) {
    const clash = Object.entries(lists).find(([, list]) => list.some((one) => one === name));
    if (clash !== undefined) {
      throw new RangeError(`${clash[0]} names "${name}", which is the ${what} and so no feature`);
    }
  }
  for (const [name, type] of declared) {
    if (!isFeature({ type })) {
      throw new RangeError(
        `the type of column "${name}" is numeric, categorical or date, not "${type}"`,
      );
    }
    if (isDropped(name)) {
      throw new RangeError(`types names column "${name}", which drop or keep leaves out`);
    }
  }
  return { isDropped, isWanted, types: declared };
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
