import { describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.js";
import { tensor } from "../../src/autograd/index.js";
import { Linear, mlp, priorBias, Sequential, type MlpOptions } from "../../src/nn/index.js";
import { ones, relu, sigmoid, square, tanh } from "../../src/ops/index.js";

describe("Sequential", () => {
  it("applies modules and functions in order", () => {
    const double = new Linear(1, 1, { dtype: "float64" });
    double.weight.assign([[2]]);
    const x = tensor([[3]], { dtype: "float64" });
    expect(new Sequential(double, square, double).forward(x).item()).toBe(72);
    expect(new Sequential().forward(x)).toBe(x);
  });
});

describe("mlp", () => {
  it("has an activation after every layer but the last", () => {
    const { layers } = mlp([2, 8, 4, 3], { activation: "tanh" });
    expect(layers.map((f) => (f instanceof Linear ? f.weight.shape : f))).toEqual([
      [2, 8],
      tanh,
      [8, 4],
      tanh,
      [4, 3],
    ]);
    expect(mlp([2, 8, 4, 3]).layers[1]).toBe(relu);
    expect(mlp([2, 8, 4, 3]).forward(ones([5, 2])).shape).toEqual([5, 3]);
  });

  it("of two sizes is linear", () => {
    expect(mlp([2, 1]).layers).toHaveLength(1);
  });

  it("repeats with the seed, in the dtype it is asked for", () => {
    const make = (seed: number) =>
      mlp([2, 4, 1], { generator: new Generator(seed), dtype: "float64" });
    expect(make(1).stateDict()).toEqual(make(1).stateDict());
    expect(make(1).stateDict()).not.toEqual(make(2).stateDict());
    expect(make(1).parameters().map((p) => p.dtype)).toEqual(new Array(4).fill("float64")); // prettier-ignore
  });

  it("keeps the size of the signal, whatever the activation", () => {
    const generator = new Generator(1);
    const x = tensor(Array.from({ length: 20 }, () => Array.from({ length: 256 }, () => generator.normal()))); // prettier-ignore
    for (const activation of ["relu", "tanh"] as const) {
      const deep = mlp([256, 256, 256, 256, 256], { activation, generator });
      const power = deep.forward(x).square().mean().item();
      expect(power).toBeGreaterThan(0.1);
      expect(power).toBeLessThan(3);
    }
  });

  it("says the prior at x = 0", () => {
    const model = mlp([3, 8, 2], { priorPositive: 0.01, dtype: "float64" });
    const logits = model.forward(tensor([0, 0, 0], { dtype: "float64" }));
    expect(logits.toArray()).toEqual([priorBias(0.01), priorBias(0.01)]);
    expect((sigmoid(logits).toArray() as number[])[0]).toBeCloseTo(0.01, 15);
    expect(model.parameters()[1].toArray()).toEqual(new Array(8).fill(0));
  });

  it("says what is wrong with its arguments", () => {
    expect(() => mlp([2])).toThrow("mlp: sizes [2] lack an input or an output");
    expect(() => mlp([2, 1], { activation: "swish" } as unknown as MlpOptions)).toThrow(
      "mlp: activation is one of relu, leakyRelu, elu, gelu, silu, softplus, sigmoid, tanh, " +
        'not "swish"',
    );
    expect(() => mlp([2, 1], { priorPositive: 0 })).toThrow("in (0, 1), not 0");
    expect(() => mlp([2, 1.5])).toThrow("axis 1 of shape [2, 1.5] is 1.5");
  });
});
