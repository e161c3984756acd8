/** Importance weights: a column that says how much each row counts. */
import { count } from "../../array/index.js";
import { canonical, missingTest } from "./cells.js";
import { formatFinder } from "./findFormats.js";
import { numberReader, plainFormat } from "./numberFormat.js";
import type {
  Column,
  LabelRule,
  NumberFormat,
  Schema,
  SchemaOptions,
  TablePlan,
} from "./schema.js";
import { cellsOf, placeOf, rowCount, takeTableRows, type Table } from "./table.js";
import { inDigits, listNames, shorten, show } from "./text.js";

/** The column that holds the weights of rows, and how its numbers are written. */
export interface WeightRule {
  column: string;
  format: NumberFormat;
}

/** The column of weights that a schema names; `null`: there is none. */
export function weightRule({ columns }: Pick<TablePlan, "columns">): WeightRule | null {
  const found = columns.find(({ type }) => type === "weight");
  return found === undefined ? null : { column: found.name, format: found.format ?? plainFormat };
}

/**
 * How the weights in a column of a table are written.
 *
 * @throws RangeError if that can be mistaken.
 */
export function findWeightRule(
  table: Table,
  column: string,
  options: Pick<SchemaOptions, "decimal" | "thousands"> & { missingValues: readonly string[] },
): WeightRule {
  const finder = formatFinder(table, [column], options);
  const isMissing = missingTest(options.missingValues);
  const present = cellsOf(table, column).filter((cell) => !isMissing(cell));
  const readings = finder.readingsOf(present, true);
  const { format } = readings.length === 1 ? readings[0] : finder.choose(column, readings);
  return { column, format };
}

/** The weight of each row; NaN where it is missing or no number, or negative. */
function valuesOf(table: Table, { column, format }: WeightRule, missingValues: readonly string[]) {
  const isMissing = missingTest(missingValues);
  const read = numberReader(format);
  return cellsOf(table, column).map((cell) => {
    const value = isMissing(cell) ? NaN : read(cell);
    return value >= 0 ? value : NaN;
  });
}

/** What is wrong with weights, by row, counted from 0. */
export function weightProblems(
  table: Table,
  rule: WeightRule,
  missingValues: readonly string[],
): Map<number, string> {
  const { column, format } = rule;
  const isMissing = missingTest(missingValues);
  const read = numberReader(format);
  const cells = cellsOf(table, column);
  const problems = new Map<number, string>();
  valuesOf(table, rule, missingValues).forEach((value, i) => {
    if (!Number.isNaN(value)) return;
    const cell = cells[i];
    const problem =
      cell === ""
        ? "the weight is missing"
        : isMissing(cell)
          ? `${show(cell)} means missing`
          : `${show(cell)} is ${read(cell) < 0 ? "negative" : "no finite number"}`;
    problems.set(
      i,
      `${placeOf(table, i, column)}: ${problem}, and every row needs a weight, a number ≥ 0`,
    );
  });
  return problems;
}

/**
 * The rows whose weight is above 0, and these weights: a row of weight 0 takes no part in anything.
 *
 * @param rule - where the weights are; `null`: nowhere.
 * @returns weights as they are in the table, or `null` without a rule.
 * @throws RangeError naming the first row whose weight is missing, negative or no number, and how many
 * such rows there are; or if all weights are 0, or add up to more than a number can be.
 */
export function readWeights(
  table: Table,
  rule: WeightRule | null,
  missingValues: readonly string[],
): { table: Table; weights: number[] | null } {
  if (rule === null) return { table, weights: null };
  const problems = weightProblems(table, rule, missingValues);
  const [first] = problems.values();
  if (problems.size > 0) {
    throw new RangeError(
      `${first}; ${count(problems.size, "such row")} in all. Give it a weight, 0 to leave it out`,
    );
  }
  const values = valuesOf(table, rule, missingValues);
  const where = `${table.source}: the weights, column ${shorten(rule.column, 40)},`;
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0 && values.length > 0) {
    throw new RangeError(`${where} are all 0: give rows that are to count a weight above 0`);
  }
  if (total === Infinity) {
    throw new RangeError(`${where} add up to infinity: divide all of them by the largest`);
  }
  const counted = [...values.keys()].filter((i) => values[i] > 0);
  return {
    table: counted.length === values.length ? table : takeTableRows(table, counted),
    weights: counted.map((i) => values[i]),
  };
}

