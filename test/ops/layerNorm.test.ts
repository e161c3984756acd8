import { describe, expect, it } from "vitest";
import { Generator, layerNorm, randn, sum, tensor } from "../../src/index.js";

describe("layerNorm", () => {
  it("gives rows mean 0 and variance 1, then weight and bias", () => {
    const x = tensor(
      [
        [1, 2, 3],
        [10, 20, 60],
      ],
      { dtype: "float64" },
    );
    const y = layerNorm(x, [3], { eps: 0 });
    expect(Math.abs(y.mean(1).abs().max().item())).toBeLessThan(1e-15);
    expect(y.square().mean(1).sub(1).abs().max().item()).toBeLessThan(1e-14);
    const z = layerNorm(x, [3], { eps: 0, weight: [2, 2, 2], bias: [1, 1, 1] });
    expect(sum(z.sub(y.mul(2).add(1)).abs()).item()).toBeLessThan(1e-14);
  });

  it("normalises over as many of the last axes as it is given, all of them too", () => {
    const x = randn([2, 3, 4], { dtype: "float64", generator: new Generator(1) });
    const [whole, parts] = [layerNorm(x, [2, 3, 4]), layerNorm(x, [3, 4])];
    for (const [y, axes] of [
      [whole, [0, 1, 2]],
      [parts, [1, 2]],
    ] as const) {
      expect(y.shape).toEqual([2, 3, 4]);
      expect(y.mean(axes).abs().max().item()).toBeLessThan(1e-14);
      expect(y.square().mean(axes).sub(1).abs().max().item()).toBeLessThan(1e-3);
    }
    expect(parts.mean([0, 2]).abs().max().item()).toBeGreaterThan(0.01);
  });

  it("refuses a weight or a bias of another shape", () => {
    const x = tensor([[1, 2, 3]]);
    for (const name of ["weight", "bias"]) {
      for (const factor of [1, [1], [1, 2, 3, 4], [[1, 2, 3]]]) {
        expect(() => layerNorm(x, [3], { [name]: factor })).toThrow(
          new RegExp(`^layerNorm: ${name}, of shape .*, needs the shape \\[3\\]$`),
        );
      }
    }
  });

  it("refuses a shape that x does not end with", () => {
    expect(() => layerNorm([[1, 2]], [3])).toThrow(/\[1, 2\] does not end with \[3\]/);
    expect(() => layerNorm([1], [1, 1])).toThrow(/\[1\] does not end with \[1, 1\]/);
  });
});
