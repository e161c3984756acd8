import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratifiedGroupFolds, stratifiedGroupSplit } from "../../src/train/index.js";

const countOf = (rows: number[], of: number[]) => rows.filter((row) => of[row] === 1).length;
const ascending = (rows: number[]) => [...rows].sort((a, b) => a - b);

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
