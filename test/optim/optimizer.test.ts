import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "../../src/autograd/index.js";
import { mlp } from "../../src/nn/index.js";
import { ones } from "../../src/ops/index.js";
import {
  Adam,
  AdamW,
  RMSprop,
  SGD,
  StepSchedule,
  type OptimizerState,
} from "../../src/optim/index.js";

const leaf = (data: number[], name?: string) =>
  tensor(data, { dtype: "float64", requiresGrad: true, name });

describe("every optimizer", () => {
  const makers: [string, (params: Tensor[]) => SGD | Adam | RMSprop][] = [
    ["SGD", (params) => new SGD(params, { lr: 0.1, momentum: 0.9 })],
    ["Adam", (params) => new Adam(params)],
    ["AdamW", (params) => new AdamW(params)],
    ["RMSprop", (params) => new RMSprop(params, { momentum: 0.5 })],
  ];

  it.each(makers)("%s skips a parameter without a gradient, and its memory", (_, make) => {
    const [a, b] = [leaf([1, 2]), leaf([3])];
    const optimizer = make([a, b]);
    const before = optimizer.state();
    a.grad = tensor([1, -1]);
    optimizer.step();
    expect(a.toArray()).not.toEqual([1, 2]);
    expect(b.toArray()).toEqual([3]);
    expect(b.version).toBe(0);
    expect(optimizer.state().params[1]).toEqual(before.params[1]);
    expect(optimizer.state().params[0].steps).toBe(1);
  });

  it.each(makers)("%s reads gradients that are expanded, and writes into none", (_, make) => {
    const [a, b] = [leaf([1, 1, 1]), leaf([1, 1, 1])];
    const shared = tensor(2, { dtype: "float64" }).broadcastTo([3]);
    a.grad = b.grad = shared;
    make([a, b]).step();
    expect(shared.toArray()).toEqual([2, 2, 2]);
    expect(a.toArray()).toEqual(b.toArray());
    expect(new Set(a.toArray() as number[]).size).toBe(1);
  });

  it.each(makers)("%s leaves arrays alone that were taken before", (_, make) => {
    const p = leaf([1]);
    const optimizer = make([p]);
    const { data } = p;
    const state = optimizer.state();
    const before = structuredClone(state);
    optimizer.load(state);
    p.grad = tensor([1]);
    optimizer.step();
    expect(data.data[0]).toBe(1);
    expect(state).toEqual(before);
  });

  it.each(makers)("%s rounds a float32 parameter once, from float64", (_, make) => {
    const run = (dtype: "float32" | "float64") => {
      const p = tensor([0.5], { dtype, requiresGrad: true });
      p.grad = tensor([0.1], { dtype: "float32" });
      make([p]).step();
      return p.data.data[0];
    };
    expect(run("float32")).toBe(Math.fround(run("float64")));
  });

  it.each(makers)("%s sets gradients to null in zeroGrad", (_, make) => {
    const p = leaf([1]);
    p.grad = tensor([1]);
    make([p]).zeroGrad();
    expect(p.grad).toBeNull();
  });

  it.each(makers)("%s goes on from its state", (_, make) => {
    const run = (interrupt: boolean) => {
      const p = leaf([1, -2]);
      let optimizer = make([p]);
      for (let t = 0; t < 6; t++) {
        p.grad = tensor([Math.sin(t), t % 3], { dtype: "float64" });
        optimizer.step();
        if (interrupt && t === 2) {
          const state = JSON.parse(JSON.stringify(optimizer.state())) as OptimizerState;
          optimizer = make([p]);
          optimizer.load(state);
        }
      }
      return p.toArray();
    };
    expect(run(true)).toEqual(run(false));
  });

  it.each(makers)("%s refuses parameters that it cannot train", (name, make) => {
    const w = leaf([1, 2], "w");
    const constant = tensor([1], { name: "c" });
    expect(() => make([])).toThrow(`${name}: there are no parameters to change`);
    expect(() => make([w, w.mul(2)])).toThrow(
      `${name}: parameter 1, a tensor of shape [2], was made by Mul: only a leaf can be changed`,
    );
    expect(() => make([constant])).toThrow(
      `${name}: parameter 0, "c" of shape [1], requires no gradient: make it with`,
    );
    expect(() => make([w, w])).toThrow(`${name}: parameter 1, "w" of shape [2], is listed twice`);
  });
});

it("a gradient put there by hand must fit", () => {
  const w = leaf([1, 2], "w");
  expect(() => {
    w.grad = tensor([1, 2, 3]);
  }).toThrow('a gradient of shape [3] cannot be the grad of "w" of shape [2]');
  expect(() => {
    w.grad = 5 as never;
  }).toThrow('the grad of "w" of shape [2] is a tensor or null, not 5');
});

it("the learning rate may be changed at any time", () => {
  const p = leaf([0]);
  const sgd = new SGD([p], { lr: 1 });
  p.grad = tensor([1]);
  sgd.step();
  sgd.lr = 0.25;
  sgd.step();
  expect(p.item()).toBe(-1.25);
});

it("the learning rate is a number ≥ 0, whoever sets it", () => {
  const sgd = new SGD([leaf([0])], { lr: 1 });
  const message = "SGD: lr must be in [0, Infinity), not NaN";
  expect(() => {
    sgd.lr = NaN;
  }).toThrow(message);
  expect(() => {
    new StepSchedule(sgd, { size: 1, gamma: NaN }).step();
  }).toThrow(message);
  expect(() => {
    sgd.load({ ...sgd.state(), lr: NaN });
  }).toThrow(message);
  expect(sgd.lr).toBe(1);
});

describe("load", () => {
  const adam = (sizes: number[]) => new Adam(mlp(sizes).parameters());

  it("says which parameter does not fit, and loads nothing", () => {
    const optimizer = adam([2, 3, 1]);
    const before = optimizer.state();
    const load = (state: OptimizerState) => () => {
      optimizer.load(state);
    };
    const expected = "Adam: the state does not fit, and nothing was loaded; for parameter";
    expect(load(adam([2, 4, 1]).state())).toThrow(
      `${expected} 0 it holds m of shape [2, 4], v of shape [2, 4], ` +
        "where m of shape [2, 3], v of shape [2, 3] belongs",
    );
    expect(load(adam([2, 3]).state())).toThrow(`${expected} 2 it holds nothing, where m of`);
    expect(load(adam([2, 3, 1, 1]).state())).toThrow(
      `${expected} 4 it holds m of shape [1, 1], v of shape [1, 1], where nothing belongs`,
    );
    const sgd = new SGD(mlp([2, 3, 1]).parameters(), { lr: 0.1 });
    expect(load(sgd.state())).toThrow(`${expected} 0 it holds no memory, where m of`);
    expect(optimizer.state()).toEqual(before);
  });

  it("refuses entries that are no numbers, and loads nothing", () => {
    const optimizer = new SGD([ones([1], { requiresGrad: true })], { lr: 0.1, momentum: 0.9 });
    const before = optimizer.state();
    const state = structuredClone(before);
    state.lr = 7;
    state.params[0].memory["b"].data[0] = "much";
    expect(() => {
      optimizer.load(state);
    }).toThrow('SGD: b of parameter 0[0] is "much", not a number');
    expect(optimizer.state()).toEqual(before);
  });
});
