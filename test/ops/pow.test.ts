import { expect, it } from "vitest";
import { pow, tensor, type Tensor } from "../../src/index.js";

const slopeAt = (f: (x: Tensor) => Tensor, x: number) => {
  const leaf = tensor(x, { requiresGrad: true, dtype: "float64" });
  f(leaf).backward();
  return leaf.grad?.item();
};

it("the derivative of x⁰ at 0 is 0, not 0·∞", () => {
  expect(slopeAt((x) => pow(x, 0), 0)).toBe(0);
  expect(slopeAt((x) => pow(x, tensor(0)), 0)).toBe(0);
});

it("the derivative of 0ᵇ by b is 0, not 0·−∞", () => {
  expect(slopeAt((b) => pow(0, b), 2)).toBe(0);
});

it("a plain number as exponent keeps its digits beside float32", () => {
  const x = tensor(1e30, { dtype: "float32" });
  expect(pow(x, 0.1).item()).toBe(Math.fround(x.item() ** 0.1));
  expect(pow(x, 0.1).item()).not.toBe(Math.fround(x.item() ** Math.fround(0.1)));
});

it("a negative base has a derivative, to a whole power", () => {
  expect(slopeAt((x) => pow(x, 3), -2)).toBe(12);
  expect(slopeAt((x) => pow(x, tensor(3)), -2)).toBe(12);
});
