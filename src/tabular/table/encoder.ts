import { count, nearest } from "../../array/index.js";
import type { Stateful } from "../../autograd/index.js";
import { checkIsTable, checkPlan } from "./check.js";
import { listNames, shorten } from "./text.js";
import { featureNamesOf, type ColumnCode, type FeatureColumn } from "./columnCode.js";
import { checkEncoderState } from "./encoderState.js";
import { encodeFeatures, fitFeatures, readFeatures, type Encoded } from "./features.js";
import { checkComplete } from "./incomplete.js";
import { isFeature, type LabelRule, type MissingPolicy, type TablePlan } from "./schema.js";
import { allRows, checkTable, takeTableRows, type Table } from "./table.js";
import { readWeights, weightRule } from "./weights.js";

/** A fitted {@link TableEncoder} as plain JSON. */
export interface TableEncoderState {
  label: LabelRule;
  missing: MissingPolicy;
  /** The cells that mean missing, the empty cell among them. */
  missingValues: string[];
  /** Without a header, columns are known by their places: how many there are. `null`: by name. */
  positional: number | null;
  /** The columns that become features, in the order of the features. */
  columns: ColumnCode[];
}

/**
 * Checks that a table has the columns that are features, in their places if they have no names.
 *
 * @throws RangeError naming those that it lacks.
 */
export function checkColumns(table: Table, plan: TablePlan): void {
  checkPlaces(table, plan);
  const present = new Set(table.columns);
  const lacking = plan.columns.flatMap((column) =>
    isFeature(column) && !present.has(column.name) ? [column.name] : [],
  );
  if (lacking.length === 0) return;
  const close = nearest(lacking[0], table.columns);
  throw new RangeError(
    `${table.source} lacks ${count(lacking.length, "column")} that the features are made of: ` +
      `${listNames(lacking)}; it has ${listNames(table.columns)}` +
      (close === undefined ? "" : `. Is "${shorten(close, 40)}" ${shorten(lacking[0], 40)}?`),
  );
}

/** A column less would shift those behind it: without names, nobody could tell. */
function checkPlaces({ source, columns, header }: Table, { positional, label }: TablePlan): void {
  if (positional === null || header !== false || columns.length === positional) return;
  if (columns.length === positional - 1 && label.column === String(positional)) return;
  throw new RangeError(
    `${source} has ${count(columns.length, "column")}, but the table that was learned from has ` +
      `${positional}, and without a header they are known by their places: give all of them; the ` +
      `label, column ${label.column}, may be empty`,
  );
}

/**
 * Turns the columns of a table into features, with statistics of the rows it was fitted on:
 *
 * - a number becomes $(x - \mu) / \sigma$; if it is missing, x is the median. If fitted rows have
 *   missing cells, a second feature is 1 for missing cells and 0 for others. A column with one
 *   value in all fitted rows has no scale, and other values would mean nothing: its feature is
 *   always 0. Numbers are read in the format that the schema names for their column;
 * - a text becomes a feature for each category, 1 where the cell holds it and 0 elsewhere. "1" and "1.0"
 *   are the same category. These features are not standardised: a 1 keeps its meaning, and a rare category does not become a huge number;
 * - a date becomes its year and its days since 1970-01-01 (with the time of day as a fraction), both as
 *   numbers are, and a feature of 0 and 1 for each month and each weekday.
 *
 * It encodes any table that has these columns, in any order, with or without others and the label.
 *
 * ```ts
 * const schema = inferSchema(table, { label: "churned" });
 * const encoder = new TableEncoder(schema).fit(table, trainingRows);
 * const { x } = encoder.encode(table, testRows);
 * ```
 */
export class TableEncoder implements Stateful<TableEncoderState>, TablePlan {
  #plan: TablePlan;
  #codes: ColumnCode[] | null = null;

  /**
   * @param schema - names the columns that are features and the texts that mean missing, as
   * {@link inferSchema} finds them.
   */
  constructor(schema: TablePlan) {
    checkPlan(schema, "TableEncoder", "label", "columns", "missing", "missingValues");
    this.#plan = schema;
  }

