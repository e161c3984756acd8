import { describe, expect, it } from "vitest";
import { dropout, Generator, gradients, tensor } from "../../src/index.js";

const ones = (n: number) =>
  tensor(new Float64Array(n).fill(1), { dtype: "float64", requiresGrad: true });
const numbers = (x: { toArray: () => unknown }) => x.toArray() as number[];

describe("dropout", () => {
  it("sets a share p of the elements to 0, and divides the others by 1 − p", () => {
    const y = numbers(dropout(ones(10_000), 0.2, { generator: new Generator(1) }));
    expect(new Set(y)).toEqual(new Set([0, 1.25]));
    const dropped = y.filter((value) => value === 0).length / y.length;
    expect(Math.abs(dropped - 0.2)).toBeLessThan(0.02);
  });

  it("drops half, and is in training, by default", () => {
    const y = numbers(dropout(ones(1000), undefined, { generator: new Generator(1) }));
    expect(new Set(y)).toEqual(new Set([0, 2]));
  });

  it("drops where the generator's next number is below p", () => {
    class Half extends Generator {
      override uniform() {
        return 0.5;
      }
    }
    const generator = new Half(1);
    expect(numbers(dropout(ones(2), 0.5, { generator }))).toEqual([2, 2]);
    expect(numbers(dropout(ones(2), 0.5001, { generator }))).toEqual([0, 0]);
  });

  it("passes to each element the factor that it got", () => {
    const x = ones(100);
    const y = dropout(x, 0.5, { generator: new Generator(1) });
    expect(gradients(y.sum(), [x])[0].toArray()).toEqual(y.toArray());
  });

  it("takes p = 0, which leaves all as it is, and p = 1, which leaves nothing", () => {
    expect(numbers(dropout(ones(3), 0))).toEqual([1, 1, 1]);
    expect(numbers(dropout(ones(3), 1))).toEqual([0, 0, 0]);
    for (const p of [-0.1, 1.1, NaN]) {
      expect(() => dropout(ones(3), p)).toThrow(`dropout: p is a probability, not ${p}`);
    }
  });

  it("is x itself outside training", () => {
    const x = ones(3);
    expect(dropout(x, 0.5, { training: false })).toBe(x);
  });
});
