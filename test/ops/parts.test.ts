/** Parts of tensors, and tensors made of parts. */
import { describe, expect, it } from "vitest";
import { concat, gather, indexSelect, mul, slice, stack, Tape, tensor } from "../../src/index.js";

describe("concat", () => {
  it("joins more tensors than a call can have arguments, in their order", () => {
    const parts = Array.from({ length: 150_001 }, (_, i) => i);
    const one = parts.map((i) => tensor([i % 7]));
    expect(concat(one).toArray()).toEqual(parts.map((i) => i % 7));
    const columns = one.slice(0, 20_001).map((t) => t.reshape([1, 1]));
    expect(concat(columns, 1).shape).toEqual([1, 20_001]);
  });

  it("passes to each of very many tensors its own gradient", () => {
    const leaves = Array.from({ length: 20_001 }, () => tensor([1], { requiresGrad: true }));
    concat(leaves).backward(leaves.map((_, i) => i));
    expect(leaves.map((leaf) => leaf.grad?.item())).toEqual(leaves.map((_, i) => i));
  });

  it("refuses no tensors at all, as stack does", () => {
    expect(() => concat([])).toThrow("concat: there are no tensors to join");
    expect(() => stack([])).toThrow("stack: there are no tensors to join");
  });
});

describe("slice", () => {
  it("refuses more than start, stop and step", () => {
    expect(() => slice([1, 2, 3], [[0, 2, 1, 1] as never])).toThrow(
      "slice: [0,2,1,1] of axis 0 has more than start, stop and step",
    );
  });

  it("is one step on the tape, unless it drops an axis", () => {
    const x = tensor([[1, 2, 3]], { requiresGrad: true });
    const names = (y: typeof x) => Tape.endingAt(y).steps.map(({ op }) => op.name);
    expect(names(slice(x, [null, [1, 3]]))).toEqual(["Slice"]);
    expect(names(slice(x, [0]))).toEqual(["Slice", "Reshape"]);
  });
});

describe("an index", () => {
  it("above 2²⁴ is exact, in a list, too", () => {
    const n = 2 ** 24 + 1;
    const x = tensor(0).broadcastTo([n]);
    const message = new RegExp(String(n));
    expect(() => indexSelect(x, [n])).toThrow(message);
    expect(() => gather(x, [n], 0)).toThrow(message);
    expect(() => indexSelect(x, tensor([n], { dtype: "float64" }))).toThrow(message);
    expect(mul(indexSelect(x, [n - 1]), 1).toArray()).toEqual([0]);
  });
});
