import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { restore, save, view, type SavedArray } from "../../src/array/index.js";

const throughJson = (saved: SavedArray) => JSON.parse(JSON.stringify(saved)) as SavedArray;

describe("a saved array", () => {
  it("comes back from JSON bit for bit: −0, NaN, ±∞ and the smallest numbers, too", () => {
    fc.assert(
      fc.property(fc.float64Array(), (values) => {
        const x = view(values, [values.length]);
        expect(restore(throughJson(save(x)), "float64", "x").data).toEqual(values);
      }),
    );
    const odd = Float32Array.of(-0, NaN, Infinity, -Infinity, 2 ** -149, 0.1);
    expect(restore(throughJson(save(view(odd, [6]))), "float32", "x").data).toEqual(odd);
  });

  it("holds dtype, shape and the elements of a view in row-major order", () => {
    const transposed = view(Float32Array.of(1, 2, 3, 4), [2, 2], [1, 2]);
    expect(save(transposed)).toEqual({ dtype: "float32", shape: [2, 2], data: [1, 3, 2, 4] });
    expect(restore(save(transposed), "float64", "x").shape).toEqual([2, 2]);
    const empty = view(new Float64Array(0), [0, 3]);
    expect(restore(throughJson(save(empty)), "float64", "x").shape).toEqual([0, 3]);
  });

  it("is refused if it was tampered with, under the name that it is given", () => {
    const bad = (saved: Partial<SavedArray>) => () =>
      restore({ dtype: "float64", shape: [2], data: [1, 2], ...saved }, "float64", "weight");
    expect(bad({ data: [1] })).toThrow(/weight: 1 values do not fill shape \[2\]/);
    expect(bad({ data: [1, "two"] })).toThrow(/weight\[1\] is "two", not a number/);
    expect(bad({ data: [1, "toString"] })).toThrow(TypeError);
    expect(bad({ shape: [-2] })).toThrow(RangeError);
  });
});
