/** Types for the columns of a table, and how each is used. */

/** How a feature is read: as a number, as one of a few texts, or as a date. */
export type FeatureType = "numeric" | "categorical" | "date";
export const featureTypes: readonly FeatureType[] = ["numeric", "categorical", "date"];

/**
 * How missing cells are handled. `"fill"`: a missing number is replaced by the median of the
 * training rows, and another feature, of 0 and 1, marks it; for text, missing is a category.
 * `"drop"`: rows that lack a feature are left out (see {@link dropIncomplete}). `"error"`: they are
 * an error.
 */
export type MissingPolicy = "fill" | "drop" | "error";

export interface SchemaOptions {
  /** The column to predict. */
  label: string;
  /**
   * The class that becomes 1. Default: the one called 1, true, t, yes, y, pos or positive, if one
   * of the two is, otherwise the rarer. With three or more classes, it is told from all others
   * together; by default, these are told from one another.
   */
  positive?: string | number | undefined;
  /** Columns that are not features. */
  drop?: readonly string[] | undefined;
  /** The only columns that are features. Default: all but the label. */
  keep?: readonly string[] | undefined;
  /**
   * The column that names groups of rows, such as patients: all rows of a group are on one side of
   * every split, of cross-validation, too. It is no feature. Default: none.
   */
  group?: string | undefined;
  /**
   * The column that says how much each row counts, a number ≥ 0, in training and in metrics: a row of
   * weight k as k copies of it, one of weight 0 not at all. Only the ratios of weights matter. It is no
   * feature. Default: all rows count alike.
   */
  weight?: string | undefined;
  /** The types of columns that would be inferred otherwise, or be taken for identifiers. */
  types?: Readonly<Record<string, FeatureType>> | undefined;
  /** How missing cells are handled. Default `"fill"`. */
  missing?: MissingPolicy | undefined;
  /**
   * The cells that mean missing, in place of `defaultMissingValues`. An empty cell always does. In
   * the label, a text other than NA, NaN, null and the like is a class if it stands in at least 2 %
   * of the rows, and in 5.
   */
  missingValues?: readonly string[] | undefined;
  /** The character before the decimals of numbers. Default: found for each column. */
  decimal?: string | undefined;
  /**
   * The character between groups of three digits; `""`: none. Default: found for each column; a
   * space, also a narrow one, an apostrophe, comma or point.
   */
  thousands?: string | undefined;
}

/** How the numbers of a column are written. */
export interface NumberFormat {
  /** The character before their decimals. */
  decimal: string;
  /** The character between groups of digits, the comma of 1,234,567; `null`: none. */
  thousands: string | null;
  /** `%`, or a currency sign that may stand beside a number; `null`: none. */
  unit: string | null;
}

/** A column's type, and a summary of its cells that are not missing. */
export type Column = { name: string; /** How many cells are. */ missing: number } & (
  | { type: "numeric"; min: number; max: number; median: number; format: NumberFormat }
  | { type: "categorical"; /** Sorted. */ categories: string[] }
  /** `first` and `last` are dates as 2024-01-31. */
  | { type: "date"; dayFirst: boolean | null; first: string; last: string }
  /** Left out: one value in all rows, or none at all (`null`). */
  | { type: "constant"; value: string | null }
  /** Left out: a number or text that identifies rows but does not describe them. */
  | {
      type: "id-like";
      distinct: number;
      /** The type to declare, to keep it; `null`: none would. */ keep: FeatureType | null;
    }
  /** Left out: dates, which it takes a declaration to use. */
  | { type: "date-like"; first: string; last: string }
  /** No feature: rows with the same text here are on one side of every split. */
  | { type: "group"; distinct: number }
  /** No feature: how much rows count. Of the rows that are used, and how many of weight 0 are not. */
  | {
      type: "weight";
      min: number;
      max: number;
      total: number;
      zeros: number;
      format: NumberFormat;
    }
  /** Left out because of `drop` or `keep`. */
  | { type: "dropped" }
);

/** How a label's text becomes the number of a class. */
export interface LabelRule {
  column: string;
  /** The name of each class, by its number. Of two classes, 0 is the negative and 1 the positive. */
  classes: readonly string[];
  /** Whether class 0 is every text but the name of class 1. */
  oneAgainstRest: boolean;
  /** The cells that mean that a label is missing, the empty cell among them. */
  missingValues: readonly string[];
}

/**
 * How to read tables with the same columns: what a `Schema` and a `TableEncoder` have in common.
 */
export interface TablePlan {
  readonly label: LabelRule;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    /** How the numbers of a numeric column are written. Default: as 1234.5 is. */
    readonly format?: NumberFormat | undefined;
    /**
     * Whether 01/02/2024 is the first of February in a column of dates. Default, and `null`: it is no
     * date.
     */
    readonly dayFirst?: boolean | null | undefined;
  }[];
  readonly missing: MissingPolicy;
  readonly missingValues: readonly string[];
  /** Without a header, columns are known by their places: how many there are. `null`: by name. */
  readonly positional: number | null;
}

/** What {@link inferSchema} found in a table, as plain JSON. */
export interface Schema extends TablePlan {
  /** The name of the table in messages. */
  source: string;
  /** How many rows are used. */
  rows: number;
  /** How many rows are left out because they lack a feature. */
  incompleteRows: number;
  label: LabelRule & {
    /** Each text with its number of rows: the positive class first, or else the largest. */
    counts: {
      name: string;
      rows: number;
      /** The sum of these rows' weights. */ weight?: number;
    }[];
    /** Why this class is the positive one; `null` with three or more classes. */
    chosen: "named" | "by its name" | "the rarer one" | null;
  };
  /** All but the label, in the table's order. */
  columns: Column[];
  missing: MissingPolicy;
  /** The cells that mean missing, the empty cell among them. */
  missingValues: string[];
  /** A sentence for each thing that a user should check. */
  warnings: string[];
}

/** Whether the column's cells become features. */
export function isFeature<C extends { readonly type: string }>(
  column: C,
): column is C & { type: FeatureType } {
  return featureTypes.some((type) => type === column.type);
}
