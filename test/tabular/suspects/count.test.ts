import { describe, expect, it } from "vitest";
import { countWrong, type Opinion } from "../../../src/tabular/suspects/count.js";

/** So many rows with a label, of which the models give class 1 the probability p. */
const rows = (count: number, label: number, p: number): Opinion[] =>
  Array.from({ length: count }, () => ({
    label,
    probability: label === 1 ? p : 1 - p,
    top: Number(p > 0.5),
    topProbability: Math.max(p, 1 - p),
  }));

describe("countWrong", () => {
  it("is the confident joint, scaled to the rows of each label", () => {
    // The thresholds are 0.85 for class 0 and 0.8 for class 1, so rows at 0.6 speak for none.
    const opinions = [
      ...[...rows(80, 0, 0.05), ...rows(10, 0, 0.95)],
      ...[...rows(40, 1, 0.9), ...rows(5, 1, 0.01), ...rows(5, 1, 0.79)],
    ];
    const wrong = countWrong(opinions, 2, 1);
    expect(wrong?.pairs.map(({ label, likelier }) => [label, likelier])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(wrong?.pairs[0].count).toBeCloseTo((90 * 10) / 90, 10);
    expect(wrong?.pairs[1].count).toBeCloseTo((50 * 5) / 45, 10);
    expect(wrong?.count).toBeCloseTo(10 + 50 / 9, 10);
  });

  it("has an interval about as wide as that of a binomial count", () => {
    const wrong = countWrong(
      [...rows(900, 0, 0.05), ...rows(100, 1, 0.95), ...rows(40, 0, 0.99)],
      2,
      1,
    );
    expect(wrong?.count).toBe(40);
    const half = 1.96 * Math.sqrt(40);
    expect(Math.abs((wrong?.low ?? NaN) - (40 - half))).toBeLessThan(4);
    expect(Math.abs((wrong?.high ?? NaN) - (40 + half))).toBeLessThan(4);
  });

  it("counts none where no other class is likelier than not, however low the mean of a rare class", () => {
    // Nine of ten labels of class 1 are flips: the mean of their p is 0.2.
    const opinions = [...rows(900, 0, 0.25), ...rows(90, 1, 0.15), ...rows(10, 1, 0.65)];
    const wrong = countWrong(opinions, 2, 1);
    expect(wrong?.pairs.map(({ label, likelier }) => [label, likelier])).toEqual([[1, 0]]);
    expect(wrong?.count).toBe(90);
  });

  it("does not tell where the models are sure of fewer than a tenth of the rows", () => {
    const unsure = rows(60, 0, 0.45).map((opinion, i) =>
      i < 3 ? { ...opinion, probability: 0.9, topProbability: 0.9 } : opinion,
    );
    expect(countWrong([...unsure, ...rows(2, 1, 0.9)], 2, 1)).toBeNull();
  });

  it("does not tell where the models know next to nothing, and every other label would look wrong", () => {
    const coin = (label: number, p: number) => rows(100, label, p);
    const lost = [...coin(0, 0.45), ...coin(0, 0.58), ...coin(1, 0.42), ...coin(1, 0.56)];
    expect(countWrong(lost, 2, 1)).toBeNull();
    // With as many flips, but models that know the rest
    const known = [...coin(0, 0.05), ...coin(0, 0.62), ...coin(1, 0.38), ...coin(1, 0.95)];
    expect(countWrong(known, 2, 1)).not.toBeNull();
  });

  it("does not tell where more labels would look wrong than what the models know can account for", () => {
    // 37.5 % of the labels, from a log loss that is 7 % smaller than that of the shares.
    const half = (label: number, p: number, q: number) => [...rows(125, label, p), ...rows(75, label, q)]; // prettier-ignore
    expect(countWrong([...half(0, 0.35, 0.63), ...half(1, 0.65, 0.37)], 2, 1)).toBeNull();
  });

  it("is 0 to 0 where nothing looks wrong", () => {
    expect(countWrong([...rows(50, 0, 0.01), ...rows(50, 1, 0.99)], 2, 1)).toEqual({
      ...{ count: 0, low: 0, high: 0, pairs: [], unrecognised: [] },
    });
  });

  it("names a class that the models do not know, all labels of which it counts", () => {
    // A rare class that overlaps with the other: nearly every one of its rows looks like that.
    const opinions = [...rows(900, 0, 0.02), ...rows(36, 1, 0.01), ...rows(2, 1, 0.6)];
    expect(countWrong(opinions, 2, 1)).toMatchObject({ unrecognised: [1] });
    expect(countWrong([...opinions, ...rows(1, 1, 0.6)], 2, 1)?.unrecognised).toEqual([]);
  });

  it("knows a class of few rows by one of them, and by rows that are not sure", () => {
    expect(countWrong([...rows(50, 0, 0.01), ...rows(7, 1, 0.9)], 2, 1)?.unrecognised).toEqual([]);
    expect(countWrong([...rows(50, 0, 0.01), ...rows(2, 1, 0.05)], 2, 1)?.unrecognised).toEqual([
      1,
    ]);
    const unsure = [...rows(50, 0, 0.01), ...rows(9, 1, 0.51), ...rows(1, 1, 0.99)];
    expect(countWrong(unsure, 2, 1)?.unrecognised).toEqual([]);
  });
});
