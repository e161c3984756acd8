import { expect, it } from "vitest";
import { tensor } from "../../src/autograd/index.js";
import { clipGradNorm } from "../../src/optim/index.js";

function parameter(gradient: number[] | null, name?: string) {
  const p = tensor(gradient ?? [0], { dtype: "float64", requiresGrad: true, name });
  p.grad = gradient && tensor(gradient, { dtype: "float64" });
  return p;
}

it("gradients longer than maxNorm, all together, are shortened to it", () => {
  const params = [parameter([3, 0]), parameter([4]), parameter(null)];
  expect(clipGradNorm(params, 1)).toBe(5);
  const factor = 1 / (5 + 1e-6);
  expect(params.map((p) => p.grad?.toArray())).toEqual([[3 * factor, 0], [4 * factor], undefined]);
  expect(clipGradNorm(params, 1)).toBeCloseTo(1, 6);
});

it("shorter ones stay as they are", () => {
  const p = parameter([3, 4]);
  const before = p.grad;
  expect(clipGradNorm([p], 5.1)).toBe(5);
  expect(clipGradNorm([p], Infinity)).toBe(5);
  expect(p.grad).toBe(before);
  expect(clipGradNorm([], 1)).toBe(0);
});

it("two parameters may share a gradient: each is clipped once", () => {
  const [a, b] = [parameter([3]), parameter([0])];
  b.grad = a.grad;
  const shared = a.grad;
  expect(clipGradNorm([a, b], 1)).toBeCloseTo(3 * Math.SQRT2, 14);
  expect(a.grad?.item()).toBeCloseTo(Math.SQRT1_2, 6);
  expect(b.grad?.item()).toBe(a.grad?.item());
  expect(shared?.item()).toBe(3);
});

it("a gradient that is not finite is named, and none is changed", () => {
  const [good, bad] = [parameter([30], "good"), parameter([1, NaN], "bad")];
  expect(() => clipGradNorm([good, bad], 1)).toThrow(
    'clipGradNorm: the gradient of "bad" of shape [2] has norm NaN: nothing was clipped',
  );
  expect(good.grad?.item()).toBe(30);
});

it("maxNorm must be a number ≥ 0", () => {
  expect(() => clipGradNorm([], -1)).toThrow("clipGradNorm: maxNorm must be a number ≥ 0, not -1");
  expect(() => clipGradNorm([], NaN)).toThrow("not NaN");
});
