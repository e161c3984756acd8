/** From a table to examples, encoded with the statistics of the training rows. */
import { checkList, checkType, count, hasFields } from "../../array/index.js";
import { tensor } from "../../autograd/index.js";
import { checkIsTable, checkPlan } from "./check.js";
import { checkColumns, stateOf, TableEncoder } from "./encoder.js";
import { encodeFeatures, fitFeatures, readFeatures, type FeatureValues } from "./features.js";
import { groupNames, numberGroups } from "./groups.js";
import { dropIncomplete } from "./incomplete.js";
import { inferFrom } from "./inferSchema.js";
import { readLabels } from "./label.js";
import type { Schema, SchemaOptions } from "./schema.js";
import type { Table } from "./table.js";
import { shorten, show } from "./text.js";
import { readWeights, weightRule } from "./weights.js";
import { checkRows } from "../../train/examples.js";
import {
  stratifiedFolds,
  stratifiedGroupFolds,
  stratifiedGroupSplit,
  stratifiedSplit,
  type Examples,
  type Fold,
  type Split,
} from "../../train/index.js";

/** The rows of a table that can be used, with their labels. */
export interface LabelledTable {
  table: Table;
  schema: Schema;
  /** Of each row, the number of its class. */
  labels: number[];
  /** Of each row, the number of its group: see `group` of `SchemaOptions`; `null`: there are none. */
  groups: number[] | null;
  /**
   * Of each row, how much it counts, above 0: see `weight` of `SchemaOptions`; `null`: all count alike.
   */
  weights: number[] | null;
  /** The values of the cells of its features. */
  features: FeatureValues;
}

/**
 * Leaves out rows of weight 0, and incomplete ones, if the schema says so, and reads features and labels.
 *
 * @param table - the table that the schema was inferred from, or one with the same columns.
 * @param schema - as {@link inferSchema} returns it.
 * @throws RangeError as {@link readLabels} and {@link TableEncoder} do, or naming the row if a weight is
 * missing, negative or no number.
 */
export function labelledTable(table: Table, schema: Schema): LabelledTable {
  checkIsTable(table, "labelledTable");
  checkPlan(schema, "labelledTable", "label", "columns", "missing", "missingValues");
  checkColumns(table, schema);
  const weight = weightRule(schema);
  const counted = readWeights(table, weight, schema.missingValues).table;
  const complete = dropIncomplete(counted, schema);
  const labels = readLabels(complete, schema);
  const group = schema.columns.find(({ type }) => type === "group")?.name;
  const groups = groupNames(complete, group, schema.missingValues);
  return {
    ...{ table: complete, schema, labels, groups: groups && numberGroups(groups) },
    weights: readWeights(complete, weight, schema.missingValues).weights,
    features: readFeatures(complete, schema),
  };
}

/** As `labelledTable(table, inferSchema(table, options))`, but numbers are read once. */
export function inferLabelledTable(whole: Table, options: SchemaOptions): LabelledTable {
  const { numbers, ...inferred } = inferFrom(whole, options);
  return { ...inferred, features: readFeatures(inferred.table, inferred.schema, numbers) };
}

/** How many rows have each label; with weights, the sum of theirs. */
export function countLabels(
  labels: ArrayLike<number>,
  classes: number,
  weights: readonly number[] | null = null,
): number[] {
  const counts = Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]] += weights?.[i] ?? 1;
  return counts;
}

/** @throws TypeError unless it is a {@link LabelledTable}. */
export function checkLabelled(data: LabelledTable, caller: string): void {
  const isLabelled = hasFields(data, "table", "schema", "labels", "groups", "weights", "features");
  checkType(isLabelled, `${caller} takes what labelledTable returns`, data);
}

/**
 * Checks that each class has a row, or a group, for every part that the rows are to be split into.
 *
 * @param parts - how many there are, at least.
 * @param remedy - what to do if there are fewer rows or groups of a class, given how many there are.
 * @throws RangeError naming the smallest class and its rows, or groups.
 */
export function checkClasses(
  data: Pick<LabelledTable, "table" | "schema" | "labels" | "groups">,
  parts: number,
  remedy: (units: number) => string,
): void {
  const { table, schema, groups } = data;
  const counts = unitsOf(data);
  const units = Math.min(...counts);
  if (units >= parts) return;
  const name = show(schema.label.classes[counts.indexOf(units)]);
  const column = schema.columns.find(({ type }) => type === "group")?.name ?? "";
  const has =
    groups === null
      ? `has ${count(units, "row")}`
      : `is in ${count(units, "group")} of ${shorten(column, 40)}`;
  throw new RangeError(
    `${table.source}: the class ${name} ${has}, too few for one in each of ${parts} parts: ${remedy(units)}`,
  );
}

