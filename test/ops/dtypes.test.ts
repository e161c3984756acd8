/** Which dtype data have that are no tensors: nothing that was given in float64 is rounded. */
import { afterEach, describe, expect, it } from "vitest";
import * as g from "../../src/index.js";
import {
  gradients,
  setDefaultDtype,
  Tape,
  tensor,
  type Tensor,
  type TensorLike,
} from "../../src/index.js";

const tenth = Math.fround(0.1);
/** An ndarray, which is neither a tensor nor a typed array. */
const ndarrayOf = (value: number, dtype: g.Dtype) => tensor([value], { dtype }).data;
const only = (t: Tensor) => tensor(t).data.data[0];

afterEach(() => {
  setDefaultDtype("float32");
});

describe("plain numbers and lists take the dtype of what they stand beside", () => {
  const of64: [string, TensorLike][] = [
    ["a tensor", tensor([1], { dtype: "float64" })],
    ["an ndarray", ndarrayOf(1, "float64")],
    ["a typed array", Float64Array.of(1)],
  ];
  const plain: [string, TensorLike][] = [
    ["a number", 0.1],
    ["a list", [0.1]],
    ["nested lists", [[0.1]]],
  ];
  for (const [beside, other] of of64) {
    it.each(plain)(`float64 of ${beside}, for %s`, (_, data) => {
      for (const y of [g.mul(other, data), g.mul(data, other), g.concat([[1], other, [0.1]])]) {
        expect(y.dtype).toBe("float64");
      }
      expect(only(g.mul(other, data))).toBe(0.1);
      expect(only(g.mul(data, other))).toBe(0.1);
      expect(only(g.where([0], other, data))).toBe(0.1);
    });
  }

  it.each(plain)("float32 of an ndarray, for %s, whatever the default", (_, data) => {
    setDefaultDtype("float64");
    const others = [ndarrayOf(1, "float32"), Float32Array.of(1), tensor([1], { dtype: "float32" })];
    for (const other of others) {
      expect(g.mul(other, data).dtype).toBe("float32");
      expect(only(g.mul(data, other))).toBe(tenth);
    }
  });

  it.each(plain)("float64 where both are among the others, for %s", (_, data) => {
    const single = tensor([1], { dtype: "float32" });
    for (const double of [ndarrayOf(1, "float64"), Float64Array.of(1)]) {
      const [lifted] = liftedBy(data, single, double);
      expect(lifted.dtype).toBe("float64");
      expect(only(lifted)).toBe(0.1);
    }
  });

  it.each(plain)("the default among themselves, for %s", (_, data) => {
    expect(g.mul([1], data).dtype).toBe("float32");
    setDefaultDtype("float64");
    expect(only(g.mul([1], data))).toBe(0.1);
  });

  it("integers in typed arrays have no say", () => {
    expect(g.mul(Int32Array.of(1), 0.1).dtype).toBe("float32");
    expect(only(g.mul(ndarrayOf(0.1, "float64"), Int32Array.of(1)))).toBe(0.1);
  });

  it("a float32 array keeps its dtype beside float64", () => {
    const [single] = liftedBy(Float32Array.of(0.1), tensor([1], { dtype: "float64" }), 1);
    expect(single.dtype).toBe("float32");
  });
});

/** The inputs as an op of three gets them. */
function liftedBy(...inputs: [TensorLike, TensorLike, TensorLike]): readonly Tensor[] {
  class Keep extends g.Op<3> {
    forward(a: g.NdArray): g.NdArray {
      return a;
    }
    backward(gradY: Tensor): g.Gradients<3> {
      return [() => gradY, null, null];
    }
  }
  const anchor = inputs.map((x) =>
    x instanceof g.Tensor ? tensor(x, { requiresGrad: true }) : x,
  ) as typeof inputs;
  const [step] = Tape.endingAt(new Keep().apply(...anchor)).steps;
  return step.inputs;
}

describe("the gradient to begin with has the dtype of the end", () => {
  const seeds: [string, TensorLike][] = [
    ["nested lists", [[0.1]]],
    ["a Float64Array in an ndarray", tensor([[0.1]], { dtype: "float64" }).data],
    ["a float64 tensor", tensor([[0.1]], { dtype: "float64" })],
  ];

  const byEveryWay = (dtype: g.Dtype, seed: TensorLike): Tensor[] => {
    const leaf = () => tensor([[2]], { dtype, requiresGrad: true });
    const x = leaf();
    x.mul(1).backward(seed);
    const second = leaf();
    second.mul(1).backward(seed, { createGraph: true });
    const third = leaf();
    const [found] = gradients(third.mul(1), [third], { gradient: seed });
    const fourth = leaf();
    const [step] = Tape.endingAt(fourth.mul(1)).rewind(seed);
    const end = leaf(); // no step between
    end.backward(seed);
    return [x.grad, second.grad, found, step.gradOutput, end.grad].map((t) => {
      if (t === null) throw new Error("there is no gradient");
      return t;
    });
  };

  it.each(seeds)("float64, and every digit of %s", (_, seed) => {
    for (const gradient of byEveryWay("float64", seed)) {
      expect(gradient.dtype).toBe("float64");
      expect(gradient.toArray()).toEqual([[0.1]]);
    }
  });

  it.each(seeds)("float32, for %s, whatever the default", (_, seed) => {
    setDefaultDtype("float64");
    for (const gradient of byEveryWay("float32", seed)) {
      expect(gradient.dtype).toBe("float32");
      expect(gradient.toArray()).toEqual([[tenth]]);
    }
  });

  it("a number, for a single number", () => {
    const x = tensor(2, { dtype: "float64", requiresGrad: true });
    x.mul(1).backward(0.1);
    expect(x.grad?.item()).toBe(0.1);
  });
});
