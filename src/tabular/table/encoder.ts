import { count, zeros } from "../../array/index.js";
import { Tensor, type Stateful } from "../../autograd/index.js";
import { listNames, shorten } from "./cells.js";
import { encodeColumn, featureNamesOf, fitColumn, type ColumnCode } from "./columnCode.js";
import { checkEncoderState } from "./encoderState.js";
import { checkComplete } from "./incomplete.js";
import { nearest } from "./nearest.js";
import {
  isFeature,
  type FeatureType,
  type LabelRule,
  type MissingPolicy,
  type TablePlan,
} from "./schema.js";
import { checkTable, takeTableRows, type Table } from "./table.js";

/** All that is needed to read other tables in the same way, as plain JSON. */
export interface TableEncoderState {
  label: LabelRule;
  missing: MissingPolicy;
  missingValues: string[];
  /** In the order of the features. */
  columns: ColumnCode[];
}

/** A table as numbers, and what was not as in the rows that the encoder was fitted on. */
export interface Encoded {
  /** [N, F] */
  x: Tensor;
  /** Cells with a category that the fitted rows do not have: none of the column's features is 1. */
  unseen: {
    column: string;
    cells: number;
    /** Some of them; `null`: missing. */ categories: (string | null)[];
  }[];
  /** Missing cells that the median was put into. */
  filled: { column: string; cells: number }[];
}

/** 4 GiB of float64: no array can be much larger. */
const mostElements = 2 ** 29;

/**
 * Turns the columns of a table into features, by what it has seen in the rows it was fitted on:
 *
 * - a number becomes $(x - \\mu) / \\sigma$; if it is missing, x is the median. Where fitted rows
 *   have missing cells, a second feature is 1 for these and else 0. A column with one value in all
 *   fitted rows has no scale, and nothing was learned of other values: its number is always 0;
 * - a text becomes a feature for each category, 1 where the cell holds it and else 0. These are not
 *   standardised: a 1 keeps its meaning, and a rare category does not become a huge number.
 *
 * It reads any table that has the columns, in any order; others, and the label, need not be there.
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

  /** Takes from the schema what columns are features, and how missing cells are written. */
  constructor(schema: TablePlan) {
    this.#plan = schema;
  }

  /**
   * The encoder whose state this is.
   *
   * @throws as `load` does.
   */
  static from(state: TableEncoderState): TableEncoder {
    const encoder = new TableEncoder({ ...state, columns: [] });
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

  /** The columns that become features. */
  get columns(): readonly { readonly name: string; readonly type: FeatureType }[] {
    return this.#plan.columns.filter(isFeature);
  }

  /**
   * What each column of x is: `age`, `age is missing`, `sex=female`.
   *
   * @throws Error before `fit`.
   */
  get featureNames(): string[] {
    return this.#fitted().flatMap(featureNamesOf);
  }

  /**
   * Learns medians, means, deviations and categories.
   *
   * @param rows - the rows to learn from, counted from 0. Default: all.
   * @throws RangeError if a column is not there, a cell of a numeric column is no number, or one is
   * missing where none may be.
   */
  fit(table: Table, rows?: readonly number[]): this {
    const used = this.#check(table, rows);
    if (used.rows.length === 0) throw new RangeError("TableEncoder: there are no rows to fit");
    const missing = new Set(this.missingValues);
    this.#codes = this.columns.map((column) => fitColumn(used, column, missing));
    return this;
  }

  /**
   * @param rows - the rows to encode, counted from 0. Default: all.
   * @returns x in the default dtype, computed in float64.
   * @throws RangeError as `fit` does, or if the result would be too large. @throws Error before `fit`.
   */
  encode(table: Table, rows?: readonly number[]): Encoded {
    const codes = this.#fitted();
    const used = this.#check(table, rows);
    const missing = new Set(this.missingValues);
    const width = this.featureNames.length;
    if (used.rows.length * width > mostElements) {
      throw new RangeError(
        `${table.source}: ${used.rows.length} rows of ${width} features are too many for one array; ` +
          `drop the columns with most categories`,
      );
    }
    const x = zeros([used.rows.length, width]);
    const encoded: Encoded = { x: new Tensor(x), unseen: [], filled: [] };
    let at = 0;
    for (const code of codes) {
      const { filled, unseen, unseenCells } = encodeColumn(used, code, missing, {
        out: x.data,
        width,
        at,
      });
      if (filled > 0) encoded.filled.push({ column: code.name, cells: filled });
      if (unseenCells > 0) {
        const categories = [...unseen].slice(0, 10);
        encoded.unseen.push({ column: code.name, cells: unseenCells, categories });
      }
      at += featureNamesOf(code).length;
    }
    return encoded;
  }

  #check(table: Table, rows: readonly number[] | undefined): Table {
    checkTable(table);
    const present = new Set(table.columns);
    const lacking = this.columns.map(({ name }) => name).filter((name) => !present.has(name));
    if (lacking.length > 0) {
      const close = nearest(lacking[0], table.columns);
      throw new RangeError(
        `${table.source} lacks ${count(lacking.length, "column")} that the features are made of: ` +
          `${listNames(lacking)}; it has ${listNames(table.columns)}` +
          (close === undefined ? "" : `. Is "${shorten(close, 40)}" ${shorten(lacking[0], 40)}?`),
      );
    }
    const used = rows === undefined ? table : takeTableRows(table, rows);
    if (this.missing !== "fill") checkComplete(used, this);
    return used;
  }

  #fitted(): ColumnCode[] {
    if (this.#codes === null) throw new Error("TableEncoder: call fit before this");
    return this.#codes;
  }

  /** @throws Error before `fit`. */
  state(): TableEncoderState {
    const { missing, missingValues } = this;
    const { column, positive, negative } = this.label;
    const label = { column, positive, negative };
    return checkEncoderState({ label, missing, missingValues, columns: this.#fitted() }); // a copy
  }

  /**
   * Becomes the encoder that the state is of, whatever schema this one was made with.
   *
   * @throws RangeError or TypeError naming the entry that is wrong: the state may come from a
   * damaged file.
   */
  load(state: TableEncoderState): void {
    const { label, missing, missingValues, columns } = checkEncoderState(state);
    this.#plan = { label, missing, missingValues, columns };
    this.#codes = columns;
  }
}
