import { describe, expect, it } from "vitest";
import { abs, clamp, elu, leakyRelu, relu, tensor, type Tensor } from "../../src/index.js";

const slopeAt = (f: (x: Tensor) => Tensor, x: number) => {
  const leaf = tensor(x, { requiresGrad: true, dtype: "float64" });
  f(leaf).backward();
  return leaf.grad?.item();
};

describe("at a kink the derivative", () => {
  it("of relu and abs is 0, of leakyRelu the slope, of elu alpha", () => {
    expect(slopeAt(relu, 0)).toBe(0);
    expect(slopeAt(abs, 0)).toBe(0);
    expect(slopeAt((x) => leakyRelu(x, 0.25), 0)).toBe(0.25);
    expect(slopeAt((x) => elu(x, 2), 0)).toBe(2);
  });

  it("of clamp is 1 on its borders, and 0 beyond", () => {
    const f = (x: Tensor) => clamp(x, { min: -1, max: 1 });
    expect([-1, 1, 1.01, -1.01].map((x) => slopeAt(f, x))).toEqual([1, 1, 0, 0]);
  });
});

describe("elu", () => {
  it("is x with derivative 1, where eˣ overflows, too", () => {
    expect(elu(1000).item()).toBe(1000);
    expect(slopeAt(elu, 1000)).toBe(1);
  });
});

describe("clamp", () => {
  it("takes one border or both, and refuses borders the wrong way round", () => {
    expect(clamp([-2, 0, 2], { min: -1 }).toArray()).toEqual([-1, 0, 2]);
    expect(clamp([-2, 0, 2], { max: 1 }).toArray()).toEqual([-2, 0, 1]);
    expect(clamp([0, 3], { min: 1, max: 1 }).toArray()).toEqual([1, 1]);
    expect(() => clamp([1], { min: 2, max: 1 })).toThrow(/min 2 is not ≤ max 1/);
    expect(() => clamp([1], { min: NaN })).toThrow(RangeError);
  });
});