/** Of each class, how many rows there are, or groups that have such rows. */
export function unitsOf({
  schema,
  labels,
  groups,
}: Pick<LabelledTable, "schema" | "labels" | "groups">): number[] {
  const classes = schema.label.classes.length;
  if (groups === null) return countLabels(labels, classes);
  const ofClasses = Array.from({ length: classes }, () => new Set<number>());
  labels.forEach((label, row) => ofClasses[label].add(groups[row]));
  return ofClasses.map(({ size }) => size);
}

/** A stratified split at random that leaves groups whole. */
export function splitTable(
  { labels, groups }: Pick<LabelledTable, "labels" | "groups">,
  shares: readonly number[],
  seed: number,
): number[][] {
  return groups === null
    ? stratifiedSplit(labels, shares, seed)
    : stratifiedGroupSplit(labels, groups, shares, seed);
}

/** Stratified folds at random that leave groups whole. */
export function foldTable(
  { labels, groups }: { labels: readonly number[]; groups: readonly number[] | null },
  k: number,
  seed: number,
): Fold[] {
  return groups === null
    ? stratifiedFolds(labels, k, seed)
    : stratifiedGroupFolds(labels, groups, k, seed);
}

/**
 * Fits an encoder on the first part of the rows, and encodes each part as examples with it.
 *
 * @param labelled - the table with its schema and labels.
 * @param parts - lists of rows, counted from 0, such as {@link stratifiedSplit} returns; the first
 * holds the training rows.
 * @returns the encoder, and for each part x of shape [N, F], y, the numbers of the classes, of shape
 * [N, 1], and the weights, if there are any.
 * @throws RangeError if there is no part, the first has no rows, or as {@link TableEncoder} does.
 */
export function encodeParts(
  labelled: LabelledTable,
  parts: readonly (readonly number[])[],
): { encoder: TableEncoder; parts: Examples[] } {
  checkLabelled(labelled, "encodeParts");
  checkList(parts, "encodeParts", "[[0, 1, 2], [3, 4]] of rows");
  const { schema, labels, weights, features } = labelled;
  if (parts.length === 0) {
    throw new RangeError("encodeParts: there are no parts; the first holds the rows to learn from");
  }
  for (const rows of parts) checkRows("encodeParts", rows, labels.length);
  if (parts[0].length === 0) {
    throw new RangeError("encodeParts: there are no rows to fit: the first part is empty");
  }
  const weightsOf = (rows: readonly number[]) => weights && rows.map((row) => weights[row]);
  const codes = fitFeatures(features, schema, parts[0], weightsOf(parts[0]));
  const encoder = TableEncoder.from(stateOf(schema, codes));
  const examples = parts.map((rows) => ({
    x: encodeFeatures(features, codes, rows).x,
    y: tensor(
      rows.map((row) => labels[row]),
      { shape: [rows.length, 1] },
    ),
    weights: weightsOf(rows) ?? undefined,
  }));
  return { encoder, parts: examples };
}

/**
 * Makes the `sample` argument of `compare` from a table: each seed gives another stratified split
 * into 40 % training, 20 % validation and 40 % test rows, encoded with the statistics of its
 * training rows. All rows of a group are in one part.
 *
 * Pass `resampled: true` to `compare`, since all samples are splits of the same rows.
 *
 * @param data - the table with its schema and labels, from {@link labelledTable}.
 * @param mostTraining - about the largest number of training rows; further ones are left out.
 * Default: no limit.
 * @throws RangeError if a class has fewer than three rows, or is in fewer than three groups.
 */
export function tableSampler(
  data: LabelledTable,
  mostTraining = Infinity,
): (seed: number) => Split {
  checkLabelled(data, "tableSampler");
  const isCount = typeof mostTraining === "number" && mostTraining > 0;
  checkType(isCount, "tableSampler: mostTraining must be a number above 0", mostTraining);
  checkClasses(
    data,
    3,
    () =>
      `to compare takes 3 ${data.groups === null ? "rows" : "groups"} at least, to train on, choose by ` +
      `and measure on`,
  );
  const share = Math.min(0.4, mostTraining / data.labels.length);
  return (seed) => {
    const rows = splitTable(data, [share, 0.2, 0.4], seed);
    const [training, validation, test] = encodeParts(data, rows).parts;
    return { training, validation, test };
  };
}
