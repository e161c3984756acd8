/** Numbers and lists in sentences, and sentences that are said in several places. */

/**
 * A number with three decimals, or more where `smallest` would not show its first digit.
 *
 * @param value - `null` is said to be not defined.
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

/** Of a comparison whose seeds split the same rows. */
export const resampledNote =
  "All seeds split the same rows, so the intervals are widened (Nadeau & Bengio 2003): they are about " +
  "new rows like these, not about other splits of them.";
