/** What the tests of the metrics share. */
import fc from "fast-check";

/** Examples of both classes, with scores on a coarse grid in [0, 1], so that many tie. */
export const examples = fc
  .array(fc.record({ label: fc.constantFrom(0, 1), score: fc.integer({ min: 0, max: 8 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .map((rows) => ({
    target: rows.map(({ label }, i) => (i < 2 ? i : label)),
    score: rows.map(({ score }) => score / 8),
  }));

/** The highest first, each once. */
export const differentScores = (score: readonly number[]) =>
  [...new Set(score)].sort((a, b) => b - a);
