import { expect } from "vitest";
import type { NestedNumbers } from "../../src/index.js";

/** 2⁻⁵², the distance from 1 to the next float64. */
const epsilon = 2 ** -52;

/**
 * Expects float64 sums of the same terms. Vectors of WebAssembly add them up in another order than a loop, and
 * so differ in their last bits: by ε for each term, of the size of the largest sum of sizes, `scale`.
 */
export function expectSameSums(
  actual: NestedNumbers,
  expected: NestedNumbers,
  terms: number,
  scale: number,
): void {
  const flat = (nested: NestedNumbers) => [nested].flat(Infinity as 1) as number[];
  const [a, b] = [flat(actual), flat(expected)];
  expect(a.length).toBe(b.length);
  a.forEach((value, i) => {
    expect(Math.abs(value - b[i])).toBeLessThanOrEqual(terms * epsilon * scale);
  });
}
