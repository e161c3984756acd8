import { describe, expect, it } from "vitest";
import {
  bceWithLogits,
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
