/** Rows that are copies of others: cross-validation learns from one, and measures on the other. */
import { count } from "../../array/index.js";
import { isFeature, type Schema } from "./schema.js";
import { cellAt, columnIndex, rowCount, type Table } from "./table.js";

/** A smaller share of copies hardly changes a figure. */
const notableShare = 0.01;
/** Half of the columns must tell at least this share of the different rows apart. */
const toldApart = 0.9;

/**
 * A sentence if many rows are copies of another, with the same features and label.
 *
 * In a table of few columns, or of few different values, most rows are like others, or at least half of the
 * columns leave many more rows alike than all do: cases agree by chance. Where half of the columns tell nearly
 * all different rows apart, rows that agree in the other half, too, are copies.
 *
 * @param labels - of each row.
 * @param groups - of each row: copies in one group are on one side of every split. `null`: none.
 */
export function copyWarnings(
  table: Table,
  columns: Schema["columns"],
  labels: readonly number[],
  groups: readonly number[] | null,
): string[] {
  const rows = rowCount(table);
  const features = columns.filter(isFeature).map(({ name }) => columnIndex(table, name));
  const copies = countCopies(table, features, labels, groups);
  const different = rows - copies;
  if (copies < notableShare * rows || different < copies) return [];
  const half = features.filter((_, k) => k % 2 === 1);
  if (rows - countCopies(table, half, labels, groups) < toldApart * different) return [];
  const share = Number(((100 * copies) / rows).toPrecision(2));
  return [
    `${count(copies, "row")} of ${rows} (${share} %) are exact copies of another, label and all: figures of ` +
      `rows held out flatter where its copy was learnt from. Take copies out, or keep them together by a column ` +
      `in which they have the same name (group, --group).`,
  ];
}

/** How many rows would have to go, so that no two in different groups have the same cells and label. */
function countCopies(
  table: Table,
  columns: readonly number[],
  labels: readonly number[],
  groups: readonly number[] | null,
): number {
  // Cut by one column after the other; a few columns of measurements leave hardly a row with another.
  let alike = cut([labels.map((_, i) => i)], (i) => labels[i]);
  for (const c of columns) alike = cut(alike, (i) => cellAt(table, i, c));
  return alike
    .filter((set) => groups === null || set.some((i) => groups[i] !== groups[set[0]]))
    .reduce((sum, set) => sum + set.length - 1, 0);
}

/** Cuts sets of rows into those with the same value, and leaves out rows that are by themselves. */
function cut(sets: readonly number[][], valueOf: (row: number) => unknown): number[][] {
  return sets.flatMap((set) => {
    const parts = new Map<unknown, number[]>();
    for (const row of set) {
      const part = parts.get(valueOf(row));
      if (part === undefined) parts.set(valueOf(row), [row]);
      else part.push(row);
    }
    return [...parts.values()].filter(({ length }) => length > 1);
  });
}
