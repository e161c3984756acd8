/** When a leaf changes, what was made of it before lets go of the rest of its graph. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import {
  add,
  bceWithLogits,
  exp,
  Generator,
  gradients,
  harmonize,
  Linear,
  matmul,
  mean,
  mul,
  Op,
  randn,
  Sequential,
  SGD,
  sin,
  square,
  sum,
  Tape,
  tanh,
  tensor,
  type Gradients,
  type NdArray,
  type Step,
  type Tensor,
} from "../../src/index.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Whether what each refers to was collected; what was looked at goes only after the current job. */
async function areCollected(references: readonly WeakRef<object>[]): Promise<boolean[]> {
  for (let i = 0; i < 3; i++) {
    await new Promise(setImmediate);
    collect();
  }
  return references.map((reference) => reference.deref() === undefined);
}

const leaf = (data: number | number[] | number[][], name?: string) =>
  tensor(data, { dtype: "float64", requiresGrad: true, name });
const random = (shape: number[], seed: number) =>
  randn(shape, { dtype: "float64", generator: new Generator(seed) });

function smallModel() {
  const generator = new Generator(1);
  const options = { generator, dtype: "float64" } as const;
  const model = new Sequential(new Linear(2, 8, options), tanh, new Linear(8, 1, options));
  const optimizer = new SGD(model.parameters(), { lr: 0.1 });
  return { model, optimizer };
}

const isReleased = (step: Step) => step.inputs.length === 0;
const messageOf = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
};

describe("a loss that is kept after the optimizer's step", () => {
  const train = () => {
    const { model, optimizer } = smallModel();
    const x = random([4, 2], 2);
    const output = model.forward(x);
    const loss = bceWithLogits(output, tensor([[0], [1], [1], [0]], { dtype: "float64" }));
    const { steps } = Tape.endingAt(loss);
    loss.backward();
    return { model, optimizer, x, output, loss, steps };
  };

  it("holds its graph until then, and nothing of it after", () => {
    const { optimizer, loss, steps } = train();
    expect(steps.some(isReleased)).toBe(false);
    optimizer.step();
    expect(steps.every(isReleased)).toBe(true);
    expect(loss.origin?.inputs).toEqual([]);
    expect(Tape.endingAt(loss).steps).toEqual([loss.origin]);
  });

  it("lets the batch, the hidden values and what the ops kept be collected", async () => {
    const { loss, references } = (() => {
      const { optimizer, x, steps, loss } = train();
      const hidden = steps.slice(0, -1).flatMap(({ output }) => [output, output.data.data]);
      const held = [x, x.data.data, ...steps.map(({ op }) => op), ...hidden];
      optimizer.step();
      return { loss, references: held.map((object: object) => new WeakRef(object)) };
    })();
    expect(await areCollected(references)).toEqual(references.map(() => true));
    expect(loss.item()).toBeGreaterThan(0);
  });

  it("would hold all that without the step", async () => {
    const { loss, references } = (() => {
      const { x, steps, loss } = train();
      return { loss, references: [x, ...steps].map((object: object) => new WeakRef(object)) };
    })();
    expect(await areCollected(references)).toEqual(references.map(() => false));
    expect(loss.requiresGrad).toBe(true);
  });

  it("still has its numbers, and so has all else of the graph", () => {
    const { optimizer, steps, loss } = train();
    const numbers = steps.map(({ output }) => output.toArray());
    optimizer.step();
    expect(steps.map(({ output }) => output.toArray())).toEqual(numbers);
    expect(loss.requiresGrad).toBe(true);
  });

  it("has a tape that shows the steps until then, and afterwards says that they are released, and why", () => {
    const { model, optimizer, output, loss } = train();
    const tape = Tape.endingAt(loss);
    const before = `
#0  Affine         constant [4, 2], 0.weight [2, 8], 0.bias [8] → [4, 8]
#1  Tanh           #0 [4, 8] → [4, 8]
#2  Affine         #1 [4, 8], 2.weight [8, 1], 2.bias [1] → [4, 1]
#3  BCEWithLogits  #2 [4, 1], constant [4, 1] → [4, 1]
#4  Mean           #3 [4, 1] → []`.trimStart();
    expect(tape.toString()).toBe(before);
    gradients(loss, model.parameters());
    expect(Tape.endingAt(loss).toString()).toBe(before);
    optimizer.step();
    const why = '(released: "0.weight" of shape [2, 8] was changed)';
    expect(Tape.endingAt(loss).toString()).toBe(`#0  Mean ${why}   → []`);
    expect(Tape.endingAt(output).toString()).toBe(`#0  Affine ${why}   → [4, 1]`);
    expect(String(loss)).toMatch(`made by Mean ${why}`);
    expect(tape.toString().split("\n")).toHaveLength(5);
    for (const line of tape.toString().split("\n")) expect(line).toContain(why);
  });

  it("can be computed with, and refuses to go back, naming the leaf and the op", () => {
    const { optimizer, loss } = train();
    optimizer.step();
    const average = mul(0.5, add(loss, square(loss)));
    expect(average.item()).toBeCloseTo((loss.item() + loss.item() ** 2) / 2, 12);
    for (const end of [loss, average]) {
      expect(() => {
        end.backward();
      }).toThrow(
        /^"[02]\.(weight|bias)" of shape \[.*\] was changed, by assign\(\) or an optimizer's step, after \w+ used it: its gradient would belong to other numbers; call backward\(\) before changing it, or run forward again$/,
      );
    }
  });

  it("refuses to go towards a tensor behind the released steps, rather than give zeros", () => {
    const [x, w] = [leaf(2, "x"), leaf(3, "w")];
    const hidden = mul(x, w);
    const loss = square(hidden);
    loss.backward();
    w.assign(4);
    for (const towards of [[x], [hidden], [x, hidden]]) {
      expect(() => gradients(loss, towards)).toThrow(/^"w" of shape \[\] was changed/);
    }
  });

  it("refuses as well after zeroGrad, and leaves the grads as they are", () => {
    const { model, optimizer, loss } = train();
    optimizer.step();
    optimizer.zeroGrad();
    expect(() => {
      loss.backward();
    }).toThrow(/changed, by assign/);
    expect(model.parameters().map((p) => p.grad)).toEqual(model.parameters().map(() => null));
  });

  it("does not disturb the steps that follow: they go as if nothing were kept", () => {
    const run = (isKept: boolean) => {
      const { model, optimizer } = smallModel();
      const kept: Tensor[] = [];
      for (let step = 0; step < 5; step++) {
        optimizer.zeroGrad();
        const loss = mean(square(model.forward(random([4, 2], step))));
        loss.backward();
        optimizer.step();
        if (isKept) kept.push(loss);
      }
      return model.parameters().map((p) => p.toArray());
    };
    expect(run(true)).toEqual(run(false));
  });
});

