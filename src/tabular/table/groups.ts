import type { Inspected } from "./rawColumn.js";
import { namesIn, type Table } from "./table.js";
import { shorten } from "./text.js";

/**
 * The name of each row's group; `null` without a column of groups.
 *
 * @throws RangeError naming the first row without a group, and how many there are.
 */
export function groupNames(
  table: Table,
  column: string | undefined,
  missingValues: readonly string[],
): string[] | null {
  if (column === undefined) return null;
  return namesIn(table, column, missingValues, {
    noun: "group",
    need: "every row needs a group",
    advice: () => "Name a group there, or take them out",
  });
}

/** The number of each row's group, from 0, in the order in which groups first occur. */
export function numberGroups(names: readonly string[]): number[] {
  const numbers = new Map<string, number>();
  return names.map((name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/** The column of groups. */
export function inspectGroups(name: string, names: readonly string[]): Inspected {
  const distinct = new Set(names).size;
  const warnings =
    distinct === names.length
      ? [`Each row is a group of its own: no two have the same ${shorten(name, 40)}.`]
      : [];
  return { column: { name, type: "group", missing: 0, distinct }, warnings };
}
