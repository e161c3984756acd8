import { describe, expect, it } from "vitest";
import * as ops from "../../src/index.js";
import { tensor, type Tensor, type TensorLike } from "../../src/index.js";

const f64 = (data: TensorLike) => tensor(data, { dtype: "float64" });
const valuesOf = (f: (x: Tensor) => Tensor, xs: number[]) => f(f64(xs)).toArray();

describe("broadcasting", () => {
  it("aligns shapes at the last axis", () => {
    expect(ops.add([[1], [2]], [10, 20]).toArray()).toEqual([
      [11, 21],
      [12, 22],
    ]);
    expect(ops.mul(2, [[1, 2]]).toArray()).toEqual([[2, 4]]);
    expect(ops.add([[[1]]], [[1, 2]]).shape).toEqual([1, 1, 2]);
  });

  it("makes nothing of nothing", () => {
    expect(ops.add([[], []], [[1], [2]]).shape).toEqual([2, 0]);
    expect(ops.add([], 1).shape).toEqual([0]);
  });

  it("refuses shapes that do not fit, and names the op, both shapes, the axis and the sizes", () => {
    expect(() => ops.add([[1, 2, 3]], [1, 2])).toThrow(
      "add: shapes [1, 3] and [2] do not broadcast: counted from the end, axis -1 is 3 in one " +
        "and 2 in the other; sizes must be equal, or one of them 1",
    );
    expect(() => ops.mul([], [1, 2])).toThrow(RangeError);
  });

  it("works on views of any stride", () => {
    const x = f64([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const sum = ops.add(x.transpose(), x.flip().transpose());
    expect(sum.toArray()).toEqual([
      [7, 7],
      [7, 7],
      [7, 7],
    ]);
    expect(ops.exp(x.slice([1, [null, null, -2]])).toArray()).toEqual([Math.exp(6), Math.exp(4)]);
  });
});

describe("arithmetic", () => {
  it("follows IEEE 754 to the ends", () => {
    expect(ops.div(f64([1, -1, 0]), 0).toArray()).toEqual([Infinity, -Infinity, NaN]);
    expect(ops.sub(f64([Infinity]), Infinity).toArray()).toEqual([NaN]);
    expect(valuesOf(ops.reciprocal, [4, 0, -Infinity])).toEqual([0.25, Infinity, -0]);
    expect(ops.pow(f64([-8, 0, 4]), [2, 0, -0.5]).toArray()).toEqual([64, 1, 0.5]);
  });

  it("does not write into its inputs", () => {
    const x = f64([1, 2]);
    ops.neg(ops.add(ops.mul(x, x), x));
    expect(x.toArray()).toEqual([1, 2]);
  });
});

describe("functions with a tail", () => {
  it("sigmoid reaches 0 and 1, and keeps its digits below", () => {
    expect(valuesOf(ops.sigmoid, [-Infinity, -1000, 0, 1000, Infinity])).toEqual([0, 0, 0.5, 1, 1]);
    expect(ops.sigmoid(f64(-700)).item()).toBeCloseTo(Math.exp(-700), 310);
    expect(ops.sigmoid(f64(-700)).item()).toBeGreaterThan(0);
  });

  it("softplus neither overflows nor cancels", () => {
    expect(valuesOf(ops.softplus, [-Infinity, -1000, 1000, Infinity])).toEqual([
      0,
      0,
      1000,
      Infinity,
    ]);
    expect(ops.softplus(f64(0)).item()).toBe(Math.LN2);
    expect(ops.softplus(f64(-40)).item()).toBe(Math.exp(-40));
  });

  it("logSigmoid is −x far below 0, and never −∞", () => {
    expect(valuesOf(ops.logSigmoid, [-1000, 1000, 0])).toEqual([-1000, -0, -Math.LN2]);
  });

  it("tanh, silu, gelu and elu end where they should", () => {
    expect(valuesOf(ops.tanh, [-1000, 1000])).toEqual([-1, 1]);
    expect(valuesOf(ops.silu, [-1000, 1000])).toEqual([-0, 1000]);
    expect(valuesOf((x) => ops.gelu(x), [-1000, 1000])).toEqual([-0, 1000]);
    expect(valuesOf((x) => ops.elu(x), [-1000, 1000])).toEqual([-1, 1000]);
  });

  it("expm1 and log1p are exact near 0", () => {
    expect(valuesOf(ops.expm1, [1e-20])).toEqual([1e-20]);
    expect(valuesOf(ops.log1p, [1e-20, -1])).toEqual([1e-20, -Infinity]);
  });

  it("have finite gradients at ±1000", () => {
    const functions = [
      ...[ops.sigmoid, ops.softplus, ops.logSigmoid, ops.tanh, ops.silu, ops.erf],
      ...[(x: Tensor) => ops.gelu(x), (x: Tensor) => ops.elu(x), (x: Tensor) => ops.softmax(x)],
      ...[(x: Tensor) => ops.logSoftmax(x), (x: Tensor) => ops.logsumexp(x)],
    ];
    for (const f of functions) {
      const x = tensor([-1000, 0, 1000], { requiresGrad: true });
      ops.sum(f(x)).backward();
      const gradient = x.grad?.toArray() as number[];
      expect(gradient.every(Number.isFinite), `${f.name}: ${String(gradient)}`).toBe(true);
    }
  });
});

describe("NaN", () => {
  it("passes through every function", () => {
    const functions = [
      ...[ops.abs, ops.exp, ops.log, ops.sqrt, ops.rsqrt, ops.sin, ops.cos, ops.tanh, ops.erf],
      ...[ops.sigmoid, ops.softplus, ops.relu, ops.expm1, ops.log1p, ops.square, ops.neg],
      ...[(x: Tensor) => ops.elu(x), (x: Tensor) => ops.leakyRelu(x)],
      ...[(x: Tensor) => ops.clamp(x, { min: 0, max: 1 }), (x: Tensor) => ops.pow(x, 2)],
      ...[(x: Tensor) => ops.maximum(x, 0), (x: Tensor) => ops.minimum(0, x)],
      ...[(x: Tensor) => ops.max(x), (x: Tensor) => ops.min(x), (x: Tensor) => ops.logsumexp(x)],
    ];
    for (const f of functions) expect(f(f64(NaN)).item(), f.name).toBeNaN();
  });

  it("that where does not take reaches neither result nor gradient", () => {
    const x = tensor([-1, 4], { requiresGrad: true });
    const y = ops.where(ops.greater(x, 0), ops.sqrt(x), 0);
    expect(y.toArray()).toEqual([0, 2]);
    const z = tensor([NaN, 3], { requiresGrad: true });
    const taken = ops.where([0, 1], z, 7);
    expect(taken.toArray()).toEqual([7, 3]);
    ops.sum(taken).backward();
    expect(z.grad?.toArray()).toEqual([0, 1]);
  });
});

describe("comparisons", () => {
  it("give 1 and 0, broadcast, and never hold for NaN", () => {
    const x = [1, 2, 3, NaN];
    expect(ops.equal(x, 2).toArray()).toEqual([0, 1, 0, 0]);
    expect(ops.greater(x, 2).toArray()).toEqual([0, 0, 1, 0]);
    expect(ops.greaterEqual(x, 2).toArray()).toEqual([0, 1, 1, 0]);
    expect(ops.less(x, 2).toArray()).toEqual([1, 0, 0, 0]);
    expect(ops.lessEqual(x, [[2], [1]]).toArray()).toEqual([
      [1, 1, 0, 0],
      [1, 0, 0, 0],
    ]);
  });

  it("compare a plain number in the dtype of its partner", () => {
    expect(ops.equal(tensor(0.1, { dtype: "float32" }), 0.1).item()).toBe(1);
    expect(ops.equal(f64(0.1), 0.1).item()).toBe(1);
  });

  it("give constants", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(ops.greater(x, 1).requiresGrad).toBe(false);
  });
});

describe("maximum and minimum", () => {
  it("share the gradient of a tie", () => {
    const [a, b] = [1, 2].map(() => tensor([1, 5], { requiresGrad: true }));
    ops.sum(ops.maximum(a, ops.mul(b, [1, 0]))).backward();
    expect([a.grad?.toArray(), b.grad?.toArray()]).toEqual([
      [0.5, 1],
      [0.5, 0],
    ]);
  });

  it("take a plain number in the dtype of its partner", () => {
    expect(ops.minimum(f64(1), 0.1).item()).toBe(0.1);
    expect(ops.maximum(0.1, f64(0)).item()).toBe(0.1);
  });
});
