import { describe, expect, it } from "vitest";
import { show } from "../../../src/array/index.js";
import { Generator } from "../../../src/index.js";
import { pairedInterval } from "../../../src/train/metrics/index.js";

/** Half the width of the interval, in standard errors of the mean: the t quantile. */
function quantile(df: number, level: number): number {
  // 0, 1, … df: their standard error is √((df + 1)(df + 2)/12)/√(df + 1)
  const a = Array.from({ length: df + 1 }, (_, i) => i);
  const interval = pairedInterval(a, new Float64Array(df + 1), { level });
  if (interval === null) throw new Error("no interval");
  return (interval.high - interval.low) / 2 / Math.sqrt((df + 2) / 12);
}

describe("pairedInterval", () => {
  // From the incomplete beta function, to 40 digits, then rounded.
  it.each([
    [1, 0.95, 12.706204736174705],
    [2, 0.95, 4.302652729749464],
    [3, 0.95, 3.1824463052837095],
    [4, 0.95, 2.7764451051977943],
    [5, 0.95, 2.5705818356363155],
    [9, 0.95, 2.2621571627982053],
    [19, 0.95, 2.0930240544083096],
    [29, 0.95, 2.0452296421327043],
    [1000, 0.95, 1.9623390808264085],
    [9, 0.9, 1.8331129326562372],
    [1, 0.99, 63.65674116287158],
    [4, 0.99, 4.604094871349993],
    [100, 0.99, 2.6258905214380177],
    [29, 0.999, 3.659405019466333],
    [2, 0.5, 0.816496580927726],
  ])("has the t of %d degrees of freedom at level %d: %d", (df, level, t) => {
    expect(Math.abs(quantile(df, level) / t - 1)).toBeLessThan(1e-12);
  });

  it("is the mean difference, and around it t standard errors", () => {
    const interval = pairedInterval([0.9, 0.8, 0.7], [0.7, 0.7, 0.7]);
    // Differences 0.2, 0.1, 0: mean 0.1, standard deviation 0.1
    const margin = (4.302652729749464 * 0.1) / Math.sqrt(3);
    expect(interval?.mean).toBeCloseTo(0.1, 15);
    expect(interval?.low).toBeCloseTo(0.1 - margin, 14);
    expect(interval?.high).toBeCloseTo(0.1 + margin, 14);
    expect(interval?.n).toBe(3);
  });

  it("looks at pairs: what all runs share leaves no spread", () => {
    expect(pairedInterval([5, 1, 3], [4, 0, 2])).toEqual({ mean: 1, low: 1, high: 1, n: 3 });
  });

  it("changes its sign with the order of the methods", () => {
    const [a, b] = [Float32Array.of(1, 2, 4), Float32Array.of(3, 1, 1)];
    const [ab, ba] = [pairedInterval(a, b), pairedInterval(b, a)];
    expect([ba?.mean, ba?.low, ba?.high]).toEqual(
      [ab?.mean, ab?.high, ab?.low].map((value) => -(value ?? NaN)),
    );
  });

  it("holds the true mean as often as its level says", () => {
    const generator = new Generator(7);
    let hits = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const a = Array.from({ length: 4 }, () => 3 + generator.normal());
      const interval = pairedInterval(a, [0, 0, 0, 0], { level: 0.8 });
      if (interval !== null && interval.low <= 3 && interval.high >= 3) hits += 1;
    }
    expect(hits / 2000).toBeGreaterThan(0.78);
    expect(hits / 2000).toBeLessThan(0.82);
  });

  it("is wider by √(1 + n·overlap) where all runs split the same rows", () => {
    const [a, b] = [
      [0.9, 0.8, 0.7],
      [0.7, 0.7, 0.7],
    ];
    const [plain, wide] = [pairedInterval(a, b), pairedInterval(a, b, { overlap: 0.5 })];
    const margin = (interval: typeof plain) => (interval ? interval.high - interval.mean : NaN);
    expect(wide?.mean).toBe(plain?.mean);
    expect(margin(wide) / margin(plain)).toBeCloseTo(Math.sqrt(1 + 3 * 0.5), 12);
  });

  it("holds the truth about new rows as often as its level says, though all runs split the same", () => {
    // Two methods that are equally good; with each row one of them is luckier. 40 of 100 rows are tested.
    const generator = new Generator(3);
    const tables = 400;
    const [fresh, split] = [{}, { overlap: 40 / 60 }];
    const missed = new Map([fresh, split].map((options) => [options, 0]));
    for (let table = 0; table < tables; table++) {
      const luck = Array.from({ length: 100 }, () => generator.normal());
      const differences = Array.from({ length: 20 }, () => {
        const tested = generator.permutation(100).slice(0, 40);
        return tested.reduce((sum, row) => sum + luck[row], 0) / 40;
      });
      for (const [options, misses] of missed) {
        const interval = pairedInterval(differences, new Float64Array(20), options);
        const isMiss = interval !== null && (interval.low > 0 || interval.high < 0);
        missed.set(options, misses + (isMiss ? 1 : 0));
      }
    }
    expect((missed.get(fresh) ?? NaN) / tables).toBeGreaterThan(0.5);
    expect((missed.get(split) ?? NaN) / tables).toBeGreaterThan(0.02);
    expect((missed.get(split) ?? NaN) / tables).toBeLessThan(0.08);
  });

  it("is null for fewer than two pairs", () => {
    expect([pairedInterval([1], [2]), pairedInterval([], [])]).toEqual([null, null]);
  });

  it("refuses values without a partner, values that are none, and levels outside (0, 1)", () => {
    expect(() => pairedInterval([1, 2], [1])).toThrow(
      new RangeError("pairedInterval needs pairs, not 2 and 1 values"),
    );
    for (const bad of [NaN, Infinity, null as never, "1" as never]) {
      const message = `pairedInterval: pair 1 is 2 and ${show(bad)}; both must be finite`;
      expect(() => pairedInterval([1, 2], [1, bad])).toThrow(new RangeError(message));
    }
    for (const level of [0, 1, 95, NaN]) {
      expect(() => pairedInterval([1, 2], [1, 2], { level })).toThrow(
        new RangeError(`pairedInterval: the level must be in (0, 1), not ${level}`),
      );
    }
    for (const overlap of [-0.1, Infinity, NaN]) {
      expect(() => pairedInterval([1, 2], [1, 2], { overlap })).toThrow(
        new RangeError(`pairedInterval: the overlap must be a finite number ≥ 0, not ${overlap}`),
      );
    }
  });
});