describe("the error of a way back through what has changed", () => {
  it("is the same whether or not the steps were released", () => {
    const make = () => {
      const w = leaf([1, 2], "w");
      return { w, loss: sum(exp(mul(w, [3, 4]))) };
    };
    const [released, other] = [make(), make()];
    released.loss.backward();
    for (const { w } of [released, other]) w.assign([5, 6]);
    expect(released.loss.origin?.inputs).toEqual([]);
    expect(other.loss.origin?.inputs).toHaveLength(1);
    const message = messageOf(() => {
      other.loss.backward();
    });
    expect(message).toMatch(
      /^"w" of shape \[2\] was changed, by assign\(\) or an optimizer's step, after Mul used it/,
    );
    for (const f of [
      () => {
        released.loss.backward();
      },
      () => gradients(released.loss, [released.w]),
      () => [...Tape.endingAt(released.loss).rewind()],
    ]) {
      expect(messageOf(f)).toBe(message);
    }
  });

  it("comes also in the middle of a walk that was under way", () => {
    const w = leaf([1, 2], "w");
    const loss = sum(exp(mul(w, [3, 4])));
    loss.backward();
    const walk = Tape.endingAt(loss).rewind();
    walk.next();
    w.assign([5, 6]);
    expect(() => walk.next()).toThrow(
      /"w" of shape \[2\] was changed, by assign\(\) or an optimizer's step, after Mul/,
    );
  });

  it("comes where harmonize needs the tape", () => {
    const w = leaf([1, 2], "w");
    const output = mul(w, [3, 4]);
    const losses = square(output);
    sum(losses).backward();
    w.assign([5, 6]);
    expect(() => harmonize(losses, output)).toThrow(Error);
  });

  it("names an op whose name is its own to say", () => {
    class Scale extends Op<1> {
      constructor(readonly factor: number) {
        super();
      }
      override get name(): string {
        return `Scale by ${this.factor}`;
      }
      forward(x: NdArray): NdArray {
        return mul(x, this.factor).data;
      }
      backward(gradY: Tensor): Gradients<1> {
        return [() => mul(gradY, this.factor)];
      }
    }
    const w = leaf([1, 2], "w");
    const y = new Scale(3).apply(w);
    const loss = sum(y);
    loss.backward();
    w.assign([5, 6]);
    expect(String(y)).toMatch(/made by Scale by 3/);
    expect(() => {
      loss.backward();
    }).toThrow(
      /"w" of shape \[2\] was changed, by assign\(\) or an optimizer's step, after Scale by 3 used it/,
    );
  });
});

