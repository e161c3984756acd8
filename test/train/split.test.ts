import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratifiedFolds, stratifiedSplit } from "../../src/train/index.js";

const labels = Array.from({ length: 100 }, (_, i) => Number(i % 10 === 3)); // 10 positive
const countOf = (rows: number[], of = labels) => rows.filter((row) => of[row] === 1).length;
const ascending = (rows: number[]) => [...rows].sort((a, b) => a - b);

describe("stratifiedSplit", () => {
  it("gives each part its share of each class", () => {
    const parts = stratifiedSplit(labels, [0.4, 0.2, 0.4], 1);
    expect(parts.map((rows) => rows.length)).toEqual([40, 20, 40]);
    expect(parts.map((rows) => countOf(rows))).toEqual([4, 2, 4]);
    expect(ascending(parts.flat())).toEqual(labels.map((_, i) => i));
  });

  it("takes a million rows", () => {
    const many = Array.from({ length: 1_000_000 }, (_, i) => Number(i % 10 === 0));
    const parts = stratifiedSplit(many, [0.8, 0.2], 1);
    expect(parts.map((rows) => rows.length)).toEqual([800_000, 200_000]);
    expect(parts.map((rows) => countOf(rows, many))).toEqual([80_000, 20_000]);
  });

  it("rounds up where most is cut off", () => {
    const parts = stratifiedSplit(Array<number>(10).fill(1), [0.58, 0.27, 0.15], 1); // 5.8, 2.7, 1.5
    expect(parts.map((rows) => rows.length)).toEqual([6, 3, 1]);
  });

  it("leaves out what the shares leave over", () => {
    const parts = stratifiedSplit(labels, [0.1, 0.2], 1);
    expect(parts.map((rows) => [rows.length, countOf(rows)])).toEqual([
      [10, 1],
      [20, 2],
    ]);
  });

  it("gives the same parts for the same seed, others for another, in ascending order", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => stratifiedSplit(labels, [0.5, 0.5], seed));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(a.map(ascending)).toEqual(a);
  });

  it("gives each part at least one row of each class", () => {
    const rare = [1, ...Array<number>(50).fill(0), 1, 1];
    const parts = stratifiedSplit(rare, [0.9, 0.05, 0.05], 3);
    expect(parts.map((rows) => countOf(rows, rare))).toEqual([1, 1, 1]);
    expect(stratifiedSplit(rare, [0.1, 0.1], 3).map((rows) => countOf(rows, rare))).toEqual([1, 1]);
  });

  it("gives no row twice, none too few, and is at most one row off in each class", () => {
    const sizes = fc.tuple(fc.integer({ min: 4, max: 60 }), fc.integer({ min: 4, max: 60 }));
    const weights = fc.array(fc.integer({ min: 3, max: 9 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, weights, fc.integer(), ([negatives, positives], list, seed) => {
        const of = [...Array<number>(negatives).fill(0), ...Array<number>(positives).fill(1)];
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const shares = list.map((weight) => weight / total);
        const parts = stratifiedSplit(of, shares, seed);
        expect(ascending(parts.flat())).toEqual(of.map((_, i) => i));
        parts.forEach((rows, part) => {
          const found = countOf(rows, of);
          expect(Math.abs(found - shares[part] * positives)).toBeLessThan(1 + 1e-9);
          expect(Math.abs(rows.length - found - shares[part] * negatives)).toBeLessThan(1 + 1e-9);
        });
      }),
    );
  });

  it.each([
    [[], "stratifiedSplit: there must be shares, and they must add up to 1 at most, not []"],
    [[0.5, 0], "shares must be numbers above 0, such as [0.8, 0.2]; entry 1 is 0"],
    [[0.6, 0.6], "not [0.6, 0.6]"],
    [[NaN], "entry 0 is NaN"],
    [[-1, 2], "entry 0 is -1"],
    [["1"] as never, 'entry 0 is "1"'],
    [[0.5, true] as never, "entry 1 is true"],
  ])("refuses the shares %j", (shares, message) => {
    expect(() => stratifiedSplit(labels, shares, 1)).toThrow(message);
  });

  it("refuses a class too small, no rows, and labels that are none", () => {
    expect(() => stratifiedSplit([0, 0, 0, 1, 1], [0.4, 0.2, 0.4], 1)).toThrow(
      "stratifiedSplit: class 1 has 2 rows, too few to have one in each of 3 parts",
    );
    expect(() => stratifiedSplit([], [1], 1)).toThrow("there are no rows");
    expect(() => stratifiedSplit([0, NaN], [1], 1)).toThrow("label 1 is NaN, not a number");
    expect(() => stratifiedSplit("01" as never, [1], 1)).toThrow(TypeError);
    expect(() => stratifiedSplit(labels, [1], 0.5)).toThrow("the seed must be an integer");
  });
});

describe("stratifiedFolds", () => {
  it("holds out each row once, and learns from all others", () => {
    const folds = stratifiedFolds(labels, 5, 1);
    expect(ascending(folds.flatMap(({ heldOut }) => heldOut))).toEqual(labels.map((_, i) => i));
    for (const { training, heldOut } of folds) {
      expect(ascending([...training, ...heldOut])).toEqual(labels.map((_, i) => i));
      expect([heldOut.length, countOf(heldOut)]).toEqual([20, 2]);
    }
  });

  it("makes folds that differ by at most one row, in each class and in all", () => {
    const sizes = fc.tuple(fc.integer({ min: 7, max: 40 }), fc.integer({ min: 7, max: 40 }));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 7 }), fc.integer(), ([n, p], k, seed) => {
        const of = [...Array<number>(n).fill(0), ...Array<number>(p).fill(1)];
        const heldOut = stratifiedFolds(of, k, seed).map((fold) => fold.heldOut);
        for (const sizeOf of [
          (rows: number[]) => rows.length,
          (rows: number[]) => countOf(rows, of),
        ]) {
          const found = heldOut.map(sizeOf);
          expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("gives the same folds for the same seed, others for another", () => {
    const [a, b, c] = [1, 1, 2].map((seed) => stratifiedFolds(labels, 3, seed));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it("refuses a k that no folds can be made with", () => {
    for (const k of [1, 2.5, NaN, 0]) {
      expect(() => stratifiedFolds(labels, k, 1)).toThrow(`k must be a whole number ≥ 2, not ${k}`);
    }
    expect(() => stratifiedFolds(labels, 101, 1)).toThrow(
      "stratifiedFolds: 100 rows do not make 101 folds",
    );
  });
});
