import { describe, expect, it } from "vitest";
import { lift } from "../../src/autograd/index.js";
import {
  mul,
  Op,
  setDefaultDtype,
  sum,
  tensor,
  type Gradients,
  type Inputs,
  type NdArray,
  type Tensor,
} from "../../src/index.js";

/** y = a, whatever b is */
class First extends Op<2> {
  constructor(readonly gradients: (gradY: Tensor, inputs: Inputs<2>) => unknown) {
    super();
  }
  forward(a: NdArray): NdArray {
    return a;
  }
  backward(gradY: Tensor, inputs: Inputs<2>): Gradients<2> {
    return this.gradients(gradY, inputs) as Gradients<2>;
  }
}

const leaf = (data: number[]) => tensor(data, { requiresGrad: true });

/** Goes back through a First with the given backward. */
function backwardThrough(gradients: (gradY: Tensor, inputs: Inputs<2>) => unknown): Inputs<2> {
  const [a, b] = [leaf([1, 2]), leaf([3, 4])];
  sum(new First(gradients).apply(a, b)).backward();
  return [a, b];
}

describe("an op of one's own", () => {
  it("may give null for an input that has no gradient", () => {
    const [a, b] = backwardThrough((gradY) => [() => gradY, null]);
    expect(a.grad?.toArray()).toEqual([1, 1]);
    expect(b.grad).toBeNull();
  });

  it("may give the gradient in the shape that broadcasting gave the input", () => {
    const a = tensor([[1], [2]], { requiresGrad: true });
    const op = new First((gradY) => [() => mul(gradY, [1, 10, 100]), null]);
    sum(op.apply(a, [0, 0, 0])).backward();
    expect(a.grad?.toArray()).toEqual([[111], [111]]);
  });

  it("is told if a gradient has more rows than anything was broadcast to", () => {
    const rows = (gradY: Tensor) => mul(gradY, tensor([[1], [1], [1], [1], [1]]));
    expect(() => backwardThrough((gradY) => [() => rows(gradY), null])).toThrow(
      /First\.backward.* shape \[5, 2\] for input 0, a tensor of shape \[2\]: axis 0 differs/,
    );
  });

  it("is told if backward gives too few gradients", () => {
    expect(() => backwardThrough((gradY) => [() => gradY])).toThrow(
      /First\.backward gave 1 gradients for 2 inputs; give null/,
    );
  });

  it("is told if backward gives too many gradients", () => {
    expect(() => backwardThrough((gradY) => [() => gradY, null, null])).toThrow(
      /First\.backward gave 3 gradients for 2/,
    );
  });

  it("is told if a gradient has another shape: both shapes, and the axis", () => {
    expect(() => backwardThrough(() => [() => tensor([1, 2, 3]), null])).toThrow(
      /First\.backward.* shape \[3\] for input 0, a tensor of shape \[2\]: axis 0 differs/,
    );
  });

  it("is told if a gradient has too few axes", () => {
    expect(() => backwardThrough(() => [() => tensor(1), null])).toThrow(
      /shape \[\] for input 0, a tensor of shape \[2\]: it has too few axes/,
    );
  });

  it("is told if a gradient has the size of another input, where its own has more than one", () => {
    const [a, b] = [leaf([1, 2]), leaf([1, 2, 3])];
    const y = new First(() => [() => tensor([1, 2, 3]), null]).apply(a, b);
    expect(() => {
      sum(y).backward();
    }).toThrow(/shape \[3\] for input 0, a tensor of shape \[2\]: axis 0 differs/);
  });

  it("is told if what it gives for an input is no function", () => {
    expect(() => backwardThrough((gradY) => [gradY, null])).toThrow(
      /^First\.backward must give a function or null for input 0, not /,
    );
    expect(() => backwardThrough((gradY) => [() => gradY, undefined])).toThrow(
      /^First\.backward must give a function or null for input 1, not undefined$/,
    );
  });

  it("is told if what forward gives is no ndarray", () => {
    class Numbers extends Op<1> {
      forward(): NdArray {
        return [1, 2] as unknown as NdArray;
      }
      backward(): Gradients<1> {
        return [null];
      }
    }
    expect(() => new Numbers().apply([1, 2])).toThrow(
      /^Numbers\.forward must return an ndarray of floats, not .*1,.*2.*; that of a tensor is its data$/,
    );
  });

  it("is told if a gradient is no Tensor", () => {
    expect(() => backwardThrough(() => [() => 7, null])).toThrow(
      /First\.backward must give a Tensor for input 0, not 7/,
    );
    expect(() => backwardThrough((gradY) => [() => gradY.data as never, null])).toThrow(
      /First\.backward must give a Tensor for input 0, not an ndarray$/,
    );
  });

  it("is never asked for a gradient that nobody needs", () => {
    const asked: string[] = [];
    const op = new First((gradY) => [
      () => (asked.push("a"), gradY),
      () => (asked.push("b"), gradY),
    ]);
    const [a, constant] = [leaf([1, 2]), tensor([3, 4])];
    sum(op.apply(a, constant)).backward();
    expect(asked).toEqual(["a"]);
  });

  it("is applied once: an instance is a call", () => {
    const op = new First((gradY) => [() => gradY, null]);
    op.apply([1], [2]);
    expect(() => op.apply([1], [2])).toThrow(/First: one Op instance is one call/);
  });

  it("keeps what forward finds out, for its own backward", () => {
    class Scale extends Op<1> {
      factor = 0;
      forward(x: NdArray): NdArray {
        this.factor = x.get(0);
        return x;
      }
      backward(gradY: Tensor): Gradients<1> {
        return [() => mul(gradY, this.factor)];
      }
    }
    const x = leaf([3, 1]);
    const y = new Scale().apply(x);
    new Scale().apply([8, 8]); // another call, another instance
    sum(y).backward();
    expect(x.grad?.toArray()).toEqual([3, 3]);
  });

  it("gets a list of its inputs that is its own to change", () => {
    class Takes extends Op<2> {
      forward(x: NdArray): NdArray {
        return x;
      }
      backward(gradY: Tensor, inputs: Inputs<2>): Gradients<2> {
        inputs.reverse();
        return [() => gradY, null];
      }
    }
    const [a, b] = [leaf([1]), leaf([2])];
    const y = new Takes().apply(a, b);
    y.backward();
    y.backward();
    expect([a.grad?.toArray(), b.grad]).toEqual([[2], null]);
  });

  it("gets its output, too", () => {
    class Root extends Op<1> {
      forward(): NdArray {
        return tensor([5]).data;
      }
      backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
        return [() => mul(gradY, y)];
      }
    }
    const x = leaf([1]);
    new Root().apply(x).backward();
    expect(x.grad?.toArray()).toEqual([5]);
  });

  it("names itself in messages, as its class or as it says", () => {
    class Nameless extends First {
      override get name() {
        return "my op";
      }
    }
    const x = leaf([1, 2]);
    expect(new First(() => []).apply(x, 0).origin?.op.name).toBe("First");
    expect(new Nameless(() => []).apply(x, 0).toString()).toContain("made by my op");
  });

  it("names itself where an input cannot be read", () => {
    // @ts-expect-error: a string is no TensorLike
    expect(() => mul("2", 3)).toThrow(/Mul: input 0 is "2", not a number/);
    expect(() => mul([1, 2], [[1], [2, 3]])).toThrow(/Mul: input 1\[1\] has length 2/);
  });
});

