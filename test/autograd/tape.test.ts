import { describe, expect, it } from "vitest";
import {
  add,
  broadcastTo,
  exp,
  gradients,
  mul,
  noGrad,
  sin,
  sum,
  Tape,
  tensor,
  where,
  type Tensor,
} from "../../src/index.js";

const leaf = (data: number | number[] | number[][], name?: string) =>
  tensor(data, { dtype: "float64", requiresGrad: true, name });

describe("backward", () => {
  it("adds up the gradients of a value that is used twice", () => {
    const x = leaf(3);
    add(mul(x, x), x).backward();
    expect(x.grad?.item()).toBe(7); // d(x² + x) = 2x + 1
  });

  it("adds up the gradients of an intermediate value that is used twice", () => {
    const x = leaf(2);
    const y = mul(x, 3);
    add(mul(y, y), y).backward();
    expect(x.grad?.item()).toBe(39); // 3·(2y + 1), y = 6
  });

  it("adds up gradients along paths of different length", () => {
    const x = leaf(2);
    const long = mul(mul(mul(x, 2), 2), 2);
    add(add(long, x), mul(x, 5)).backward();
    expect(x.grad?.item()).toBe(14);
  });

  it("adds to the gradient that an earlier call left", () => {
    const x = leaf([1, 2]);
    const loss = sum(mul(x, x));
    loss.backward();
    loss.backward();
    expect(x.grad?.toArray()).toEqual([4, 8]);
    sum(x).backward();
    expect(x.grad?.toArray()).toEqual([5, 9]);
  });

  it("gives each leaf a gradient of its own, although add passes one tensor to both", () => {
    const [a, b] = [leaf(1), leaf(2)];
    add(a, b).backward();
    expect(a.grad).not.toBe(b.grad);
    a.backward();
    expect(a.grad?.item()).toBe(2);
    expect(b.grad?.item()).toBe(1);
  });

  it("leaves no gradient on a branch that does not reach the loss", () => {
    const [x, dead] = [leaf(1), leaf(1)];
    const y = mul(x, 2);
    exp(add(y, dead));
    y.backward();
    expect(x.grad?.item()).toBe(2);
    expect(dead.grad).toBeNull();
  });

  it("leaves no gradient on constants and on intermediate values", () => {
    const x = leaf(1);
    const constant = tensor(5);
    const y = mul(x, constant);
    mul(y, y).backward();
    expect(constant.grad).toBeNull();
    expect(y.grad).toBeNull();
  });

  it("sums a broadcast gradient back to the shape of its leaf", () => {
    const [row, column, scalar] = [leaf([1, 2, 3]), leaf([[1], [2]]), leaf(1)];
    sum(mul(mul(row, column), scalar)).backward();
    expect(row.grad?.toArray()).toEqual([3, 3, 3]);
    expect(column.grad?.toArray()).toEqual([[6], [6]]);
    expect(scalar.grad?.toArray()).toBe(18);
  });

  it("sees an expanded (stride 0) leaf as one of its full shape", () => {
    const x = broadcastTo(leaf([[1], [2]]), [2, 3]).detach();
    x.requiresGrad = true;
    sum(mul(x, x)).backward();
    expect(x.grad?.toArray()).toEqual([
      [2, 2, 2],
      [4, 4, 4],
    ]);
  });

  it("starts from the gradient it is given, also as a list or a typed array", () => {
    const x = leaf([1, 2]);
    mul(x, x).backward([10, 100]);
    expect(x.grad?.toArray()).toEqual([20, 400]);
    mul(x, x).backward(new Float32Array([1, 1]));
    expect(x.grad?.toArray()).toEqual([22, 404]);
    expect(x.grad?.dtype).toBe("float64");
  });

  it("starts from all the digits of a gradient that is a list, in the dtype of the end", () => {
    const x = leaf([1, 2]);
    mul(x, 1).backward([0.1, 0.2]);
    expect(x.grad?.toArray()).toEqual([0.1, 0.2]);
    const y = tensor([1, 2], { dtype: "float32", requiresGrad: true });
    const [step] = Tape.endingAt(mul(y, 1)).rewind([0.1, 0.2]);
    expect(step.gradOutput.dtype).toBe("float32");
  });

  it("starts from 1 where the end has one element of whatever shape", () => {
    const x = leaf([[4]]);
    mul(x, x).backward();
    expect(x.grad?.toArray()).toEqual([[8]]);
  });

  it("can start at a leaf", () => {
    const x = leaf(3);
    x.backward();
    expect(x.grad?.item()).toBe(1);
  });

  it("demands a gradient where the end has more than one element, and names what made it", () => {
    const x = leaf([1, 2]);
    expect(() => {
      mul(x, x).backward();
    }).toThrow(/one number.*shape \[2\], made by Mul.*sum\(\), mean\(\)/);
  });

  it("refuses a gradient of another shape, and names both", () => {
    const y = mul(leaf([1, 2], "x"), 2);
    expect(() => {
      y.backward([1, 2, 3]);
    }).toThrow(/shape \[3\].*shape \[2\]/);
    expect(() => {
      y.backward(1);
    }).toThrow(RangeError);
  });

  it("refuses a value that requires no gradient, and says why it may not", () => {
    const x = leaf(1);
    const ends = [tensor(1), mul(tensor(1), 2), mul(x, 2).detach(), noGrad(() => mul(x, 2))];
    for (const end of ends) {
      expect(() => {
        end.backward();
      }).toThrow(/requires no gradient.*detached.*noGrad.*requiresGrad: true/);
    }
    expect(x.grad).toBeNull();
  });

  it("passes no gradient through a detached value", () => {
    const x = leaf(3);
    mul(x, mul(x, x).detach()).backward();
    expect(x.grad?.item()).toBe(9); // not 27
  });

  it("refuses a leaf that was changed since it was used, naming leaf and op", () => {
    const w = leaf(3, "w");
    const y = mul(w, w);
    w.assign(4);
    expect(() => {
      y.backward();
    }).toThrow(
      /"w" of shape \[\] was changed, by assign\(\) or an optimizer's step, after Mul used it/,
    );
    expect(w.grad).toBeNull();
  });

  it("refuses a changed constant as well: the gradient of its partner would be wrong", () => {
    const [x, c] = [leaf(3), tensor(2)];
    const y = mul(x, c);
    c.assign(5);
    expect(() => {
      y.backward();
    }).toThrow(/changed, by assign/);
  });

  it("does not mind a leaf that was changed before it was used, or after backward", () => {
    const x = leaf(3);
    x.assign(4);
    mul(x, x).backward();
    x.assign(5);
    mul(x, x).backward();
    expect(x.grad?.item()).toBe(18);
  });

  it("takes the condition of where as it was in the forward pass", () => {
    const [x, condition] = [leaf([1, 2]), tensor([1, 0])];
    const y = sum(where(condition, x, 0));
    condition.assign([0, 1]);
    y.backward();
    expect(x.grad?.toArray()).toEqual([1, 0]);
  });

  it("gives no gradient, rather than part of one, to a leaf that required none in the forward pass", () => {
    const a = tensor(3, { name: "a" });
    const w = tensor(2, { requiresGrad: true });
    const y = mul(w, a).add(mul(a, a));
    a.requiresGrad = true;
    y.backward();
    expect(w.grad?.item()).toBe(3);
    expect(a.grad).toBe(null);
  });

  it("gives each leaf a gradient of its own to assign to, under createGraph too", () => {
    const [a, b] = [tensor([1, 2], { requiresGrad: true }), tensor([3, 4], { requiresGrad: true })];
    a.add(b).backward([5, 6], { createGraph: true });
    a.grad?.assign([0, 0]);
    expect(b.grad?.toArray()).toEqual([5, 6]);
  });

  it("takes a seed's history along with createGraph, and leaves it behind otherwise", () => {
    const seedsGradient = (createGraph: boolean) => {
      const [a, b] = [leaf(2), leaf(3)];
      const seed = leaf(5);
      a.add(b).backward(seed, { createGraph });
      expect(a.grad).not.toBe(seed);
      return [a.grad as Tensor, seed] as const;
    };
    const [g, seed] = seedsGradient(true);
    expect(gradients(g, [seed])[0].item()).toBe(1);
    expect(seedsGradient(false)[0].requiresGrad).toBe(false);

    const x = leaf(2);
    const s = leaf(5);
    const [found] = gradients(x.mul(1), [x], { gradient: s.mul(2) });
    expect(found.requiresGrad).toBe(false);
  });

  it("stops at a leaf that no longer requires a gradient", () => {
    const x = leaf(3);
    const y = mul(x, x);
    x.requiresGrad = false;
    y.backward();
    expect(x.grad).toBeNull();
  });

  it("records itself with createGraph, and accumulates into a gradient with a graph", () => {
    const x = leaf(2);
    const y = mul(mul(x, x), x);
    y.backward(undefined, { createGraph: true });
    y.backward(undefined, { createGraph: true });
    expect(x.grad?.item()).toBe(24);
    expect(gradients(x.grad as Tensor, [x])[0].item()).toBe(24); // 2·6x
  });

  it("sums gradients to the shape of an input only where that was broadcast", () => {
    const [x, w] = [leaf([1, 2]), leaf(3)];
    const [ofX, ofW] = gradients(sum(mul(x, w)), [x, w], { createGraph: true });
    const names = (t: Tensor) => Tape.endingAt(t).steps.map(({ op }) => op.name);
    expect(names(ofX)).not.toContain("SumTo");
    expect(names(ofW)).toContain("SumTo");
  });

  it("leaves gradients without a history otherwise", () => {
    const x = leaf(2);
    mul(x, x).backward();
    mul(x, x).backward();
    expect(x.grad?.requiresGrad).toBe(false);
    expect(x.grad?.origin).toBeNull();
  });
});

