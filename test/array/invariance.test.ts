import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bceWithLogits,
  concat,
  flip,
  Generator,
  mlp,
  randn,
  softmax,
  sum,
  tensor,
  type Dtype,
  type Tensor,
} from "../../src/index.js";
import { affine } from "../../src/ops/fused.js";

const dtypes: Dtype[] = ["float32", "float64"];
const rows = 37;

/** Row i of x, as a matrix of one row. */
const rowOf = (x: Tensor, i: number) => tensor(x.slice([[i, i + 1]]));

/** Expects f of all rows at once to be f of each row alone, to the bit. */
function expectSameAlone(x: Tensor, f: (x: Tensor) => Tensor): void {
  const together = f(x);
  for (let i = 0; i < rows; i++) {
    expect(f(rowOf(x, i)).toArray()).toEqual(rowOf(together, i).toArray());
  }
}

describe.each(dtypes)("what becomes of a row, in %s,", (dtype) => {
  const random = (...shape: number[]) => randn(shape, { dtype, generator: new Generator(7) });

  it.each([1, 2, 3, 8, 10, 130, 700])("is the same among others, with %i columns", (k) => {
    const x = random(rows, k);
    const [w, wT] = [random(k, 5), random(5, k).transpose()];
    const [v, b] = [random(k, 1), random(5)];
    expectSameAlone(x, (t) => t.matmul(w));
    expectSameAlone(x, (t) => t.matmul(wT));
    expectSameAlone(x, (t) => t.matmul(v));
    expectSameAlone(x, (t) => affine(t, w, b));
    expectSameAlone(x, (t) => sum(t, 1, { keepdims: true }));
    expectSameAlone(x, (t) => softmax(t).tanh().sigmoid().softplus());
  });

  it("is the same on the way through a network and back", () => {
    const model = mlp([8, 16, 3], { activation: "tanh", dtype, generator: new Generator(1) });
    const y = random(rows, 3).greater(0);
    const gradient = (x: Tensor, target: Tensor): Tensor => {
      const input = tensor(x, { requiresGrad: true });
      bceWithLogits(model.forward(input), tensor(target, { dtype }), {
        reduction: "sum",
      }).backward();
      return input.grad as unknown as Tensor;
    };
    const x = random(rows, 8);
    const together = gradient(x, y);
    for (let i = 0; i < rows; i++) {
      expect(gradient(rowOf(x, i), rowOf(y, i)).toArray()).toEqual(rowOf(together, i).toArray());
    }
  });
});

/** The same matrix, which lies in memory in different ways. */
const layouts = {
  "row-major": (x: Tensor) => x,
  transposed: (x: Tensor) => tensor(x.transpose()).transpose(),
  "part of a wider one": (x: Tensor) =>
    concat([x, x, x], 1).slice([[0], [x.shape[1], 2 * x.shape[1]]]),
  reversed: (x: Tensor) => flip(tensor(flip(x))),
};

describe.each(dtypes)("an element of a product of %s", (dtype) => {
  // Around the lengths at which sums are cut into parts, and sizes of whole vectors and tiles.
  const inner = fc.oneof(
    fc.integer({ min: 1, max: 40 }),
    fc.constantFrom(127, 128, 129, 300, 1025),
  );
  const outer = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(64, 65, 130));
  const layout = fc.constantFrom(...Object.values(layouts));

  /** Expects each column, each row, and each single element of a·b to be its own product, to the bit. */
  function expectOnlyItsOwn(a: Tensor, b: Tensor): void {
    const [n, m] = [a.shape[0], b.shape[1]];
    const together = a.matmul(b);
    const column = (x: Tensor, j: number) => x.slice([[0], [j, j + 1]]);
    const row = (x: Tensor, i: number) => x.slice([[i, i + 1]]);
    for (let j = 0; j < m; j += Math.ceil(m / 7)) {
      const own = column(together, j).toArray();
      expect(a.matmul(column(b, j)).toArray()).toEqual(own);
      expect(a.matmul(tensor(column(b, j))).toArray()).toEqual(own);
      const i = (j * 5) % n;
      expect(row(a, i).matmul(b).toArray()).toEqual(row(together, i).toArray());
      expect(row(a, i).matmul(column(b, j)).item()).toBe(together.slice([i, j]).item());
    }
    expect(a.matmul(b.slice([[0], [0, Math.ceil(m / 2)]])).toArray()).toEqual(
      together.slice([[0], [0, Math.ceil(m / 2)]]).toArray(),
    );
    expect(b.transpose().matmul(a.transpose()).transpose().toArray()).toEqual(together.toArray());
  }

  it("depends on its row and its column only, to the bit", () => {
    fc.assert(
      fc.property(outer, inner, outer, layout, layout, fc.nat(), (n, k, m, ofA, ofB, seed) => {
        const generator = new Generator(seed);
        const a = ofA(randn([n, k], { dtype, generator }));
        const b = ofB(randn([k, m], { dtype, generator }));
        expectOnlyItsOwn(a, b);
      }),
      { numRuns: 40 },
    );
  });

  it("depends on them only where operands are read in blocks", () => {
    for (const [n, k, m] of [
      [300, 700, 9],
      [2, 70_000, 3],
    ]) {
      const generator = new Generator(3);
      const a = randn([n, k], { dtype, generator });
      const b = randn([k, m], { dtype, generator });
      expectOnlyItsOwn(a, b);
      expectOnlyItsOwn(layouts.transposed(a), b);
      expectOnlyItsOwn(a, layouts.transposed(b));
    }
  });
});

describe.each(dtypes)("the sum of a column of %s", (dtype) => {
  it.each([2, 5, 36])("is the same among %i, over any number of rows", (m) => {
    for (const n of [1, 7, 127, 128, 1000, 20_000]) {
      const x = randn([n, m], { dtype, generator: new Generator(n) });
      const together = sum(x, 0);
      for (let j = 0; j < m; j += 3) {
        const alone = sum(tensor(x.slice([[0], [j, j + 1]])), 0);
        expect(alone.toArray()).toEqual(together.slice([[j, j + 1]]).toArray());
      }
    }
  });
});

describe.each(dtypes)("of models that are trained as columns, in %s,", (dtype) => {
  it.each([2, 5, 36])("each of %i is what it is alone, to the bit, forward and backward", (K) => {
    const generator = new Generator(5);
    const x = randn([300, 130], { dtype, generator });
    const y = randn([300, 1], { dtype, generator }).greater(0);
    const w = randn([130, K], { dtype, generator }).mul(0.1);
    const b = randn([K], { dtype, generator });
    const gradients = (weights: Tensor, biases: Tensor) => {
      const [W, B] = [
        tensor(weights, { requiresGrad: true }),
        tensor(biases, { requiresGrad: true }),
      ];
      bceWithLogits(x.matmul(W).add(B), y.broadcastTo([300, W.shape[1]]), {
        reduction: "sum",
      }).backward();
      return { W: W.grad as unknown as Tensor, B: B.grad as unknown as Tensor };
    };
    const together = gradients(w, b);
    for (let j = 0; j < K; j++) {
      const alone = gradients(w.slice([[0], [j, j + 1]]), b.slice([[j, j + 1]]));
      expect(alone.W.toArray()).toEqual(together.W.slice([[0], [j, j + 1]]).toArray());
      expect(alone.B.toArray()).toEqual(together.B.slice([[j, j + 1]]).toArray());
    }
  });
});
