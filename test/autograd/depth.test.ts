import { expect, it } from "vitest";
import { add, concat, gradients, mul, stack, Tape, tensor } from "../../src/index.js";

it("a chain of 200,000 ops runs forward and back", () => {
  const x = tensor(1, { dtype: "float64", requiresGrad: true });
  let y = x;
  for (let i = 0; i < 100_000; i++) y = mul(add(y, 1), 0.5);
  expect(Tape.endingAt(y).steps).toHaveLength(200_000);
  expect(String(Tape.endingAt(y)).split("\n")).toHaveLength(200_000);
  y.backward();
  expect(x.grad?.item()).toBe(0.5 ** 100_000);
});

it("150,000 tensors can be joined, and each gets its gradient", () => {
  const rows = Array.from({ length: 150_000 }, (_, i) => tensor([i], { requiresGrad: true }));
  for (const join of [concat, stack]) {
    const y = join(rows);
    expect(y.shape[0]).toBe(rows.length);
    const last = rows[rows.length - 1];
    expect(y.data.get(rows.length - 1, 0)).toBe(rows.length - 1);
    expect(gradients(y.sum(), [last])[0].toArray()).toEqual([1]);
  }
});

it("so does a chain of 100,000 ops that are all used twice, with a graph of the way back", () => {
  const x = tensor(1, { dtype: "float64", requiresGrad: true });
  let y = x;
  for (let i = 0; i < 100_000; i++) y = add(y, mul(y, 1e-5));
  const [gradient] = gradients(y, [x], { createGraph: true });
  expect(gradient.item()).toBeCloseTo((1 + 1e-5) ** 100_000, 9);
});
