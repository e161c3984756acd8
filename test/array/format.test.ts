import { describe, expect, it } from "vitest";
import { arange, broadcastTo, reshape, tensor, zeros, type TensorLike } from "../../src/index.js";

const show = (data: TensorLike) => tensor(data, { dtype: "float64" }).toString();

describe("an array as text", () => {
  it("shows only the outer numbers of a huge one, and reads no others", () => {
    const start = performance.now();
    const huge = broadcastTo(tensor([1]), [1e6, 1e6]);
    expect(String(huge).split("\n")).toHaveLength(7);
    expect(String(huge)).toContain("[1, 1, 1, …, 1, 1, 1]");
    expect(String(broadcastTo(tensor([1]), Array<number>(12).fill(6)))).toContain("…");
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("is a number, or numbers in nested brackets", () => {
    expect(show(5)).toBe("tensor(5, float64)");
    expect(show([1, 2])).toBe("tensor([1, 2], float64)");
    expect(show([[[1]]])).toBe("tensor([[[1]]], float64)");
  });

  it("shows five significant digits", () => {
    expect(show([Math.PI, 1e-7, 123456, -0.1])).toBe(
      "tensor([3.1416,   1e-7, 123460,   -0.1], float64)",
    );
  });

  it("stands in columns, however deep", () => {
    expect(
      show([
        [1, -20],
        [300, 4.5],
      ]).split("\n"),
    ).toEqual(["tensor([[  1, -20],", "        [300, 4.5]], float64)"]);
    expect(
      show([
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
      ]).split("\n"),
    ).toEqual([
      "tensor([[[1, 2],",
      "         [3, 4]],",
      "        [[5, 6],",
      "         [7, 8]]], float64)",
    ]);
  });

  it("shows NaN and the infinities", () => {
    expect(show([NaN, Infinity, -Infinity])).toBe(
      "tensor([      NaN,  Infinity, -Infinity], float64)",
    );
  });

  it("leaves out the middle of more than ten entries", () => {
    expect(show(arange(10))).toBe("tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], float64)");
    expect(show(arange(11))).toBe("tensor([ 0,  1,  2,  …,  8,  9, 10], float64)");
    const lines = show(reshape(arange(24), [12, 2])).split("\n");
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe("tensor([[ 0,  1],");
    expect(lines[3].trim()).toBe("…,");
    expect(lines[6]).toBe("        [22, 23]], float64)");
  });

  it("shows the shape of what is empty", () => {
    expect(show([])).toBe("tensor([], shape [0], float64)");
    expect(zeros([2, 0]).toString()).toBe("tensor([], shape [2, 0], float32)");
  });

  it("is that of a view, as it is seen", () => {
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ])
        .transpose()
        .flip(0)
        .toString()
        .split("\n"),
    ).toEqual(["tensor([[2, 4],", "        [1, 3]], float32)"]);
  });
});