describe("a gradient's dtype", () => {
  it("is that of its leaf, also where float32 and float64 meet", () => {
    const [a, b] = [
      tensor([1, 2], { dtype: "float32", requiresGrad: true }),
      tensor([3, 4], { dtype: "float64", requiresGrad: true }),
    ];
    const y = mul(a, b);
    expect(y.dtype).toBe("float64");
    sum(y).backward();
    expect(a.grad?.dtype).toBe("float32");
    expect(a.grad?.toArray()).toEqual([3, 4]);
    expect(b.grad?.dtype).toBe("float64");
  });
});

describe("Tape.endingAt", () => {
  it("lists the steps in the order they ran, each once", () => {
    const x = leaf(1);
    const y = mul(x, 2);
    const z = add(sin(y), exp(y));
    expect(Tape.endingAt(z).steps.map((step) => step.op.name)).toEqual([
      "Mul",
      "Sin",
      "Exp",
      "Add",
    ]);
  });

  it("leaves out what the end does not depend on", () => {
    const x = leaf(1);
    const y = mul(x, 2);
    exp(y);
    expect(Tape.endingAt(y).steps).toHaveLength(1);
  });

  it("aligns the numbers of more than nine steps", () => {
    let y = leaf(1, "x");
    for (let i = 0; i < 11; i++) y = sin(y);
    const lines = String(Tape.endingAt(y)).split("\n");
    expect(lines[0]).toBe(" #0  Sin  x [] → []");
    expect(lines[9]).toBe(" #9  Sin  #8 [] → []");
    expect(lines[10]).toBe("#10  Sin  #9 [] → []");
  });

  it("is empty at a leaf", () => {
    expect(Tape.endingAt(leaf(1)).steps).toEqual([]);
    expect(Tape.endingAt(leaf(1)).toString()).toBe("");
  });

  it("prints a line for each step, with names, numbers and shapes", () => {
    const [x, w] = [leaf([1, 2], "x"), leaf([3, 4], "w")];
    const tape = Tape.endingAt(sum(mul(mul(x, w), 2)));
    expect(tape.toString().split("\n")).toEqual([
      "#0  Mul  x [2], w [2] → [2]",
      "#1  Mul  #0 [2], constant [] → [2]",
      "#2  Sum  #1 [2] → []",
    ]);
  });
});

