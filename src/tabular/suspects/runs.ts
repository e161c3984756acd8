import type { Suspect } from "./suspects.js";

/**
 * Puts together neighbouring rows whose labels the models take for the same wrong one. Where rows are
 * in the order of their time, they are often one event; of shuffled rows, few are neighbours.
 *
 * @param numberOf - the number of a row in the source: rows that were left out are between others.
 * @returns runs by their most suspicious row, each in the order of the source. A row whose label is
 * the likeliest class is by itself.
 */
export function runsOf(found: readonly Suspect[], numberOf: (row: number) => number): Suspect[][] {
  const free = new Map(
    found.flatMap((suspect) =>
      suspect.likelier.label === suspect.label ? [] : [[numberOf(suspect.row), suspect] as const],
    ),
  );
  return found.flatMap((suspect) => {
    if (suspect.likelier.label === suspect.label) return [[suspect]];
    const start = numberOf(suspect.row);
    if (!free.delete(start)) return [];
    const next = (number: number): Suspect | undefined => {
      const other = free.get(number);
      const isSame =
        other?.label === suspect.label && other.likelier.label === suspect.likelier.label;
      if (!isSame) return undefined;
      free.delete(number);
      return other;
    };
    const run = [suspect];
    for (let i = start - 1, other = next(i); other; other = next(--i)) run.unshift(other);
    for (let i = start + 1, other = next(i); other; other = next(++i)) run.push(other);
    return [run];
  });
}
