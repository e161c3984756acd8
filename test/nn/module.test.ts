import { describe, expect, it } from "vitest";
import { Generator } from "../../src/array/index.js";
import { tensor, type Tensor } from "../../src/autograd/index.js";
import {
  Dropout,
  LayerNorm,
  Linear,
  mlp,
  Module,
  Sequential,
  type StateDict,
} from "../../src/nn/index.js";
import { tanh } from "../../src/ops/index.js";

/** Parameters in every place that is searched. */
class Net extends Module {
  scale = tensor([1, 2], { requiresGrad: true });
  layers = [new Linear(2, 3), new Linear(3, 2, { bias: false })];
  head = new Sequential(new Dropout(0.5), tanh, new Linear(2, 1));
  readonly #constant = tensor([5]);

  forward(x: Tensor): Tensor {
    const hidden = this.layers.reduce((h, layer) => layer.forward(h), x.mul(this.scale));
    return this.head.forward(hidden).mul(this.#constant);
  }
}

const names = (module: Module) => module.namedParameters().map(([name]) => name);
const throughJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;

describe("parameters", () => {
  it("are named by the fields, list places and modules on the way to them", () => {
    expect(names(new Net())).toEqual([
      "scale",
      "layers.0.weight",
      "layers.0.bias",
      "layers.1.weight",
      "head.2.weight",
      "head.2.bias",
    ]);
  });

  it("of a Sequential are named by number, as in PyTorch", () => {
    const model = new Sequential(new Linear(2, 4), tanh, new LayerNorm(4), mlp([4, 1]));
    const expected = ["0.weight", "0.bias", "2.weight", "2.bias", "3.0.weight", "3.0.bias"];
    expect(names(model)).toEqual(expected);
    expect(model.parameters().map((p) => p.name)).toEqual(expected);
  });

  it("count once if they are used twice, and a module may know its owner", () => {
    class Tied extends Module {
      first = new Linear(2, 2);
      second = this.first;
      again = this.first.weight;
      inner = new Inner(this);
      forward = (x: Tensor) => this.second.forward(this.first.forward(x));
    }
    class Inner extends Module {
      constructor(readonly owner: Module) {
        super();
      }
      forward = (x: Tensor) => x;
    }
    expect(names(new Tied())).toEqual(["first.weight", "first.bias"]);
  });

  it("are found in plain objects, too, and these change mode with the rest", () => {
    class Branches extends Module {
      branch = { left: new Dropout(0.5), right: new Linear(1, 1) };
      forward = (x: Tensor) => this.branch.right.forward(this.branch.left.forward(x));
    }
    const module = new Branches().eval();
    expect(names(module)).toEqual(["branch.right.weight", "branch.right.bias"]);
    expect(module.branch.left.training).toBe(false);
  });

  it("are leaves: a result that a field keeps is none", () => {
    class Remembers extends Module {
      weight = tensor([1, 2], { requiresGrad: true });
      last: Tensor | null = null;
      forward = (x: Tensor) => (this.last = x.mul(this.weight));
    }
    const module = new Remembers();
    module.forward(tensor([3, 4]));
    expect(names(module)).toEqual(["weight"]);
  });

  it("of a subclass of Sequential are its own fields as well", () => {
    class Scaled extends Sequential {
      scale = tensor(2, { requiresGrad: true });
    }
    expect(names(new Scaled(new Linear(1, 1)))).toEqual(["0.weight", "0.bias", "scale"]);
  });

  it("keep a name that somebody gave them", () => {
    const layer = new Linear(1, 1);
    layer.weight.name = "slope";
    expect(new Sequential(layer).parameters().map((p) => p.name)).toEqual(["slope", "0.bias"]);
  });

  it("that are frozen are still listed and saved", () => {
    const layer = new Linear(2, 1);
    layer.weight.requiresGrad = false;
    expect(layer.parameters()).toHaveLength(2);
    expect(Object.keys(layer.stateDict())).toEqual(["weight", "bias"]);
  });

  it("lose their gradients to zeroGrad", () => {
    const model = new Net();
    model.forward(tensor([[1, 2]])).sum().backward(); // prettier-ignore
    expect(model.parameters().every((p) => p.grad !== null)).toBe(true);
    model.zeroGrad();
    expect(model.parameters().every((p) => p.grad === null)).toBe(true);
  });
});

it("train and eval reach all modules inside, also those without parameters", () => {
  const model = new Net();
  const modules = [model, ...model.layers, model.head, model.head.layers[0] as Dropout];
  expect(model.eval()).toBe(model);
  expect(modules.map((module) => module.training)).toEqual([false, false, false, false, false]);
  model.train();
  expect(modules.map((module) => module.training)).toEqual([true, true, true, true, true]);
});

describe("stateDict", () => {
  it("is plain data", () => {
    const layer = new Linear(2, 1, { dtype: "float64" });
    layer.weight.assign([[0.1], [-2]]);
    expect(layer.stateDict()).toEqual({
      weight: { dtype: "float64", shape: [2, 1], data: [0.1, -2] },
      bias: { dtype: "float64", shape: [1], data: [0] },
    });
  });

  it.each(["float32", "float64"] as const)("of %s survives JSON bit for bit", (dtype) => {
    const make = (seed: number) => mlp([3, 50, 2], { dtype, generator: new Generator(seed) });
    const [model, other] = [make(1), make(2)];
    const odd = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1e-45, 1 / 3, Number.MAX_VALUE];
    const bias = Array.from({ length: 50 }, (_, i) => odd[i % odd.length]);
    model.parameters()[1].assign(bias);
    other.loadStateDict(throughJson(model.stateDict()));
    other.parameters().forEach((parameter, i) => {
      const expected = model.parameters()[i].data.data;
      expect(parameter.dtype).toBe(dtype);
      expect(parameter.data.data.every((value, k) => Object.is(value, expected[k]))).toBe(true);
    });
  });

  it("holds its own numbers: training on changes nothing in it", () => {
    const layer = new Linear(1, 1);
    const state = layer.stateDict();
    const before = throughJson(state);
    layer.weight.assign([[7]]);
    layer.loadStateDict(state);
    layer.weight.assign([[8]]);
    expect(state).toEqual(before);
  });
});

