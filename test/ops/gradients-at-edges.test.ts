import { describe, expect, it } from "vitest";
import {
  gradients,
  indexSelect,
  logsumexp,
  matmul,
  maximum,
  minimum,
  permute,
  randn,
  relu,
  sqrt,
  tensor,
  type Tensor,
} from "../../src/index.js";

const gradientOf = (f: (x: Tensor) => Tensor, values: number[]): unknown => {
  const x = tensor(values, { dtype: "float64", requiresGrad: true });
  return gradients(f(x).sum(), [x])[0].toArray();
};

describe("an infinite gradient", () => {
  it("does not reach the smaller operand of maximum as NaN", () => {
    expect(gradientOf((x) => sqrt(maximum(x, 0)), [-1, 4])).toEqual([0, 0.25]);
    expect(gradientOf((x) => sqrt(minimum(x, 0).neg()), [1, -4])).toEqual([-0, -0.25]);
  });

  it("does not reach what is not the largest as NaN", () => {
    expect(gradientOf((x) => sqrt(x.max()), [0, -1])).toEqual([Infinity, 0]);
  });
});

describe("a NaN", () => {
  it("passes its gradient on, where hiding it would hide the error", () => {
    expect(gradientOf(relu, [NaN, 1, -1])).toEqual([1, 1, 0]);
    expect(gradientOf((x) => maximum(x, 1), [NaN])).toEqual([1]);
  });
});

it("axes that do not exist are refused by permute, not wrapped around twice", () => {
  expect(() => permute([[1]], [-3, 0])).toThrow(/no axis -3 in 2 dimensions/);
});

it("the gradient of a row picked a million times is summed in float64", () => {
  const x = tensor([1, 1], { requiresGrad: true });
  const index = new Float64Array(1_000_000);
  const picked = indexSelect(x, index).mul(0.1);
  expect(gradients(picked.sum(), [x])[0].toArray()).toEqual([100_000, 0]);
});

it("one matrix for a whole batch gives what it gives for each part", () => {
  const [a, b] = [randn([4, 3, 2]), randn([2, 5])];
  const parts = [0, 1, 2, 3].map((i) => matmul(a.slice([i]), b).toArray());
  expect(matmul(a, b).toArray()).toEqual(parts);
  expect(matmul(a, randn([2])).shape).toEqual([4, 3]);
});

it("the second derivative of logsumexp of all −∞ is 0, and that of the other rows unchanged", () => {
  const secondOf = (rows: number[][]) => {
    const x = tensor(rows, { dtype: "float64", requiresGrad: true });
    const [d] = gradients(logsumexp(x, 1).sum(), [x], { createGraph: true });
    const second = gradients(d.mul([1, 2]).sum(), [x])[0];
    return second.add(0).toArray() as number[][]; // −0 becomes 0
  };
  const [none, ...others] = secondOf([
    [-Infinity, -Infinity],
    [1, 2],
    [-Infinity, 3],
  ]);
  expect(none).toEqual([0, 0]);
  expect(others).toEqual(
    secondOf([
      [1, 2],
      [-Infinity, 3],
    ]),
  );
});