/** What the weights of the rows that count are like, and how many others there are. */
export function describeWeights(
  { column: name, format }: WeightRule,
  weights: readonly number[],
  zeros: number,
): Extract<Column, { type: "weight" }> {
  const range = { min: Infinity, max: 0, total: 0 };
  for (const weight of weights) {
    range.min = Math.min(range.min, weight);
    range.max = Math.max(range.max, weight);
    range.total += weight;
  }
  return { name, type: "weight", missing: 0, ...range, zeros, format };
}

/** A tenth of the rows must be left, by Kish's measure, or a few rows speak for all. */
const leastEffective = 0.1;

/**
 * A sentence if weights change nothing, or let few rows speak for all others: N rows with weights w
 * say as much as (Σw)²/Σw² of equal weight (Kish 1965).
 */
export function weightWarnings(rule: WeightRule, weights: readonly number[]): string[] {
  const { min, max, total, name } = describeWeights(rule, weights, 0);
  const column = shorten(name, 40);
  if (min === max) return [`All weights, column ${column}, are ${min}: they change nothing.`];
  const squares = weights.reduce((sum, weight) => sum + (weight / total) ** 2, 0);
  if (1 / squares >= leastEffective * weights.length) return [];
  return [
    `By their weights, column ${column}, ${count(weights.length, "row")} say as much as ` +
      `${inDigits(Number((1 / squares).toPrecision(2)))} of equal weight, for few have nearly all: the largest, ` +
      `${inDigits(max)}, is ${Number(((100 * max) / total).toPrecision(3))} % of the sum. Trust no figure ` +
      `before you have checked them.`,
  ];
}

/**
 * Checks that no class is without a weight.
 *
 * @param whole - the table, with the rows of weight 0.
 * @param names - the classes of the rows whose weight is above 0.
 * @param positive - the class to be told from all others, if one was named.
 * @throws RangeError naming classes of which all rows have weight 0.
 */
export function checkWeighted(
  whole: Table,
  { column, missingValues }: Pick<LabelRule, "column" | "missingValues">,
  names: readonly string[],
  positive: string | undefined,
): void {
  if (names.length === rowCount(whole)) return;
  const isMissing = missingTest(missingValues);
  const counted = new Set(names);
  const all = cellsOf(whole, column).filter((cell) => !isMissing(cell));
  const lost = [...new Set(all.map(canonical))].filter((name) => !counted.has(name));
  const isNeeded = (name: string) =>
    positive === undefined || name === positive || [...counted].every((one) => one === positive);
  const needed = lost.filter(isNeeded);
  if (needed.length === 0) return;
  throw new RangeError(
    `${whole.source}: all rows of the ${needed.length === 1 ? "class" : "classes"} ` +
      `${listNames(needed.map(show), 10)} have weight 0, so that nothing can be learnt of it: give some of ` +
      `them a weight, or take all of them out`,
  );
}

/** Adds the sum of their weights to the counts of classes, if there are weights. */
export function withWeights(
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

/**
 * Weights of mean 1: what they are relative to each other is all that counts.
 *
 * @param weights - finite, above 0.
 */
export function relativeWeights(weights: readonly number[]): number[] {
  // By the largest first: equal ones become exactly 1.
  const most = weights.reduce((a, b) => Math.max(a, b), 0);
  const parts = weights.map((weight) => weight / most);
  const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return parts.map((part) => part / mean);
}
