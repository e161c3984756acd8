import { describe, expect, it } from "vitest";
import { ghmcGradientNorm, ghmcLoss, tensor, WindowDensity } from "../../src/index.js";
import {
  arrayOf,
  constant,
  expectClose,
  gradientOf,
  labels,
  leaf,
  normals,
  onesLike,
  total,
  uniforms,
  values,
  weigh,
} from "./helpers.js";

/** The definition: for each example, a look at all the others. */
function windowByDefinition(g: readonly number[], valid: readonly number[], epsilon: number) {
  const counted = g.filter((_, i) => valid[i] !== 0);
  return g.map((at, i) => {
    if (valid[i] === 0) return 0;
    const [low, high] = [at - epsilon / 2, at + epsilon / 2];
    const inside = counted.filter((other) => low <= other && other < high).length;
    return counted.length / (inside / (Math.min(high, 1) - Math.max(low, 0)));
  });
}

describe("WindowDensity", () => {
  it("is the definition, worked by hand", () => {
    // ε = 0.2. Around 0.05: [−0.05, 0.15) holds 2 on a length of 0.15; around 0.5: 1 on 0.2.
    const weights = weigh(new WindowDensity(0.2), [0.05, 0.1, 0.5]);
    expectClose(weights, [3 / (2 / 0.15), 3 / (2 / 0.2), 3 / (1 / 0.2)]);
  });

  it("holds the lower border of the window, and not the upper", () => {
    // All numbers are exact: from 0.5, 0.25 is just inside and 0.75 just outside.
    const weights = weigh(new WindowDensity(0.5), [0.25, 0.5, 0.75]);
    expect(weights).toEqual([3 / (1 / 0.5), 3 / (2 / 0.5), 3 / (2 / 0.5)]);
  });

  it.each([0.01, 1 / 16, 0.1, 1 / 3, 0.5, 1])(
    "finds by sorting what the definition finds, with ε = %d",
    (epsilon) => {
      for (const seed of [1, 2, 3]) {
        const exact = uniforms(60, seed);
        // Multiples of 1/32 have ties, and lie on the borders of each other's windows.
        const tied = uniforms(60, seed + 3).map((value) => Math.round(value * 32) / 32);
        for (const g of [exact, tied, [...exact, 0, 0, 1, 1, 1], [0], [1, 1], [0, 1]]) {
          const valid = g.map((_, i) => (g.length > 2 && i % 3 === 0 ? 0 : 1));
          const withHoles = g.map((value, i) => (valid[i] === 0 ? NaN : value));
          const weights = new WindowDensity(epsilon).weigh(arrayOf(withHoles), arrayOf(valid));
          expect(values(weights)).toEqual(windowByDefinition(g, valid, epsilon));
        }
      }
    },
  );

  it("gives what is spread evenly weights of about 1, at the ends too", () => {
    const g = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000);
    for (const beta of weigh(new WindowDensity(0.1), g))
      expect(Math.abs(beta - 1)).toBeLessThan(0.02);
  });

  it("weighs 100,000 examples as the definition does", () => {
    // Multiples of 1/1024, so that counting each value makes the definition cheap.
    const g = uniforms(100_000, 1).map((value) => Math.round(1024 * value ** 3) / 1024);
    const counts = new Array<number>(1025).fill(0);
    for (const value of g) counts[1024 * value] += 1;
    const half = 0.05;
    const wanted = counts.map((_, k) => {
      const [low, high] = [k / 1024 - half, k / 1024 + half];
      const inside = total(counts.filter((_, j) => low <= j / 1024 && j / 1024 < high));
      return g.length / (inside / (Math.min(high, 1) - Math.max(low, 0)));
    });
    expect(weigh(new WindowDensity(0.1), g)).toEqual(g.map((value) => wanted[1024 * value]));
  });

  it("takes for N the sum of the mask, at least 1, and counts elements whatever their mask", () => {
    const density = new WindowDensity(0.5);
    const weights = density.weigh(arrayOf([0.5, 0.5]), arrayOf([1.5, 4.5]));
    expect(values(weights)).toEqual([6 / (2 / 0.5), 6 / (2 / 0.5)]);
    expect(values(density.weigh(arrayOf([0.5]), arrayOf([0.25])))).toEqual([1 / (1 / 0.5)]);
  });

  it("gives weights of the dtype and the shape of g", () => {
    const g = tensor([[0.1], [0.2]], { dtype: "float32" }).data;
    const weights = new WindowDensity(0.5).weigh(g, onesLike(g));
    expect(weights.shape).toEqual([2, 1]);
    expect(weights.data).toBeInstanceOf(Float32Array);
  });

  it("refuses a mask of another shape", () => {
    expect(() => new WindowDensity(0.1).weigh(arrayOf([0.1, 0.2]), arrayOf([1]))).toThrow(
      /^WindowDensity: g of shape \[2\] and a mask of shape \[1\] must have the same shape$/,
    );
  });

  it("gives no weights if nothing counts", () => {
    const weights = new WindowDensity(0.5).weigh(arrayOf([NaN, 0.5]), arrayOf([0, 0]));
    expect(values(weights)).toEqual([0, 0]);
  });

  it("weighs a loss", () => {
    const x = leaf(normals(20, 1, 2));
    const y = constant(labels(20, 2));
    const loss = ghmcLoss(x, y, { density: new WindowDensity(0.1) });
    const g = values(ghmcGradientNorm(x, y));
    const weights = windowByDefinition(g, new Array<number>(20).fill(1), 0.1);
    const [p, pStar] = [values(x.sigmoid()), values(y)];
    const wanted = weights.map((beta, i) => (beta * (p[i] - pStar[i])) / 20);
    expectClose(gradientOf(loss, x), wanted, 1e-15);
  });
});
