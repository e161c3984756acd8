import { describe, expect, it } from "vitest";
import * as ops from "../../src/index.js";
import { tensor, type TensorLike } from "../../src/index.js";

const f64 = (data: TensorLike) => tensor(data, { dtype: "float64" });
const x = f64([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("a reduction", () => {
  it("takes an axis, a negative one, a list, or all", () => {
    expect(ops.sum(x, 0).toArray()).toEqual([5, 7, 9]);
    expect(ops.sum(x, -1).toArray()).toEqual([6, 15]);
    expect(ops.sum(x, [1, 0]).toArray()).toBe(21);
    expect(ops.sum(x).toArray()).toBe(21);
    expect(ops.sum(x, []).toArray()).toEqual(x.toArray());
    expect(ops.sum(7).toArray()).toBe(7);
  });

  it("keeps the axes with size 1 if asked to", () => {
    expect(ops.sum(x, 0, { keepdims: true }).toArray()).toEqual([[5, 7, 9]]);
    expect(ops.max(x, null, { keepdims: true }).toArray()).toEqual([[6]]);
    expect(ops.mean(x, [-1], { keepdims: true }).shape).toEqual([2, 1]);
  });

  it("refuses axes that there are not, or that are named twice, with the name of the function", () => {
    expect(() => ops.sum(x, 2)).toThrow(
      "sum: there is no axis 2 in 2 dimensions: axes are -2 to 1",
    );
    expect(() => ops.mean(x, [0, -3])).toThrow(/there is no axis -3/);
    expect(() => ops.max(x, [0, -2])).toThrow("max: the axes [0, -2] name one axis twice");
    expect(() => ops.sum(5, 0)).toThrow(/a 0-d array has no axes/);
    expect(() => ops.sum(x, 0.5)).toThrow(RangeError);
  });

  it("over no elements is the neutral element", () => {
    const empty = f64([[], []]);
    expect(ops.sum(empty, 1).toArray()).toEqual([0, 0]);
    expect(ops.prod(empty, 1).toArray()).toEqual([1, 1]);
    expect(ops.logsumexp(empty, 1).toArray()).toEqual([-Infinity, -Infinity]);
    expect(ops.mean(empty).toArray()).toBeNaN();
    expect(ops.sum(empty, 0).toArray()).toEqual([]);
  });

  it("over no elements has a gradient, of no elements", () => {
    for (const f of [ops.sum, ops.prod]) {
      const empty = tensor([], { requiresGrad: true });
      f(empty).backward();
      expect(empty.grad?.shape).toEqual([0]);
    }
  });
});

describe("sum", () => {
  it("of float32 adds up in float64", () => {
    const n = 1e7;
    const tenths = new Float32Array(n).fill(0.1);
    expect(ops.sum(tenths).item()).toBe(Math.fround(n * Math.fround(0.1)));
    expect(ops.sum([1, 2 ** -24, 2 ** -24]).item()).toBe(1 + 2 ** -23);
  });

  it("reads expanded arrays", () => {
    expect(ops.sum(ops.broadcastTo([[1], [2]], [2, 1000]), 1).toArray()).toEqual([1000, 2000]);
  });
});

describe("mean and prod", () => {
  it("divide by the count, and multiply", () => {
    expect(ops.mean(x, 0).toArray()).toEqual([2.5, 3.5, 4.5]);
    expect(ops.prod(x, 1).toArray()).toEqual([6, 120]);
    expect(ops.prod(x).toArray()).toBe(720);
  });

  it("prod has the right gradient where elements are 0", () => {
    const zeros = tensor(
      [
        [2, 0, 3],
        [0, 0, 3],
      ],
      { requiresGrad: true },
    );
    ops.sum(ops.prod(zeros, 1)).backward();
    expect(zeros.grad?.toArray()).toEqual([
      [0, 6, 0],
      [0, 0, 0],
    ]);
  });
});

describe("max and min", () => {
  it("find the extremes, negative and infinite ones, too", () => {
    expect(ops.max(f64([-3, -1, -2])).item()).toBe(-1);
    expect(ops.min(x, 0).toArray()).toEqual([1, 2, 3]);
    expect(ops.max(f64([-Infinity, -Infinity])).item()).toBe(-Infinity);
    expect(ops.min(f64([Infinity, 3])).item()).toBe(3);
  });

  it("pass NaN on, wherever it stands", () => {
    for (const values of [
      [NaN, 1],
      [1, NaN],
      [NaN, NaN],
    ]) {
      expect(ops.max(values).item()).toBeNaN();
      expect(ops.min(values).item()).toBeNaN();
    }
  });

  it("share the gradient of equal extremes", () => {
    const ties = tensor(
      [
        [3, 1, 3],
        [2, 2, 2],
      ],
      { requiresGrad: true, dtype: "float64" },
    );
    ops.sum(ops.max(ties, 1)).backward();
    expect(ties.grad?.toArray()).toEqual([
      [1 / 2, 0, 1 / 2],
      [1 / 3, 1 / 3, 1 / 3],
    ]);
  });

  it("refuse to take the largest of nothing", () => {
    expect(() => ops.max([])).toThrow(/shape \[0\] has no elements/);
    expect(() => ops.min([[], []], 1)).toThrow(RangeError);
    expect(ops.max([[], []], 0).toArray()).toEqual([]);
  });
});

describe("logsumexp", () => {
  it("neither overflows nor underflows", () => {
    expect(ops.logsumexp(f64([1000, 1000])).item()).toBe(1000 + Math.LN2);
    expect(ops.logsumexp(f64([-1000, -1000])).item()).toBe(-1000 + Math.LN2);
    expect(ops.logsumexp([[1000, -1000]], 1).toArray()).toEqual([1000]);
  });

  it("gets infinities right", () => {
    expect(ops.logsumexp([-Infinity, -Infinity]).item()).toBe(-Infinity);
    expect(ops.logsumexp([-Infinity, 0]).item()).toBe(0);
    expect(ops.logsumexp([Infinity, -Infinity, 1]).item()).toBe(Infinity);
    expect(ops.logsumexp([NaN, 1]).item()).toBeNaN();
  });
});

describe("softmax and logSoftmax", () => {
  it("give shares that add up to 1, along the last axis unless told otherwise", () => {
    expect(
      ops
        .softmax([
          [0, 0],
          [0, Math.log(3)],
        ])
        .toArray(),
    ).toEqual([
      [0.5, 0.5],
      [0.25, 0.75],
    ]);
    expect(
      ops
        .softmax(
          [
            [0, 5],
            [0, 5],
          ],
          0,
        )
        .toArray(),
    ).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    expect(
      ops
        .softmax(
          [
            [1, 1],
            [1, 1],
          ],
          null,
        )
        .toArray(),
    ).toEqual([
      [0.25, 0.25],
      [0.25, 0.25],
    ]);
  });

  it("do not change when all elements grow by the same", () => {
    expect(ops.softmax([1000, 1001]).toArray()).toEqual(ops.softmax([0, 1]).toArray());
    expect(ops.logSoftmax([1e30, 1e30]).toArray()).toEqual(ops.logSoftmax([0, 0]).toArray());
  });

  it("end where they should: an element of −∞ has no share", () => {
    expect(ops.softmax([-1000, 0, -Infinity]).toArray()).toEqual([0, 1, 0]);
    expect(ops.logSoftmax([-1000, 0, -Infinity]).toArray()).toEqual([-1000, 0, -Infinity]);
  });
});

describe("cumsum", () => {
  it("adds up along an axis, or all elements as a list", () => {
    expect(ops.cumsum(x, 0).toArray()).toEqual([
      [1, 2, 3],
      [5, 7, 9],
    ]);
    expect(ops.cumsum(x, -1).toArray()).toEqual([
      [1, 3, 6],
      [4, 9, 15],
    ]);
    expect(ops.cumsum(x).toArray()).toEqual([1, 3, 6, 10, 15, 21]);
  });

  it("of float32 adds up in float64", () => {
    const sums = ops.cumsum([1, 2 ** -24, 2 ** -24]).toArray();
    expect(sums).toEqual([1, 1, 1 + 2 ** -23]);
  });
});

describe("variance, std and norm", () => {
  it("divide by n − correction", () => {
    expect(ops.variance([1, 2, 3, 4], 0).item()).toBe(Math.fround(5 / 3));
    expect(ops.variance([1, 2, 3, 4], 0, { correction: 0 }).item()).toBe(1.25);
    expect(ops.std(f64([1, 3]), null, { correction: 0, keepdims: true }).toArray()).toEqual([1]);
    expect(ops.variance([5]).item()).toBeNaN();
    expect(ops.norm([[3, 4]], 1).toArray()).toEqual([5]);
  });

  it("have gradient 0, not NaN, where they are 0", () => {
    for (const f of [ops.std, ops.norm]) {
      const zeros = tensor([0, 0], { requiresGrad: true });
      f(zeros).backward();
      expect(zeros.grad?.toArray()).toEqual([0, 0]);
    }
  });

  it("are exact far away from 0", () => {
    expect(ops.variance(f64([1e9, 1e9 + 1, 1e9 + 2])).item()).toBe(1);
  });
});
