import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Generator,
  getKernels,
  matmul,
  randn,
  setKernels,
  tensor,
  type Shape,
  type Tensor,
} from "../../src/index.js";
import { expectSameSums } from "../kernels/order.js";

type Matrix = number[][];

function naive(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    Array.from({ length: b[0].length }, (_, j) =>
      row.reduce((total, value, k) => total + value * b[k][j], 0),
    ),
  );
}

const random = (shape: Shape, seed: number) =>
  randn(shape, { dtype: "float64", generator: new Generator(seed) });

describe("matmul", () => {
  it("agrees with three nested loops, for matrices of any size and stride", () => {
    const size = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(size, size, size, fc.nat(), (n, inner, m, seed) => {
        const [a, b] = [random([n, inner], seed), random([inner, m], seed + 1)];
        const expected = naive(a.toArray() as Matrix, b.toArray() as Matrix);
        const scale = naive(a.abs().toArray() as Matrix, b.abs().toArray() as Matrix).flat();
        const check = (product: Tensor) => {
          expectSameSums(product.toArray(), expected, inner, Math.max(...scale));
        };
        check(matmul(a, b));
        const turned = [tensor(a.transpose()).transpose(), tensor(b.transpose()).transpose()];
        check(matmul(turned[0], turned[1]));
      }),
    );
  });

  it("treats a vector as a row on the left and as a column on the right", () => {
    const A = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    expect(matmul([1, 10], A).toArray()).toEqual([41, 52, 63]);
    expect(matmul(A, [1, 10, 100]).toArray()).toEqual([321, 654]);
    expect(matmul([1, 2], [3, 4]).toArray()).toBe(11);
    expect(matmul([A], [1, 10, 100]).shape).toEqual([1, 2]);
    expect(matmul([1, 10], [A, A, A]).shape).toEqual([3, 3]);
  });

  it("broadcasts the axes before the last two", () => {
    const [a, b] = [random([2, 1, 2, 3], 1), random([4, 3, 2], 2)];
    const product = matmul(a, b);
    expect(product.shape).toEqual([2, 4, 2, 2]);
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 4; j++) {
        const expected = matmul(a.slice([i, 0]), b.slice([j])).toArray();
        expect(product.slice([i, j]).toArray()).toEqual(expected);
      }
    }
  });

  it("of empty matrices is zero, or empty", () => {
    expect(matmul(tensor([[], []]), tensor([], { shape: [0, 3] })).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(matmul(tensor([], { shape: [0, 2] }), [[1], [2]]).shape).toEqual([0, 1]);
    expect(matmul(tensor([], { shape: [0, 2, 3] }), random([3, 4], 1)).shape).toEqual([0, 2, 4]);
  });

  it("adds up float32 in float64, or in WebAssembly in parts of 128 terms", () => {
    const n = 100_000;
    const tenths = tensor(new Float32Array(n).fill(0.1));
    const exact = n * Math.fround(0.1) * Math.fround(0.1);
    const before = getKernels();
    setKernels("plain");
    expect(matmul(tenths, tenths).item()).toBe(Math.fround(exact));
    setKernels("auto");
    // A float32 that takes one term after the other is off by 2e-4 here.
    expect(Math.abs(matmul(tenths, tenths).item() / exact - 1)).toBeLessThan(2e-6);
    setKernels(before);
  });

  it("passes NaN and infinity on", () => {
    expect(matmul([[0, 1]], [[Infinity], [1]]).toArray()).toEqual([[NaN]]);
  });

  it("refuses matrices that do not fit, and names both shapes and the sizes", () => {
    expect(() => matmul([[1, 2, 3]], [[1, 2]])).toThrow(
      "matmul: shapes [1, 3] and [1, 2] do not fit: A has 3 columns and B has 1 rows; they must " +
        "be equal",
    );
    expect(() => matmul(random([2, 2, 3], 1), random([3, 3, 2], 1))).toThrow(
      /matmul \(batch axes\): shapes \[2\] and \[3\] do not broadcast/,
    );
    expect(() => matmul(2, [[1]])).toThrow(/a single number has no rows or columns; use mul/);
  });
});
