import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  stratifiedFolds,
  stratifiedGroupFolds,
  stratifiedGroupSplit,
  stratifiedSplit,
} from "../../src/train/index.js";

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

/** Rows of some classes in some groups, each class in four groups or more. */
const grouped = fc
  .record({
    classes: fc.integer({ min: 2, max: 4 }),
    groups: fc.integer({ min: 8, max: 30 }),
    more: fc.array(fc.tuple(fc.nat(3), fc.nat(29)), { maxLength: 80 }),
  })
  .map(({ classes, groups, more }) => {
    const rows = Array.from({ length: groups }, (_, g) => [g % classes, g]);
    rows.push(...Array.from({ length: 8 * classes }, (_, i) => [i % classes, (5 * i) % groups]));
    rows.push(
      ...Array.from({ length: 4 * classes }, (_, i) => [i % classes, Math.floor(i / classes)]),
    );
    rows.push(...more.map(([c, g]) => [c % classes, g % groups]));
    return { labels: rows.map(([c]) => c), groups: rows.map(([, g]) => 10 * g - 7) };
  });
const groupsOf = (rows: number[], groups: number[]) => new Set(rows.map((row) => groups[row]));

describe("stratifiedGroupFolds", () => {
  it("holds each row out once, and has no group on both sides, nor a class on one only", () => {
    fc.assert(
      fc.property(
        grouped,
        fc.integer({ min: 2, max: 4 }),
        fc.integer(),
        ({ labels, groups }, k, seed) => {
          const folds = stratifiedGroupFolds(labels, groups, k, seed);
          expect(folds).toHaveLength(k);
          expect(ascending(folds.flatMap(({ heldOut }) => heldOut))).toEqual(
            labels.map((_, i) => i),
          );
          for (const { training, heldOut } of folds) {
            expect(ascending([...training, ...heldOut])).toEqual(labels.map((_, i) => i));
            expect([ascending(training), ascending(heldOut)]).toEqual([training, heldOut]);
            const others = groupsOf(heldOut, groups);
            expect([...groupsOf(training, groups)].filter((one) => others.has(one))).toEqual([]);
            expect(new Set(training.map((row) => labels[row]))).toEqual(new Set(labels));
          }
          expect(stratifiedGroupFolds(labels, groups, k, seed)).toEqual(folds);
        },
      ),
    );
  });

  it("is as even as stratifiedFolds where each row is a group", () => {
    const ofRows = fc
      .array(fc.nat(2), { minLength: 12, maxLength: 60 })
      .map((list) => [...[0, 0, 1, 1, 2, 2], ...list]);
    fc.assert(
      fc.property(ofRows, fc.integer({ min: 2, max: 5 }), fc.integer(), (of, k, seed) => {
        const folds = stratifiedGroupFolds(of, [...of.keys()], k, seed);
        for (const label of [0, 1, 2]) {
          const sizes = folds.map(
            ({ heldOut }) => heldOut.filter((row) => of[row] === label).length,
          );
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("keeps the classes' shares where groups are small", () => {
    const of = Array.from({ length: 3000 }, (_, i) => Number(i % 10 < 2));
    const groups = Array.from({ length: 3000 }, (_, i) => (i * i) % 499);
    for (const { heldOut } of stratifiedGroupFolds(of, groups, 5, 1)) {
      expect(Math.abs(heldOut.length - 600)).toBeLessThan(12);
      expect(Math.abs(countOf(heldOut, of) - 120)).toBeLessThan(12);
    }
  });

  it("takes 200,000 rows in 100,000 groups, of 100 classes", () => {
    const of = Array.from({ length: 200_000 }, (_, i) => i % 100);
    const groups = Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 100_000);
    const sizes = stratifiedGroupFolds(of, groups, 5, 1).map(({ heldOut }) => heldOut.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(400);
  });

  it("finds folds with each class on both sides, also where the first order does not", () => {
    // Class 1 is in two groups: by size, the second would join the first.
    const sizes = [
      [0, 9, 1],
      [7, 0, 2],
      [3, 1, 3],
    ];
    const rows = sizes.flatMap(([zeros, ones, group]) => [
      ...Array<number[]>(zeros).fill([0, group]),
      ...Array<number[]>(ones).fill([1, group]),
    ]);
    const [of, groups] = [0, 1].map((k) => rows.map((row) => row[k]));
    for (const { training } of stratifiedGroupFolds(of, groups, 2, 0)) {
      expect(new Set(training.map((row) => of[row]))).toEqual(new Set([0, 1]));
    }
  });

  it("refuses too few groups, and what is no group", () => {
    const folds = (of: number[], groups: number[], k = 2) => stratifiedGroupFolds(of, groups, k, 1);
    expect(() => folds([0, 1, 0, 1], [1, 1, 2, 2], 3)).toThrow("2 groups cannot make 3 folds");
    expect(() => folds([0, 1, 0, 1], [1, 2, 3, 2])).toThrow(
      "stratifiedGroupFolds: class 1 is in one group only, which cannot be both learnt from and held out",
    );
    expect(() => folds([0, 0, 1, 1, 2, 2], [1, 2, 2, 3, 1, 3])).toThrow(
      "a class would be in one fold only",
    );
    expect(() => folds([0, 1], [1])).toThrow("1 group for 2 labels");
    expect(() => folds([0, 1], [1, NaN])).toThrow(
      "stratifiedGroupFolds: group 1 is NaN, not a number",
    );
    expect(() => folds([0, 1], [1, 2], 1)).toThrow("k must be a whole number ≥ 2, not 1");
  });
});

describe("stratifiedGroupSplit", () => {
  it("gives each part whole groups, and rows of each class", () => {
    const shares = fc.constantFrom<number[]>([0.5, 0.5], [0.4, 0.2, 0.4], [0.9, 0.1], [0.3, 0.2]);
    fc.assert(
      fc.property(grouped, shares, fc.integer(), ({ labels, groups }, of, seed) => {
        const parts = stratifiedGroupSplit(labels, groups, of, seed);
        expect(parts).toHaveLength(of.length);
        const rows = parts.flat();
        expect(new Set(rows).size).toBe(rows.length);
        if (of.reduce((a, b) => a + b) > 0.99) expect(rows.length).toBe(labels.length);
        const sets = parts.map((part) => groupsOf(part, groups));
        expect(new Set(sets.flatMap((set) => [...set])).size).toBe(
          sets.reduce((sum, { size }) => sum + size, 0),
        );
        for (const part of parts) {
          expect(part).toEqual(ascending(part));
          expect(new Set(part.map((row) => labels[row]))).toEqual(new Set(labels));
        }
      }),
    );
  });

  it("keeps shares where groups are small, and differs from seed to seed", () => {
    const of = Array.from({ length: 3000 }, (_, i) => Number(i % 10 < 2));
    const groups = Array.from({ length: 3000 }, (_, i) => (i * i) % 499);
    const split = (seed: number) => stratifiedGroupSplit(of, groups, [0.4, 0.2], seed);
    const [a, b] = split(1);
    expect(Math.abs(a.length - 1200)).toBeLessThan(30);
    expect(Math.abs(b.length - 600)).toBeLessThan(30);
    expect(Math.abs(countOf(a, of) - 240)).toBeLessThan(20);
    expect(split(1)).toEqual([a, b]);
    expect(split(2)).not.toEqual([a, b]);
  });

  it("refuses a class in too few groups, and wrong shares", () => {
    const split = (shares: number[]) => stratifiedGroupSplit([0, 1, 0, 1], [1, 1, 2, 2], shares, 1);
    expect(() => split([0.4, 0.2, 0.4])).toThrow(
      "stratifiedGroupSplit: class 0 is in 2 groups, too few to have one in each of 3 parts",
    );
    expect(() => split([0.6, 0.6])).toThrow(
      "stratifiedGroupSplit: there must be shares, and they must add up to 1 at most",
    );
    const large = [...[0, 0, 1, 1], ...[0, 1, 1, 0]];
    expect(() =>
      stratifiedGroupSplit(large, [1, 2, 3, 4, 1, 3, 4, 2], [0.4, 0.6], 1),
    ).not.toThrow();
  });
});