  /**
   * The fitted encoder that has this state.
   *
   * @param state - of another encoder, from `TableEncoder.state`.
   * @throws RangeError or TypeError as `TableEncoder.load` does.
   */
  static from(state: TableEncoderState): TableEncoder {
    const encoder = new TableEncoder(checkEncoderState(state));
    encoder.load(state);
    return encoder;
  }

  get label(): LabelRule {
    return this.#plan.label;
  }

  get missing(): MissingPolicy {
    return this.#plan.missing;
  }

  get missingValues(): readonly string[] {
    return this.#plan.missingValues;
  }

  get positional(): number | null {
    return this.#plan.positional;
  }

  /** The columns that become features. */
  get columns(): readonly FeatureColumn[] {
    return this.#plan.columns.filter(isFeature);
  }

  /**
   * The name of each column of x, such as `age`, `age is missing` or `sex=female`.
   *
   * @throws Error before `fit`.
   */
  get featureNames(): string[] {
    return this.#fitted().flatMap(featureNamesOf);
  }

  /**
   * Computes medians, means, standard deviations and categories. Fit on the training rows only, so
   * that nothing of the test rows leaks into the features. If the schema names a column of weights,
   * each row counts by its weight.
   *
   * @param table - has all columns that the schema names as features.
   * @param rows - the rows to fit on, counted from 0. Default: all.
   * @returns this encoder.
   * @throws RangeError if a column is absent, a cell of a numeric column is not a number, one of
   * dates not a date, or a cell is missing where none may be.
   */
  fit(table: Table, rows?: readonly number[]): this {
    checkIsTable(table, "fit");
    const checked = this.#check(table, rows);
    const rule = weightRule(this.#plan);
    const { table: used, weights } = readWeights(checked, rule, this.missingValues);
    const fitted = allRows(used);
    if (fitted.length === 0) throw new RangeError("TableEncoder: there are no rows to fit");
    this.#codes = fitFeatures(readFeatures(used, this), this, fitted, weights);
    return this;
  }

  /**
   * Encodes rows as features.
   *
   * @param table - has all columns that the encoder was fitted on.
   * @param rows - the rows to encode, counted from 0. Default: all.
   * @returns x, of shape [N, F] and of the default dtype, computed in float64; and the cells that
   * are missing or of an unknown category.
   * @throws RangeError as `fit` does, or if the result is too large. @throws Error before `fit`.
   */
  encode(table: Table, rows?: readonly number[]): Encoded {
    checkIsTable(table, "encode");
    const codes = this.#fitted();
    const used = this.#check(table, rows);
    return encodeFeatures(readFeatures(used, this), codes, allRows(used));
  }

  #check(table: Table, rows: readonly number[] | undefined): Table {
    checkTable(table);
    checkColumns(table, this);
    const used = rows === undefined ? table : takeTableRows(table, rows);
    if (this.missing !== "fill") checkComplete(used, this, "Fill them, or leave those rows out");
    return used;
  }

  #fitted(): ColumnCode[] {
    if (this.#codes === null) throw new Error("TableEncoder: call fit before this");
    return this.#codes;
  }

  /**
   * A copy of the fitted encoding, for `TableEncoder.from` or `TableEncoder.load`.
   *
   * @throws Error before `fit`.
   */
  state(): TableEncoderState {
    return stateOf(this, this.#fitted());
  }

  /**
   * Replaces this encoder's schema and fit by those of another one.
   *
   * @param state - of the other encoder, from `TableEncoder.state`.
   * @throws RangeError or TypeError naming the entry that is wrong: the state may come from a
   * damaged file.
   */
  load(state: TableEncoderState): void {
    const plan = checkEncoderState(state);
    this.#plan = plan;
    this.#codes = plan.columns;
  }
}

/** A copy of a fitted encoding. */
export function stateOf(plan: TablePlan, columns: readonly ColumnCode[]): TableEncoderState {
  const { missing, missingValues, positional } = plan;
  const { column, classes, oneAgainstRest, missingValues: missingLabels } = plan.label;
  const label = { column, classes, oneAgainstRest, missingValues: missingLabels };
  return checkEncoderState({ label, missing, missingValues, positional, columns });
}