describe("Tape.rewind", () => {
  const lesson = () => {
    const x = leaf(2, "x");
    const y = mul(x, 3);
    const z = add(sin(y), exp(y));
    return { x, y, z };
  };

  it("goes back one step at a time, last step first", () => {
    const { z } = lesson();
    const names = [...Tape.endingAt(z).rewind(tensor(1))].map(({ step }) => step.op.name);
    expect(names).toEqual(["Add", "Exp", "Sin", "Mul"]);
  });

  it("hands each step the complete gradient of its output", () => {
    const { y, z } = lesson();
    const expected = [1, 1, 1, Math.cos(6) + Math.exp(6)];
    const seen = [...Tape.endingAt(z).rewind(tensor(1, { dtype: "float64" }))];
    expect(seen.map(({ gradOutput }) => gradOutput.item())).toEqual(
      expected.map((value) => expect.closeTo(value, 10) as number),
    );
    expect(seen[3].step.output).toBe(y);
  });

  it("shows what a step adds to the gradient of each input, null where nobody needs it", () => {
    const { z } = lesson();
    const last = [...Tape.endingAt(z).rewind(tensor(1, { dtype: "float64" }))].at(-1);
    expect(last?.gradInputs[0]?.item()).toBeCloseTo(3 * (Math.cos(6) + Math.exp(6)), 10);
    expect(last?.gradInputs[1]).toBeNull(); // of the constant 3
  });

  it("can be stopped at each step, and leaves no gradient behind", () => {
    const { x, z } = lesson();
    for (let steps = 0; steps <= 4; steps++) {
      const walk = Tape.endingAt(z).rewind(tensor(1));
      for (let i = 0; i < steps; i++) expect(walk.next().done).toBe(false);
      walk.return(new Map());
      expect(walk.next().done).toBe(true);
    }
    expect(x.grad).toBeNull();
    expect(mul(x, 2).requiresGrad).toBe(true); // recording is on, as before
  });

  it("does not record itself, unless it is told to", () => {
    const x = leaf(2);
    const towards = [x];
    const histories = (options?: { createGraph?: boolean }) =>
      [...Tape.endingAt(mul(x, mul(x, x))).rewind(undefined, options && { ...options, towards })]
        .flatMap(({ gradInputs }) => gradInputs)
        .map((gradient) => gradient?.requiresGrad);
    expect(histories()).toEqual([false, false, false, false]);
    expect(histories({})).toEqual([false, false, false, false]);
    expect(histories({ createGraph: true })).toEqual([true, true, true, true]);
  });

  it("records what runs between two steps", () => {
    const { x, z } = lesson();
    for (const { gradOutput } of Tape.endingAt(z).rewind(tensor(1))) {
      expect(mul(x, gradOutput).requiresGrad).toBe(true);
    }
  });

  it("returns the gradients of the leaves", () => {
    const { x, z } = lesson();
    const walk = Tape.endingAt(z).rewind(tensor(1, { dtype: "float64" }));
    let result = walk.next();
    while (!result.done) result = walk.next();
    expect([...result.value.keys()]).toEqual([x]);
    expect(result.value.get(x)?.item()).toBeCloseTo(3 * (Math.cos(6) + Math.exp(6)), 10);
  });

  it("returns the gradients of the tensors it goes towards, leaves or not, and of no others", () => {
    const [a, b] = [leaf(2), leaf(3)];
    const product = mul(exp(a), b);
    const end = sin(product);
    const walk = Tape.endingAt(end).rewind(tensor(1), { towards: [product, b, end] });
    let result = walk.next();
    while (!result.done) result = walk.next();
    expect(new Set(result.value.keys())).toEqual(new Set([product, b, end]));
  });

  it("computes only what lies on the way to the tensors it goes towards", () => {
    const [a, b] = [leaf(2), leaf(3)];
    const y = mul(exp(a), sin(b));
    const seen = [...Tape.endingAt(y).rewind(tensor(1), { towards: [b] })];
    expect(seen.map(({ step }) => step.op.name)).toEqual(["Mul", "Sin"]);
    expect(seen[0].gradInputs[0]).toBeNull();
  });
});