describe("the compiler", () => {
  it("rejects an op with a wrong number of gradients or of inputs", () => {
    class TooFew extends Op<2> {
      forward(a: NdArray): NdArray {
        return a;
      }
      // @ts-expect-error: one gradient for two inputs
      backward(gradY: Tensor) {
        return [() => gradY] as [() => Tensor];
      }
    }
    class TooMany extends Op<1> {
      // @ts-expect-error: two inputs for an op of one
      forward(a: NdArray, b: NdArray): NdArray {
        return a.size > 0 ? a : b;
      }
      // @ts-expect-error: two gradients for one input
      backward(gradY: Tensor): Gradients<2> {
        return [() => gradY, () => gradY];
      }
    }
    class Eager extends Op<1> {
      forward(a: NdArray): NdArray {
        return a;
      }
      // @ts-expect-error: a gradient that is not a function
      backward(gradY: Tensor): [Tensor] {
        return [gradY];
      }
    }
    // @ts-expect-error: one input for an op of two
    expect(new TooFew().apply([1]).toArray()).toEqual([1]);
    expect(new TooMany().apply([1]).toArray()).toEqual([1]);
    expect(new Eager().apply([1]).toArray()).toEqual([1]);
  });
});

describe("lift", () => {
  it("gives plain numbers the widest dtype among the arrays, wherever they stand", () => {
    const [wide, narrow] = [tensor([1], { dtype: "float64" }), tensor([1], { dtype: "float32" })];
    for (const inputs of [
      [wide, narrow, 0.1],
      [narrow, 0.1, wide],
      [0.1, new Float32Array(1), new Float64Array(1)],
    ]) {
      const lifted = lift(inputs, "test");
      const number = lifted[inputs.findIndex((input) => typeof input === "number")];
      expect(number.dtype).toBe("float64");
      expect(number.item()).toBe(0.1);
    }
  });

  it("gives them that of the only array, whatever the default is, and the default without one", () => {
    setDefaultDtype("float64");
    try {
      const narrow = tensor([1], { dtype: "float32" });
      for (const inputs of [
        [0.1, narrow],
        [narrow, 0.1],
        [[0.1], new Float32Array(1)],
      ]) {
        expect(lift(inputs, "test").map((t) => t.dtype)).toEqual(["float32", "float32"]);
      }
      expect(lift([0.1, [0.2]], "test").map((t) => t.dtype)).toEqual(["float64", "float64"]);
    } finally {
      setDefaultDtype("float32");
    }
  });
});
