import { describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.js";
import { glorotNormal, glorotUniform, heNormal, heUniform, priorBias } from "../../src/nn/index.js";

const shape = [300, 200];
const initialisers = { glorotUniform, glorotNormal, heUniform, heNormal };
const variances = {
  glorotUniform: 2 / 500,
  glorotNormal: 2 / 500,
  heUniform: 2 / 300,
  heNormal: 2 / 300,
};

describe.each(Object.entries(initialisers))("%s", (name, init) => {
  const options = (seed: number) => ({ generator: new Generator(seed), dtype: "float64" as const });

  it("repeats with the seed", () => {
    const values = init(shape, options(1)).data.data;
    expect(init(shape, options(1)).data.data).toEqual(values);
    expect(init(shape, options(2)).data.data).not.toEqual(values);
  });

  it("has mean 0, and the variance of its formula", () => {
    const values = init(shape, options(3));
    const variance = variances[name as keyof typeof variances];
    expect(Math.abs(values.mean().item())).toBeLessThan(4 * Math.sqrt(variance / values.size));
    expect(values.square().mean().item() / variance).toBeCloseTo(1, 1.5);
  });

  it("has the dtype it is asked for, and requires no gradient", () => {
    expect(init([2, 3]).dtype).toBe("float32");
    expect(init([2, 3], { dtype: "float64" }).dtype).toBe("float64");
    expect(init([2, 3]).requiresGrad).toBe(false);
  });

  it("needs a shape [fanIn, fanOut]", () => {
    expect(() => init([3])).toThrow(": a weight has shape [fanIn, fanOut], not [3]");
  });
});

it("uniform initialisers reach as far as their bound, and no further", () => {
  const generator = new Generator(4);
  const reach = (values: Float32Array | Float64Array) => Math.max(...values.map(Math.abs));
  const glorot = reach(glorotUniform(shape, { generator, dtype: "float64" }).data.data);
  const he = reach(heUniform(shape, { generator, dtype: "float64" }).data.data);
  expect(glorot).toBeLessThanOrEqual(Math.sqrt(6 / 500));
  expect(glorot).toBeGreaterThan(0.999 * Math.sqrt(6 / 500));
  expect(he).toBeLessThanOrEqual(Math.sqrt(6 / 300));
  expect(he).toBeGreaterThan(0.999 * Math.sqrt(6 / 300));
});

describe("priorBias", () => {
  it("is the logit of the prior", () => {
    expect(priorBias(0.01)).toBeCloseTo(-4.59511985013459, 12); // −log 99
    expect(priorBias(0.5)).toBeCloseTo(0, 15);
    expect(1 / (1 + Math.exp(-priorBias(1e-6)))).toBeCloseTo(1e-6, 15);
  });

  it.each([0, 1, -0.1, 1.5, NaN])("refuses %d", (pi) => {
    expect(() => priorBias(pi)).toThrow(
      `priorBias: pi is the probability of a positive, in (0, 1), not ${pi}`,
    );
  });
});
