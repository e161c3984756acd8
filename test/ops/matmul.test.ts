import { describe, expect, it } from "vitest";
import { add, Generator, gradients, matmul, randn, type Shape } from "../../src/index.js";
import { affine } from "../../src/ops/fused.js";

const random = (shape: Shape, seed = 1) =>
  randn(shape, { dtype: "float64", generator: new Generator(seed), requiresGrad: true });

describe("matmul", () => {
  it("has the shape of NumPy's: a vector's axis goes, those of a batch stay", () => {
    for (const [a, b, shape] of [
      [
        [2, 3],
        [3, 4],
        [2, 4],
      ],
      [[3], [3, 4], [4]],
      [[2, 3], [3], [2]],
      [[3], [3], []],
      [
        [5, 2, 3],
        [3, 4],
        [5, 2, 4],
      ],
      [[5, 2, 3], [3], [5, 2]],
      [[3], [5, 3, 4], [5, 4]],
      [
        [2, 3],
        [5, 3, 4],
        [5, 2, 4],
      ],
      [
        [6, 1, 2, 3],
        [5, 3, 4],
        [6, 5, 2, 4],
      ],
    ]) {
      expect(matmul(random(a), random(b)).shape).toEqual(shape);
    }
  });

  it("multiplies a row, a column, or both", () => {
    const matrix = [
      [1, 2],
      [3, 4],
    ];
    expect(matmul([1, 10], matrix).toArray()).toEqual([31, 42]);
    expect(matmul(matrix, [1, 10]).toArray()).toEqual([21, 43]);
    expect(matmul([1, 10], [1, 2]).item()).toBe(21);
    expect(matmul([1, 10], [matrix, matrix]).toArray()).toEqual([
      [31, 42],
      [31, 42],
    ]);
  });

  it("refuses a single number on either side", () => {
    for (const [a, b] of [
      [2, [[1]]],
      [[[1]], 2],
      [2, 3],
    ]) {
      expect(() => matmul(a, b)).toThrow(
        /^matmul: shapes .*: a single number has no rows or columns; use mul$/,
      );
    }
  });
});

describe("affine", () => {
  it.each([
    { x: [4, 3], w: [3, 5], b: [5] },
    { x: [4, 3], w: [3, 5], b: [1] },
    { x: [5, 3], w: [3, 5], b: [5, 1] },
    { x: [4, 3], w: [3, 5], b: [1, 5] },
    { x: [2, 3], w: [3, 3, 3], b: [3] },
    { x: [2, 4, 3], w: [3, 5], b: [5] },
    { x: [3], w: [3, 5], b: [5] },
    { x: [2, 3], w: [3], b: [2] },
    { x: [2, 3], w: [3, 5], b: [] },
  ])("is x·W + b, and so are its gradients: $x, $w and $b", ({ x, w, b }) => {
    const inputs = [random(x, 1), random(w, 2), random(b, 3)];
    const y = affine(inputs[0], inputs[1], inputs[2]);
    const wanted = add(matmul(inputs[0], inputs[1]), inputs[2]);
    expect(y.toArray()).toEqual(wanted.toArray());
    const gradient = random(y.shape, 4).detach();
    gradients(y, inputs, { gradient }).forEach((found, i) => {
      const [exact] = gradients(wanted, [inputs[i]], { gradient });
      expect(found.sub(exact).abs().sum().item()).toBeLessThan(1e-12);
    });
  });

  it("refuses a bias that does not fit", () => {
    expect(() => affine(random([4, 3]), random([3, 5]), random([2]))).toThrow(RangeError);
  });
});
