import { describe, expect, it } from "vitest";
import { Generator } from "../../../src/index.js";
import { deriveSeed } from "../../../src/tabular/model/deriveSeed.js";

const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
const purposes = ["first weights", "batch order"];
const derived = purposes.flatMap((purpose) => seeds.map((seed) => deriveSeed(seed, purpose)));

describe("deriveSeed", () => {
  // From an implementation in whole numbers of any size, which knows the published FNV-1a of "foobar".
  it.each([
    [0, "a", 444641715],
    [1, "foobar", 2850345995],
    [2 ** 32 - 1, "first weights", 1905209456],
    [-5, "batch order", 181875868],
  ])("mixes the seed %d with %s", (seed, purpose, wanted) => {
    expect(deriveSeed(seed, purpose)).toBe(wanted);
  });

  it("gives each purpose and each seed a seed of its own", () => {
    expect(new Set(derived).size).toBe(2000);
  });

  it("gives no seed that splits and generated data start from", () => {
    const used = seeds.flatMap((seed) => {
      // As makeSplit does for its three parts.
      const parts = new Generator(seed);
      return [seed, ...[1, 2, 3].map(() => Math.floor(parts.uniform() * 2 ** 32))];
    });
    expect(derived.filter((seed) => used.includes(seed))).toEqual([]);
  });

  it("gives seeds whose streams begin differently, and evenly", () => {
    const first = derived.map((seed) => new Generator(seed).uniform());
    expect(new Set(first).size).toBe(2000);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02); // 3 standard errors
  });

  it("refuses what is no seed", () => {
    for (const bad of [0.5, NaN, 2 ** 32]) {
      expect(() => deriveSeed(bad, "a")).toThrow(
        new RangeError(`the seed must be an integer of 32 bits, not ${bad}`),
      );
    }
  });
});
