import { describe, expect, it } from "vitest";
import type { Dtype } from "../../../src/array/index.js";
import { kernelsFor } from "../../../src/array/kernels/load.js";
import * as wasm from "../../../src/array/kernels/optimizers.js";
import {
  Adam,
  AdamW,
  Generator,
  RMSprop,
  SGD,
  tensor,
  type Optimizer,
  type OptimizerMemory,
  type Tensor,
} from "../../../src/index.js";
import { difference, dtypes, framed, normal, typed, withKernels, withPlainLoops } from "./both.js";

const makers: Record<string, (params: Tensor[]) => Optimizer> = {
  SGD: (p) => new SGD(p, { lr: 0.1 }),
  "SGD with weight decay": (p) => new SGD(p, { lr: 0.1, weightDecay: 0.01 }),
  "SGD with momentum": (p) => new SGD(p, { lr: 0.1, momentum: 0.9 }),
  "SGD with momentum and weight decay": (p) =>
    new SGD(p, { lr: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  "SGD with Nesterov's momentum": (p) =>
    new SGD(p, { lr: 0.1, momentum: 0.7, nesterov: true, weightDecay: 0.1 }),
  Adam: (p) => new Adam(p, { lr: 0.03 }),
  "Adam with weight decay": (p) =>
    new Adam(p, { lr: 0.03, betas: [0.8, 0.95], eps: 1e-3, weightDecay: 0.1 }),
  AdamW: (p) => new AdamW(p, { lr: 0.03, weightDecay: 0.2 }),
  RMSprop: (p) => new RMSprop(p, { lr: 0.03 }),
  "RMSprop with all it has": (p) =>
    new RMSprop(p, { lr: 0.03, alpha: 0.9, eps: 1e-2, momentum: 0.9, weightDecay: 0.1 }),
};

/** A parameter and its memory after some steps with gradients that depend on it, some of them 0. */
function train(make: (params: Tensor[]) => Optimizer, dtype: Dtype, size: number, steps: number) {
  const p = tensor(normal(dtype, size, size), { dtype, requiresGrad: true });
  const optimizer = make([p]);
  const generator = new Generator(7);
  for (let step = 0; step < steps; step++) {
    const noise = Array.from({ length: size }, () => generator.uniform() - 0.5);
    const values = Array.from(p.data.data);
    const gradients = values.map((value, i) => (i % 5 === 3 ? 0 : 0.3 * value + noise[i]));
    p.grad = tensor(gradients, { dtype });
    const before = gradients.map((value) => (dtype === "float32" ? Math.fround(value) : value));
    const adopted = p.data.data;
    optimizer.step();
    if (difference(p.grad.data.data, before) !== null) throw new Error("the gradient was changed");
    if (difference(adopted, values) !== null) throw new Error("the old elements were changed");
  }
  return { values: p.data.data, state: optimizer.state() };
}

function expectSame(
  make: (params: Tensor[]) => Optimizer,
  dtype: Dtype,
  size: number,
  steps: number,
) {
  const [fast, plain] = [withKernels, withPlainLoops].map((run) => {
    return run(() => train(make, dtype, size, steps));
  });
  expect(difference(fast.values, plain.values), `${size} elements`).toBeNull();
  // As text: the bits of float64 in base64.
  expect(JSON.stringify(fast.state), `${size} elements`).toBe(JSON.stringify(plain.state));
}

describe.each(dtypes)("updates of %s", (dtype) => {
  it.each(Object.entries(makers))("%s gives the bits of its plain loop", (_, make) => {
    for (let size = 1; size <= 40; size++) expectSame(make, dtype, size, 50);
    expectSame(make, dtype, 8192, 3);
    expectSame(make, dtype, 8193, 3);
    expectSame(make, dtype, 20_000, 50);
  });

  it.each(Object.entries(makers))(
    "%s takes NaN, infinity and tiny numbers as its loop does",
    (_, make) => {
      const special = [NaN, Infinity, -Infinity, 0, -0, 1e-45, 1e-320, 1e300, 1e38, -1e-200, 1, 3];
      const [fast, plain] = [withKernels, withPlainLoops].map((run) =>
        run(() => {
          const p = tensor([...special, ...special], { dtype, requiresGrad: true });
          const optimizer = make([p]);
          for (let step = 0; step < 3; step++) {
            p.grad = tensor([...special].reverse().concat(special.map((_, i) => i)), { dtype });
            optimizer.step();
          }
          return p.data.data;
        }),
      );
      expect(difference(fast, plain)).toBeNull();
    },
  );

  it("nothing is written beside the memory", () => {
    const kernels = withKernels(() => kernelsFor(1, 1));
    if (kernels === null) throw new Error("no WebAssembly");
    for (const n of [1, 3, 5, 8193]) {
      const memory = framed("float64", n);
      const [p, g] = [typed(dtype, normal(dtype, n, 1)), typed(dtype, normal(dtype, n, 2))];
      const [beforeP, beforeG] = [p.slice(), g.slice()];
      const constants = { lr: 0.1, momentum: 0.9, nesterov: false };
      wasm.update(kernels, p, g, wasm.sgdRule([memory.inner as Float64Array], constants), 0);
      expect(memory.isIntact()).toBe(true);
      expect(difference(p, beforeP) ?? difference(g, beforeG)).toBeNull();
      expect(
        difference(
          memory.inner,
          g.map((value) => value),
        ),
      ).not.toBeNull(); // 0.9·7 + g
    }
  });
});

describe("an optimizer of the user", () => {
  /** Adam, but it counts what it does, and goes by the sign of the gradient. */
  class SignAdam extends Adam {
    calls = 0;
    protected override update(p: Float64Array, g: Float64Array, memory: OptimizerMemory): void {
      this.calls += 1;
      memory["m"].set(g);
      for (let i = 0; i < p.length; i++) p[i] -= this.lr * Math.sign(g[i]);
    }
  }

  /** Adam, told what it gets. */
  class WatchedAdam extends Adam {
    calls = 0;
    protected override update(
      p: Float64Array,
      g: Float64Array,
      memory: OptimizerMemory,
      t: number,
    ): void {
      this.calls += 1;
      super.update(p, g, memory, t);
    }
  }

  /** AdamW that overrides nothing of its update. */
  class NamedAdamW extends AdamW {}

  it("that overrides update is asked, and no kernel instead", () => {
    withKernels(() => {
      const p = tensor(new Array<number>(100).fill(1), { dtype: "float64", requiresGrad: true });
      const optimizer = new SignAdam([p], { lr: 0.5 });
      p.grad = tensor(new Array<number>(100).fill(4), { dtype: "float64" });
      optimizer.step();
      expect(optimizer.calls).toBe(1);
      expect([...p.data.data]).toEqual(new Array<number>(100).fill(0.5));
    });
  });

  it("that only watches update gives what Adam gives", () => {
    let watched: WatchedAdam | undefined;
    const make = (p: Tensor[]) => (watched = new WatchedAdam(p, { lr: 0.03 }));
    const found = withKernels(() => train(make, "float32", 33, 20));
    expect(watched?.calls).toBe(20);
    const adam = withKernels(() => train((p) => new Adam(p, { lr: 0.03 }), "float32", 33, 20));
    expect(difference(found.values, adam.values)).toBeNull();
  });

  it("that sets update on the object itself is asked, too", () => {
    withKernels(() => {
      const p = tensor(new Array<number>(20).fill(1), { requiresGrad: true });
      const optimizer = new SGD([p], { lr: 1 });
      Object.assign(optimizer, { update: (values: Float64Array) => values.fill(9) });
      p.grad = tensor(new Array<number>(20).fill(1));
      optimizer.step();
      expect([...p.data.data]).toEqual(new Array<number>(20).fill(9));
    });
  });

  it("that overrides nothing has the decay of its parent", () => {
    expectSame((p) => new NamedAdamW(p, { lr: 0.03, weightDecay: 0.3 }), "float64", 37, 20);
  });

  it("goes on from a state that the other way of computing left", () => {
    for (const make of [makers["Adam"], makers["SGD with momentum"], makers["RMSprop"]]) {
      const half = withKernels(() => train(make, "float64", 30, 10));
      const plainHalf = withPlainLoops(() => train(make, "float64", 30, 10));
      const goOn = (from: typeof half) => {
        const p = tensor(from.values, { dtype: "float64", requiresGrad: true });
        const optimizer = make([p]);
        optimizer.load(from.state);
        p.grad = tensor(normal("float64", 30, 9), { dtype: "float64" });
        optimizer.step();
        return p.data.data;
      };
      const mixed = withPlainLoops(() => goOn(half));
      expect(
        difference(
          mixed,
          withKernels(() => goOn(plainHalf)),
        ),
      ).toBeNull();
    }
  });

  it("steps parameters that are views, transposed or in part", () => {
    const results = [withKernels, withPlainLoops].map((run) =>
      run(() => {
        const base = tensor(normal("float64", 24, 1), { dtype: "float64" }).reshape([4, 6]);
        const p = tensor(base.transpose(), { dtype: "float64", requiresGrad: true });
        const optimizer = new Adam([p], { lr: 0.1 });
        p.grad = tensor(normal("float64", 24, 2), { dtype: "float64" })
          .reshape([4, 6])
          .transpose();
        optimizer.step();
        return p.toArray();
      }),
    );
    expect(results[0]).toEqual(results[1]);
  });
});