describe("a leaf that changes", () => {
  it("releases what was made of it, and nothing before it or beside it", () => {
    const [a, b, c] = [leaf([1, 2], "a"), leaf([3, 4], "b"), leaf([5, 6], "c")];
    const early = sin(a);
    const middle = mul(early, b);
    const beside = exp(c);
    const loss = sum(mul(middle, beside));
    loss.backward();
    b.assign([7, 8]);
    expect(early.origin?.inputs).toEqual([a]);
    expect(beside.origin?.inputs).toEqual([c]);
    for (const t of [middle, loss]) expect(t.origin?.inputs).toEqual([]);
    const [ofA] = gradients(sum(early), [a]);
    expect(ofA.toArray()).toEqual(
      [Math.cos(1), Math.cos(2)].map((v) => expect.closeTo(v, 12) as number),
    );
    const [ofC] = gradients(sum(beside), [c]);
    expect(ofC.toArray()).toEqual(
      [Math.exp(5), Math.exp(6)].map((v) => expect.closeTo(v, 9) as number),
    );
  });

  it("releases nothing that no backward pass has gone along", () => {
    const w = leaf([1, 2], "w");
    const loss = sum(square(w));
    w.assign([3, 4]);
    expect(loss.origin?.inputs).toHaveLength(1);
    expect(() => {
      loss.backward();
    }).toThrow(/changed, by assign/);
  });

  it.each([
    ["gradients", (loss: Tensor, w: Tensor) => gradients(loss, [w])],
    ["a walk to the end", (loss: Tensor) => [...Tape.endingAt(loss).rewind()]],
    [
      "backward, a zeroGrad and another backward",
      (loss: Tensor, w: Tensor) => {
        loss.backward();
        w.zeroGrad();
        sum(w).backward();
      },
    ],
    [
      "backward, and as many more as a gradient is summed over",
      (loss: Tensor, w: Tensor) => {
        loss.backward();
        for (let i = 0; i < 60; i++) sum(w).backward();
      },
    ],
  ])("releases what was gone along by %s", (_, goBack) => {
    const w = leaf([1, 2], "w");
    const loss = sum(square(w));
    goBack(loss, w);
    w.assign([3, 4]);
    expect(String(Tape.endingAt(loss))).toMatch(/Sum \(released: "w" of shape \[2\] was changed\)/);
  });

  it.each([
    { graphs: 64, elements: 2, released: 64, of: "small ones, 64" },
    { graphs: 66, elements: 2, released: 64, of: "more small ones, the last 64" },
    { graphs: 8, elements: 2 ** 18, released: 8, of: "large ones, 8" },
    { graphs: 16, elements: 2 ** 16, released: 16, of: "2²⁰ elements, all" },
    {
      graphs: 16,
      elements: 2 ** 16 + 1,
      released: 15,
      of: "more elements, the last that hold fewer",
    },
    { graphs: 10, elements: 2 ** 18, released: 8, of: "more large ones, the last 8" },
  ])("releases of $of, whose gradients were added up", ({ graphs, elements, released }) => {
    const w = tensor(new Float32Array(elements - 1), { requiresGrad: true });
    const losses = Array.from({ length: graphs }, () => sum(exp(w))); // exp's output, and the sum
    for (const loss of losses) loss.backward();
    w.assign(w);
    const isOld = losses.map(({ origin }) => origin !== null && !isReleased(origin));
    expect(isOld).toEqual(losses.map((_, i) => i < graphs - released));
  });

  it("may change once more, when nothing is left to release", () => {
    const w = leaf([1, 2], "w");
    sum(square(w)).backward();
    w.assign([3, 4]).assign([5, 6]);
    const loss = sum(square(w));
    loss.backward();
    expect(w.grad?.toArray()).toEqual([2 + 10, 4 + 12]);
  });

  it("takes what was made of it from the other leaves' memory, too, and leaves the rest there", async () => {
    const [a, b] = [leaf([1, 2], "a"), leaf([3, 4], "b")];
    const { reference, beside } = (() => {
      const hidden = sin(mul(a, b));
      const beside = exp(b);
      sum(mul(hidden, beside)).backward();
      return { reference: new WeakRef(hidden), beside };
    })();
    a.assign([5, 6]);
    expect(await areCollected([reference])).toEqual([true]);
    expect(beside.origin?.inputs).toEqual([b]);
    b.assign([7, 8]);
    expect(beside.origin?.inputs).toEqual([]);
  });

  it("is not what an intermediate value is, which holds nothing of what was made of it", async () => {
    const w = leaf([1, 2], "w");
    const hidden = exp(w);
    const references = (() => {
      const later = sin(hidden);
      const loss = sum(later);
      gradients(loss, [hidden]);
      return [new WeakRef(later), new WeakRef(loss)];
    })();
    expect(await areCollected(references)).toEqual([true, true]);
    expect(hidden.requiresGrad).toBe(true); // it is held
  });

  it("is free of the graph itself: neither it nor its grad holds the steps", async () => {
    const { w, references } = (() => {
      const w = leaf([1, 2], "w");
      const loss = sum(exp(mul(w, [3, 4])));
      const held = Tape.endingAt(loss).steps;
      loss.backward();
      w.assign([5, 6]);
      return { w, references: held.map((step) => new WeakRef(step)) };
    })();
    expect(await areCollected(references)).toEqual([true, true, true]);
    expect(w.grad).not.toBeNull();
  });

  it("may be assigned to by hand, and the graph made anew goes back as ever", () => {
    const w = leaf([1, 2], "w");
    const loss = () => sum(mul(square(w), [3, 4]));
    const first = loss();
    first.backward();
    expect(w.grad?.toArray()).toEqual([6, 16]);
    w.assign([10, 20]);
    expect(w.grad?.toArray()).toEqual([6, 16]); // assign changes no grad
    loss().backward();
    expect(w.grad?.toArray()).toEqual([6 + 60, 16 + 160]);
    expect(() => {
      first.backward();
    }).toThrow(/changed, by assign/);
    expect(w.grad?.toArray()).toEqual([66, 176]);
  });
});

