/**
 * The entry of `names` that `name` is probably a misspelling of; `undefined` if none is close.
 *
 * @param name - of any length.
 * @param names - those that exist.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase().slice(0, 100);
  const ranked = names
    .map((other) => ({ other, away: distance(wanted, other.toLowerCase().slice(0, 100)) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked.at(0);
  return best !== undefined &&
    best.away <= Math.min(Math.ceil(wanted.length / 3), wanted.length - 1)
    ? best.other
    : undefined;
}

/** How many characters must be added, removed or replaced (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const exchanged = row[j] + Number(a[i] !== b[j]);
      next.push(Math.min(exchanged, row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[b.length];
}
