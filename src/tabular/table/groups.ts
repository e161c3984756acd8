import { namesIn, type Table } from "./table.js";

/**
 * The number of each row's group; `null` without a column of groups.
 *
 * @throws RangeError naming the first row without a group, and how many there are.
 */
export function readGroups(
  table: Table,
  column: string | undefined,
  missingValues: readonly string[],
): number[] | null {
  if (column === undefined) return null;
  const names = namesIn(table, column, missingValues, {
    noun: "group",
    need: "every row needs a group",
    advice: () => "Name a group there, or take them out",
  });
  const numbers = new Map<string, number>();
  return names.map((name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}
