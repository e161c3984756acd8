/** Numbers and lists in sentences, and sentences that several files use. */
import type { Comparison } from "./comparison.js";

/**
 * A number with three decimals, or up to six if `smallest` needs them to show two digits.
 *
 * @param value - `null` becomes "not defined".
 */
export function number(value: number | null, smallest = 1): string {
  if (value === null) return "not defined";
  const places = smallest > 0 ? Math.ceil(-Math.log10(smallest)) + 1 : 3;
  return value.toFixed(Math.min(Math.max(places, 3), 6)).replace("-", "−");
}

/** "a, b and c" */
export function series(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** A note for comparisons whose seeds split the same rows. */
export const resampledNote =
  "All seeds split the same rows, so the intervals are widened (Nadeau & Bengio 2003): they are about " +
  "new rows like these, not about other splits of them.";

/** What g is, by the number of classes. */
export function gradientNorm({ classes }: Pick<Comparison["data"], "classes">): string {
  return classes.length === 2 ? "g = |p − label|" : "g = 1 − p (p of the row's own class)";
}
