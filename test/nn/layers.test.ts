import { describe, expect, it } from "vitest";
import { Generator, manualSeed } from "../../src/array/index.js";
import { gradcheck, Tape, tensor } from "../../src/autograd/index.js";
import { Dropout, heNormal, LayerNorm, Linear } from "../../src/nn/index.js";
import { layerNorm, ones, rand } from "../../src/ops/index.js";

describe("Linear", () => {
  it("computes x·W + b", () => {
    const layer = new Linear(2, 3, { dtype: "float64" });
    layer.weight.assign([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    layer.bias?.assign([10, 20, 30]);
    expect(layer.forward(tensor([[1, 1], [0, 2]])).toArray()).toEqual([[15, 27, 39], [18, 30, 42]]); // prettier-ignore
  });

  it("takes any number of axes before the features", () => {
    const layer = new Linear(4, 3);
    expect(layer.forward(ones([4])).shape).toEqual([3]);
    expect(layer.forward(ones([2, 5, 4])).shape).toEqual([2, 5, 3]);
  });

  it("starts from Glorot weights and zero biases, or the initialiser it is given", () => {
    const layer = new Linear(200, 100, { generator: new Generator(1) });
    expect(layer.weight.square().mean().item()).toBeCloseTo(2 / 300, 3);
    expect(layer.bias?.toArray()).toEqual(new Array(100).fill(0));
    const he = new Linear(200, 100, { init: heNormal, generator: new Generator(1) });
    expect(he.weight.data).toEqual(heNormal([200, 100], { generator: new Generator(1) }).data);
  });

  it("has trainable leaves with names", () => {
    const layer = new Linear(2, 1, { dtype: "float64" });
    expect(layer.parameters().map((p) => [p.name, p.dtype, p.requiresGrad, p.origin])).toEqual([
      ["weight", "float64", true, null],
      ["bias", "float64", true, null],
    ]);
    const tape = Tape.endingAt(layer.forward(ones([5, 2]))).toString();
    expect(tape).toContain("Affine  constant [5, 2], weight [2, 1], bias [1] → [5, 1]");
  });

  it("can do without a bias", () => {
    const layer = new Linear(2, 2, { bias: false });
    expect(layer.bias).toBeNull();
    expect(layer.parameters()).toEqual([layer.weight]);
    expect(layer.forward(tensor([0, 0])).toArray()).toEqual([0, 0]);
  });

  it("names both shapes when the features do not fit", () => {
    expect(() => new Linear(2, 3).forward(ones([5, 4]))).toThrow("shapes [5, 4] and [2, 3]");
  });

  it("refuses sizes that are none", () => {
    expect(() => new Linear(2.5, 3)).toThrow("axis 0 of shape [2.5, 3] is 2.5");
    expect(() => new Linear(2, -1)).toThrow("axis 1 of shape [2, -1] is -1");
  });

  it("passes gradients to its parameters", () => {
    const layer = new Linear(2, 3, { dtype: "float64" });
    const inputs = [rand([4, 2], { dtype: "float64" }), ...layer.parameters()];
    gradcheck((x, weight, bias) => Object.assign(layer, { weight, bias }).forward(x), inputs);
  });
});

describe("LayerNorm", () => {
  it("is the op with weight 1 and bias 0", () => {
    const x = rand([3, 4], { dtype: "float64", generator: new Generator(1) });
    const norm = new LayerNorm(4, { dtype: "float64" });
    expect(norm.forward(x).data.data).toEqual(layerNorm(x, [4]).data.data);
    expect(new LayerNorm([3, 4]).forward(x).data.data).toEqual(layerNorm(x, [3, 4]).data.data);
  });

  it("scales, shifts and takes eps", () => {
    const norm = new LayerNorm(2, { eps: 3, dtype: "float64" });
    norm.weight.assign([10, 100]);
    norm.bias.assign([1, 2]);
    // x = [−1, 1] has mean 0 and variance 1, so √(1 + 3) = 2 divides it.
    expect(norm.forward(tensor([-1, 1], { dtype: "float64" })).toArray()).toEqual([-4, 52]);
  });
});

describe("Dropout", () => {
  const x = ones([1000]);

  it("drops in training only", () => {
    const dropout = new Dropout(0.25, { generator: new Generator(1) });
    const y = dropout.forward(x).data.data;
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(y.filter((value) => value === 0).length / 1000).toBeCloseTo(0.25, 1);
    expect(dropout.eval().forward(x)).toBe(x);
  });

  it("goes on where the state of its generator says", () => {
    const generator = new Generator(1);
    const dropout = new Dropout(0.5, { generator });
    dropout.forward(x);
    const state = generator.state();
    const next = dropout.forward(x).data.data;
    generator.load(state);
    expect(dropout.forward(x).data.data).toEqual(next);
  });

  it("without a generator follows manualSeed, also when that comes later", () => {
    const dropout = new Dropout();
    manualSeed(5);
    const y = dropout.forward(x).data.data;
    manualSeed(5);
    expect(dropout.forward(x).data.data).toEqual(y);
  });

  it("refuses what is no probability", () => {
    expect(() => new Dropout(1.5)).toThrow("Dropout: p is a probability, not 1.5");
    expect(() => new Dropout(NaN)).toThrow("Dropout: p is a probability, not NaN");
  });
});