describe("loadStateDict", () => {
  it("rounds to the dtype of the parameters", () => {
    const [wide, narrow] = [new Linear(1, 1, { dtype: "float64" }), new Linear(1, 1)];
    wide.weight.assign([[0.1]]);
    narrow.loadStateDict(wide.stateDict());
    expect(narrow.weight.dtype).toBe("float32");
    expect(narrow.weight.item()).toBe(Math.fround(0.1));
  });

  it("names all that is missing, unexpected and misshapen at once, and loads nothing", () => {
    const model = mlp([2, 3, 1]);
    const before = model.stateDict();
    const state = mlp([4, 3, 1]).stateDict();
    delete state["0.bias"];
    Object.assign(state, { extra: state["2.bias"], "2.gain": state["2.bias"] });
    expect(() => {
      model.loadStateDict(state);
    }).toThrow(
      new RangeError(
        "loadStateDict: the state does not fit this module, and nothing was loaded; " +
          "missing: 0.bias; unexpected: extra, 2.gain; " +
          "of another shape: 0.weight (here [2, 3], in the state [4, 3])",
      ),
    );
    expect(model.stateDict()).toEqual(before);
  });

  it("refuses entries that are no numbers, and loads nothing", () => {
    const model = mlp([1, 1], { generator: new Generator(3) });
    const before = model.stateDict();
    const load = (entry: unknown) => () => {
      const bias = { dtype: "float32", shape: [1], data: [entry] };
      model.loadStateDict({
        "0.weight": { ...bias, data: [9], shape: [1, 1] },
        "0.bias": bias,
      } as StateDict);
    };
    expect(load(null)).toThrow("loadStateDict: 0.bias[0] is null, not a number");
    expect(load("many")).toThrow('loadStateDict: 0.bias[0] is "many", not a number');
    expect(model.stateDict()).toEqual(before);
  });

  it("refuses data that do not fill their shape", () => {
    const layer = new Linear(1, 2, { bias: false });
    const weight = { dtype: "float32" as const, shape: [1, 2], data: [1, 2, 3] };
    expect(() => {
      layer.loadStateDict({ weight });
    }).toThrow("loadStateDict: weight: 3 values do not fill shape [1, 2], which holds 2");
  });
});
