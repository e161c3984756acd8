import { afterEach, describe, expect, it } from "vitest";
import { dropout, Generator, manualSeed, ones, rand, randn } from "../../src/index.js";

afterEach(() => {
  manualSeed(0);
});

const draw = (n: number, next: () => number) => Array.from({ length: n }, next);
const meanOf = (xs: number[]) => xs.reduce((a, b) => a + b) / xs.length;

describe("Generator", () => {
  it("gives the same numbers for the same seed, and others for another", () => {
    const stream = (seed: number) => {
      const generator = new Generator(seed);
      return draw(5, () => generator.uniform());
    };
    expect(stream(7)).toEqual(stream(7));
    expect(stream(7)).not.toEqual(stream(8));
  });

  it("gives the same numbers everywhere and always", () => {
    const generator = new Generator(2019);
    expect(generator.uniform()).toBe(0.8908212861470339);
    expect(generator.uniform()).toBe(0.9208943448671184);
    expect(generator.normal()).toBeCloseTo(0.5784046378658144, 14);
    expect(generator.permutation(6)).toEqual([0, 2, 1, 5, 4, 3]);
  });

  it("starts apart from near seeds", () => {
    const firsts = draw(1000, () => 0).map((_, seed) => new Generator(seed).uniform());
    expect(meanOf(firsts)).toBeCloseTo(0.5, 1);
    expect(new Set(firsts.map((u) => Math.floor(u * 10))).size).toBe(10);
  });

  it("spreads uniform numbers over [0, 1)", () => {
    const generator = new Generator(1);
    const us = draw(20_000, () => generator.uniform());
    expect(us.every((u) => u >= 0 && u < 1)).toBe(true);
    expect(Math.abs(meanOf(us) - 1 / 2)).toBeLessThan(0.01);
    expect(Math.abs(meanOf(us.map((u) => u * u)) - 1 / 3)).toBeLessThan(0.01);
  });

  it("gives normal numbers the moments of the normal distribution", () => {
    const generator = new Generator(1);
    const xs = draw(50_000, () => generator.normal());
    const moments = [1, 2, 3, 4].map((k) => meanOf(xs.map((x) => x ** k)));
    [0, 1, 0, 3].forEach((moment, k) => {
      expect(Math.abs(moments[k] - moment)).toBeLessThan(0.15);
    });
  });

  it("permutes: each number once, each order alike", () => {
    const generator = new Generator(1);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = generator.permutation(3).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(generator.permutation(0)).toEqual([]);
  });

  it("refuses seeds that are no integers of 32 bits", () => {
    for (const seed of [0.5, NaN, 2 ** 32, Infinity]) {
      expect(() => new Generator(seed)).toThrow(/integer of 32 bits/);
    }
  });

  it("refuses a state that is none", () => {
    expect(() => {
      new Generator(0).load([1, 2]);
    }).toThrow();
  });
});

describe("manualSeed", () => {
  it("starts the default generator anew", () => {
    const run = () => {
      manualSeed(3);
      return [rand([2]).toArray(), randn([2]).toArray(), dropout(ones([9])).toArray()];
    };
    const first = run();
    expect(rand([2]).toArray()).not.toEqual(first[0]);
    expect(run()).toEqual(first);
  });

  it("does not touch a generator of one's own", () => {
    const generator = new Generator(5);
    const expected = [rand([2], { generator }), rand([2], { generator })].map((t) => t.toArray());
    const again = new Generator(5);
    expect(rand([2], { generator: again }).toArray()).toEqual(expected[0]);
    manualSeed(99);
    rand([2]);
    expect(rand([2], { generator: again }).toArray()).toEqual(expected[1]);
  });
});

describe("dropout", () => {
  it("keeps the expectation, and the share that it is told to", () => {
    const x = ones([10_000], { dtype: "float64" });
    const y = dropout(x, 0.3, { generator: new Generator(1) }).toArray() as number[];
    expect(new Set(y)).toEqual(new Set([0, 1 / 0.7]));
    expect(Math.abs(meanOf(y) - 1)).toBeLessThan(0.03);
  });

  it("at 0 drops nothing, at 1 everything, and outside training nothing", () => {
    expect(dropout([1, 2], 0).toArray()).toEqual([1, 2]);
    expect(dropout([1, 2], 1).toArray()).toEqual([0, 0]);
    expect(dropout([1, 2], 0.9, { training: false }).toArray()).toEqual([1, 2]);
    expect(() => dropout([1], 1.5)).toThrow(/probability, not 1.5/);
    expect(() => dropout([1], NaN)).toThrow(RangeError);
  });
});
