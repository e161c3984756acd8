/** What was found in a table, and what becomes of each column: types only. */

/** How a feature is read: as a number, or as one of a few texts. */
export type FeatureType = "numeric" | "categorical";

/**
 * What becomes of missing cells. `"fill"`: a number is filled with the training rows' median, and a
 * column of 0 and 1 says where; for text, missing is a category. `"drop"`: rows that lack a feature
 * are left out (`dropIncomplete`). `"error"`: there may be none.
 */
export type MissingPolicy = "fill" | "drop" | "error";

export interface SchemaOptions {
  /** The column to predict. */
  label: string;
  /**
   * Which class is 1. Default: 1, true, yes, y or positive, if one of the two is called so, or else
   * the rarer. Of three or more classes, the one to be told from all others.
   */
  positive?: string | number | undefined;
  /** Columns that are no features. */
  drop?: readonly string[] | undefined;
  /** The only columns that are features. Default: all but the label. */
  keep?: readonly string[] | undefined;
  /** How to read columns that would be read in another way, or be taken for identifiers. */
  types?: Readonly<Record<string, FeatureType>> | undefined;
  /** Default `"fill"`. */
  missing?: MissingPolicy | undefined;
  /** The cells that mean missing, in place of `defaultMissingValues`. An empty cell always does. */
  missingValues?: readonly string[] | undefined;
}

/** What a column holds besides missing cells. */
export type Column = { name: string; /** How many cells are. */ missing: number } & (
  | { type: "numeric"; min: number; max: number; median: number }
  | { type: "categorical"; /** In order. */ categories: string[] }
  /** Left out: one value in all rows, or none at all (`null`). */
  | { type: "constant"; value: string | null }
  /** Left out: a number or text that tells rows from each other, and is no property of them. */
  | { type: "id-like"; distinct: number }
  /** Left out, as `drop` or `keep` says. */
  | { type: "dropped" }
);

/** How a label's text becomes 0 or 1. */
export interface LabelRule {
  column: string;
  /** The class that is 1. */
  positive: string;
  /** The class that is 0; `null`: whatever is not `positive`. */
  negative: string | null;
}

/** What must be known to read other tables with the same columns. */
export interface TablePlan {
  readonly label: LabelRule;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly missing: MissingPolicy;
  readonly missingValues: readonly string[];
}

/** What was found in a table, as plain JSON. */
export interface Schema extends TablePlan {
  source: string;
  /** How many rows are used. */
  rows: number;
  /** How many rows are left out, since they lack a feature. */
  incompleteRows: number;
  label: LabelRule & {
    /** Each class with its rows, the positive one first. */
    classes: { name: string; rows: number }[];
    /** Why this class is the positive one. */
    chosen: "named" | "by its name" | "the rarer one";
  };
  /** All but the label, in the table's order. */
  columns: Column[];
  missing: MissingPolicy;
  /** The empty cell among them. */
  missingValues: string[];
  /** A sentence for each thing that should be looked at. */
  warnings: string[];
}

/** Whether the column's cells become features. */
export function isFeature<C extends { readonly type: string }>(
  column: C,
): column is C & { type: FeatureType } {
  return column.type === "numeric" || column.type === "categorical";
}
