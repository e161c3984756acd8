import { compareCells } from "./cells.js";
import { looksNumeric, medianOfSorted, readNumbers, sortedNumbers } from "./numbers.js";
import type { Column, FeatureType, MissingPolicy } from "./schema.js";
import { cellsOf, type Table } from "./table.js";

interface ColumnRules {
  missing: ReadonlySet<string>;
  policy: MissingPolicy;
  /** The type that the user has declared, if any. */
  declared: FeatureType | undefined;
  /** Whether the user has named the column as a feature. */
  isWanted: boolean;
}

/** With fewer rows, all values may differ by chance. */
const fewestRowsForIds = 20;
const mostCategories = 1000;

/**
 * Finds the type of a column and summarises its values.
 *
 * @throws RangeError naming the row if a cell of a numeric column is not a number.
 */
export function inspectColumn(table: Table, name: string, rules: ColumnRules): Column {
  const cells = cellsOf(table, name);
  const present = cells.filter((cell) => !rules.missing.has(cell));
  const base = { name, missing: cells.length - present.length };
  // Where missing cells are filled, a flag marks them: then a column with one value and missing
  // cells still distinguishes two kinds of rows.
  const mayVary = base.missing > 0 && rules.policy === "fill";
  const first = present.at(0) ?? null;
  if (first === null || (!mayVary && present.every((cell) => cell === first))) {
    return { ...base, type: "constant", value: first };
  }
  const type = rules.declared ?? (looksNumeric(present) ? "numeric" : "categorical");
  const isFree = rules.declared === undefined && !rules.isWanted;
  if (type === "categorical") {
    const categories = [...new Set(present)].sort(compareCells);
    return isFree && isTextId(present.length, categories.length)
      ? { ...base, type: "id-like", distinct: categories.length }
      : { ...base, type, categories };
  }
  const sorted = sortedNumbers(readNumbers(table, name, rules.missing));
  const [min, max] = [sorted[0] + 0, sorted[sorted.length - 1] + 0]; // + 0: JSON has no −0
  if (isFree && base.missing === 0 && isNumericId(name, sorted)) {
    return { ...base, type: "id-like", distinct: sorted.length };
  }
  if (!mayVary && min === max) return { ...base, type: "constant", value: first };
  return { ...base, type, min, max, median: medianOfSorted(sorted) };
}

/** Free text, dates and identifiers: most rows have a value that no other row has. */
function isTextId(rows: number, distinct: number): boolean {
  return (rows >= fewestRowsForIds && distinct > rows / 2) || distinct > mostCategories;
}

/** Whole numbers, all different, that are consecutive or in a column named like an identifier. */
function isNumericId(name: string, sorted: Float64Array): boolean {
  if (sorted.length < fewestRowsForIds) return false;
  if (!sorted.every((value, i) => Number.isInteger(value) && value !== sorted[i - 1])) return false;
  return sorted[sorted.length - 1] - sorted[0] === sorted.length - 1 || isNameOfId(name);
}

function isNameOfId(name: string): boolean {
  return (
    /^(id|index|uuid|guid|unnamed:? \d+)$|[_\s.-](id|uuid|guid)$/i.test(name) ||
    /[a-z]I[dD]$/.test(name)
  );
}