describe("a leaf that does not change", () => {
  it("gets its gradient once more from each backward on the same graph", () => {
    const w = leaf([1, 2], "w");
    const loss = sum(square(w));
    for (let times = 1; times <= 3; times++) {
      loss.backward();
      expect(w.grad?.toArray()).toEqual([2 * times, 4 * times]);
    }
    w.zeroGrad();
    loss.backward();
    expect(w.grad?.toArray()).toEqual([2, 4]);
  });

  it("keeps its graph when another, beside it, changes", () => {
    const [w, other] = [leaf([1, 2], "w"), leaf([3, 4], "other")];
    const loss = sum(square(w));
    add(loss, sum(square(other))).backward();
    other.assign([0, 0]);
    loss.backward();
    expect(w.grad?.toArray()).toEqual([4, 8]);
  });
});

describe("two heads on one encoder", () => {
  const twoHeads = () => {
    const encoder = leaf([[1, -2], [0.5, 3]], "encoder"); // prettier-ignore
    const [head1, head2] = [leaf([[1], [2]], "head1"), leaf([[-1], [1]], "head2")];
    const code = sin(matmul(random([3, 2], 5), encoder));
    const [loss1, loss2] = [head1, head2].map((head) => sum(square(matmul(code, head))));
    return { encoder, head1, head2, code, loss1, loss2 };
  };

  it("of which one has taken its step: the other goes back, and gets what it would have got", () => {
    const { encoder, head1, head2, loss1, loss2 } = twoHeads();
    const fresh = twoHeads();
    const expected = gradients(fresh.loss2, [fresh.encoder, fresh.head2]).map((g) => g.toArray());
    loss1.backward();
    new SGD([head1], { lr: 0.1 }).step();
    expect(loss1.origin?.inputs).toEqual([]);
    encoder.zeroGrad();
    loss2.backward();
    expect([encoder, head2].map((t) => t.grad?.toArray())).toEqual(expected);
    expect(() => {
      loss1.backward();
    }).toThrow(
      /"head1" of shape \[2, 1\] was changed, by assign\(\) or an optimizer's step, after MatMul used it/,
    );
  });

  it("add up their gradients in the encoder, with the step of one in between", () => {
    const { encoder, head1, loss1, loss2 } = twoHeads();
    const fresh = twoHeads();
    const [expected] = gradients(add(fresh.loss1, fresh.loss2), [fresh.encoder]);
    loss1.backward();
    new SGD([head1], { lr: 0.1 }).step();
    loss2.backward();
    (encoder.grad?.toArray() as number[][]).flat().forEach((value, i) => {
      expect(value).toBeCloseTo((expected.toArray() as number[][]).flat()[i], 12);
    });
  });

  it("refuse both when the encoder has changed, also the one that did not go back before", () => {
    const { encoder, head2, loss1, loss2 } = twoHeads();
    loss1.backward();
    encoder.assign([[0, 0], [0, 0]]); // prettier-ignore
    for (const loss of [loss1, loss2, add(loss2, sum(square(encoder)))]) {
      const wrong =
        /"encoder" of shape \[2, 2\] was changed, by assign\(\) or an optimizer's step, after MatMul used it/;
      expect(() => {
        loss.backward();
      }).toThrow(wrong);
      // Neither zeros, nor the part of the gradient that does not go through the code.
      expect(() => gradients(loss, [encoder])).toThrow(wrong);
    }
    expect(head2.grad).toBeNull();
  });
});
