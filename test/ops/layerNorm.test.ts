import { describe, expect, it } from "vitest";
import { layerNorm, sum, tensor } from "../../src/index.js";

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

  it("refuses a shape that x does not end with", () => {
    expect(() => layerNorm([[1, 2]], [3])).toThrow(/\[1, 2\] does not end with \[3\]/);
    expect(() => layerNorm([1], [1, 1])).toThrow(RangeError);
  });
});
