import type { Column, FeatureType } from "./schema.js";
import type { Table } from "./table.js";

/** A column whose type is not known yet: its cells, and what the user has said about it. */
export interface RawColumn {
  table: Table;
  name: string;
  cells: readonly string[];
  /** Those that are not missing. */
  present: readonly string[];
  /** How many are missing. */
  missing: number;
  isMissing: (cell: string) => boolean;
  /** The type that the user has declared, if any. */
  declared: FeatureType | undefined;
  /** Whether it may be left out: the user has neither declared it nor named it as a feature. */
  isFree: boolean;
  /**
   * Whether even one value distinguishes two kinds of rows: where missing cells are filled, a flag
   * marks them.
   */
  isFlagged: boolean;
}

/** A column, and what was found on the way to it. */
export interface Inspected {
  column: Column;
  /** A sentence for each thing that a user should check. */
  warnings: string[];
  /** The numbers of a numeric column, NaN where a cell is missing. */
  numbers?: Float64Array;
}

export function constantColumn({ name, missing, present }: RawColumn): Inspected {
  return {
    column: { name, missing, type: "constant", value: present.at(0) ?? null },
    warnings: [],
  };
}

/** What to do about a text that means missing, for messages. */
export const nameIt = "name it among the missing values (missingValues, --missing-values)";

/** With fewer rows, all values may differ by chance. */
export const fewestRowsForIds = 20;

/**
 * How many categories a column may have: with more, most of them would occur once, and would tell
 * nothing about other rows.
 */
export function mostCategories(rows: number): number {
  return rows < fewestRowsForIds ? rows : Math.min(1000, Math.floor(rows / 2));
}

export function isNameOfId(name: string): boolean {
  return (
    /^(index|row ?name|unnamed:? \d+)$|(^|[_\s.-])(id|uuid|guid)([_\s.-]|$)/i.test(name) ||
    /[a-z]I[dD]([A-Z]|$)|^id[A-Z]/.test(name)
  );
}
