import { afterEach, describe, expect, it } from "vitest";
import {
  arange,
  eye,
  full,
  Generator,
  getDefaultDtype,
  linspace,
  ones,
  rand,
  randn,
  setDefaultDtype,
  zeros,
} from "../../src/index.js";

afterEach(() => {
  setDefaultDtype("float32");
});

describe("zeros, ones and full", () => {
  it("fill a shape", () => {
    expect(zeros([2, 1]).toArray()).toEqual([[0], [0]]);
    expect(ones([]).toArray()).toBe(1);
    expect(full([2], 7).toArray()).toEqual([7, 7]);
    expect(zeros([0, 3]).shape).toEqual([0, 3]);
  });

  it("take dtype, name and requiresGrad, and the default dtype otherwise", () => {
    const w = ones([2], { dtype: "float64", requiresGrad: true, name: "w" });
    expect([w.dtype, w.requiresGrad, w.name]).toEqual(["float64", true, "w"]);
    setDefaultDtype("float64");
    expect(zeros([2]).dtype).toBe("float64");
  });

  it("refuse shapes that are none, and name themselves", () => {
    expect(() => zeros([2, -1])).toThrow(/zeros: axis 1 of shape \[2, -1\] is -1/);
    expect(() => full([1.5], 0)).toThrow(/full: axis 0/);
    // @ts-expect-error: a shape is a list
    expect(() => ones(3)).toThrow(/ones takes a list/);
    // @ts-expect-error: no such dtype
    expect(() => ones([3], { dtype: "int8" })).toThrow(TypeError);
  });
});

describe("arange", () => {
  it("counts, in steps, up to but without the end", () => {
    expect(arange(4).toArray()).toEqual([0, 1, 2, 3]);
    expect(arange(2, 5).toArray()).toEqual([2, 3, 4]);
    expect(arange(5, 0, -2).toArray()).toEqual([5, 3, 1]);
    expect(arange(0, 1, 0.25).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(arange(3, 1).toArray()).toEqual([]);
  });

  it("refuses steps that lead nowhere", () => {
    expect(() => arange(0, 1, 0)).toThrow(/from 0 to 1 in steps of 0/);
    expect(() => arange(Infinity)).toThrow(RangeError);
    expect(() => arange(NaN)).toThrow(RangeError);
  });
});

describe("linspace", () => {
  it("holds both ends, exactly", () => {
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const tenths = linspace(0.1, 0.7, 7, { dtype: "float64" }).toArray() as number[];
    expect([tenths[0], tenths[6]]).toEqual([0.1, 0.7]);
    expect(linspace(3, 9, 1).toArray()).toEqual([3]);
    expect(linspace(3, 9, 0).toArray()).toEqual([]);
    expect(linspace(1, 3, 5).toArray()).toEqual([1, 1.5, 2, 2.5, 3]);
    // 0.1 + 37·(0.6/37) is not 0.7.
    expect(linspace(0.1, 0.7, 38, { dtype: "float64" }).slice([-1]).item()).toBe(0.7);
    expect(() => linspace(0, 1, 2.5)).toThrow(RangeError);
  });
});

describe("eye", () => {
  it("has ones on its diagonal, square or not", () => {
    expect(eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(eye(1, 3).toArray()).toEqual([[1, 0, 0]]);
    expect(eye(2, 0).shape).toEqual([2, 0]);
  });
});

describe("rand and randn", () => {
  it("draw from the generator that they are given", () => {
    const [a, b] = [new Generator(1), new Generator(1)];
    expect(rand([2, 2], { generator: a }).toArray()).toEqual(
      rand([2, 2], { generator: b }).toArray(),
    );
    expect(randn([3], { generator: a, dtype: "float64" }).dtype).toBe("float64");
  });

  it("take from it one number for each element, and no more", () => {
    for (const draw of [rand, randn]) {
      const [a, b] = [new Generator(1), new Generator(1)];
      const parts = [draw([2], { generator: a }), draw([3], { generator: a })];
      const whole = draw([5], { generator: b });
      expect(parts.flatMap((part) => part.toArray())).toEqual(whole.toArray());
    }
  });

  it("give multiples of 2⁻²⁴ in [0, 1) in float32, and all digits in float64", () => {
    const numbers = (options: { dtype?: "float32" | "float64" }) => {
      const drawn = rand([200], { generator: new Generator(1), ...options });
      expect(drawn.dtype).toBe(options.dtype ?? getDefaultDtype());
      return drawn.toArray() as number[];
    };
    const isMultiple = (u: number) => Number.isInteger(u * 2 ** 24);
    for (const u of numbers({})) expect(isMultiple(u) && u >= 0 && u < 1).toBe(true);
    expect(numbers({ dtype: "float64" }).some(isMultiple)).toBe(false);
    setDefaultDtype("float64");
    expect(numbers({}).some(isMultiple)).toBe(false);
    expect(numbers({ dtype: "float32" }).every(isMultiple)).toBe(true);
  });

  it("stay below 1 in float64", () => {
    const { data } = rand([1000], { generator: new Generator(1), dtype: "float64" }).data;
    expect(data.every((u) => u >= 0 && u < 1)).toBe(true);
  });
});
