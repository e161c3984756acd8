import { count } from "../../array/index.js";
import { canonical, missingTest } from "./cells.js";
import { cellsOf, placeOf, type Table } from "./table.js";
import { show } from "./text.js";

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
  const cells = cellsOf(table, column);
  const isMissing = missingTest(missingValues);
  const without = cells.flatMap((cell, i) => (isMissing(cell) ? [i] : []));
  if (without.length > 0) {
    const [first] = without;
    const what =
      cells[first] === "" ? "the group is missing" : `${show(cells[first])} means missing`;
    throw new RangeError(
      `${placeOf(table, first, column)}: ${what}, and every row needs a group; ` +
        `${count(without.length, "such row")} in all. Name a group there, or take them out`,
    );
  }
  const numbers = new Map<string, number>();
  return cells.map((cell) => {
    const name = canonical(cell);
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}
