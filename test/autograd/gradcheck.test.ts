import { describe, expect, it } from "vitest";
import {
  abs,
  add,
  broadcastTo,
  clamp,
  exp,
  gradcheck,
  gradgradcheck,
  mul,
  Op,
  noGrad,
  pow,
  rand,
  relu,
  stopGradient,
  sum,
  tensor,
  where,
  type Gradients,
  type Inputs,
  type NdArray,
  type Tensor,
} from "../../src/index.js";

/** y = x, with a backward of one's choice. */
class Identity extends Op<1> {
  constructor(readonly gradient: (gradY: Tensor, x: Tensor) => Tensor) {
    super();
  }
  forward(x: NdArray): NdArray {
    return x;
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => this.gradient(gradY, x)];
  }
}

const identity = (gradient: (gradY: Tensor, x: Tensor) => Tensor) => (x: Tensor) =>
  new Identity(gradient).apply(x);

describe("gradcheck", () => {
  it("accepts a right gradient", () => {
    expect(gradcheck((a, b) => mul(exp(a), b), [[[1, 2]], [3, 4]])).toBe(true);
    expect(gradcheck((x) => mul(x, x), [3])).toBe(true);
    expect(gradcheck((x) => sum(x), [tensor(new Float64Array(0))])).toBe(true);
  });

  it("accepts a function of several outputs", () => {
    expect(gradcheck((x) => [exp(x), sum(x)], [[1, 2]])).toBe(true);
    const second = (x: Tensor) => identity((gradY) => mul(gradY, 1.01))(x);
    expect(() => gradcheck((x) => [exp(x), second(x)], [[1, 2]])).toThrow(/wrong/);
  });

  it("rejects a wrong gradient, and shows the worst entry with both numbers", () => {
    const wrong = identity((gradY) => mul(gradY, [1, 1, 1.5]));
    expect(() => gradcheck(wrong, [[4, 5, 6]])).toThrow(
      /1 of 3 entries.*entry 2 .*input 0,\s+shape \[3\],.* x = 6:\s+backward .*\s+finite difference .*\s+off by/,
    );
  });

  it("rejects an error of one in ten thousand", () => {
    expect(() =>
      gradcheck(
        identity((gradY) => mul(gradY, 1.0001)),
        [[4, 5, 6]],
      ),
    ).toThrow(/wrong/);
  });

  it("rejects a gradient that goes to the wrong place", () => {
    expect(() =>
      gradcheck(
        identity((gradY) => gradY.flip()),
        [[1, 2]],
      ),
    ).toThrow(/wrong/);
  });

  it("rejects a missing gradient", () => {
    expect(() => gradcheck((x) => mul(x, stopGradient(x)), [[1, 2]])).toThrow(/2 of 2 entries/);
    expect(() => gradcheck((x) => stopGradient(x), [[1, 2]])).toThrow(/2 of 2 entries/);
  });

  it("rejects a backward that ignores the gradient of its output, and says so", () => {
    const ignoring = identity((gradY) => tensor(1, { dtype: gradY.dtype }).broadcastTo([2]));
    expect(() => gradcheck(ignoring, [[1, 2]])).toThrow(/does backward multiply by gradY\?/);
    const squaring = identity((gradY) => mul(gradY, gradY));
    expect(() => gradcheck(squaring, [[1, 2]])).toThrow(/multiply by gradY/);
    const small = identity(() => tensor([1e-4, 1e-4], { dtype: "float64" }));
    expect(() => gradcheck(small, [[1, 2]])).toThrow(/multiply by gradY/);
    for (const f of [
      (a: Tensor, b: Tensor) => add(a, ignoring(b)),
      (a: Tensor, b: Tensor) => add(ignoring(a), b),
      identity((gradY) => where([1, 0], gradY, 1)),
    ]) {
      expect(() =>
        gradcheck(f, [
          [1, 2],
          [3, 4],
        ]),
      ).toThrow(/multiply by gradY/);
    }
    for (const factor of [0.5, [0, 0.5]]) {
      const halving = identity((gradY) => mul(gradY, factor));
      expect(() => gradcheck(halving, [[1, 2]])).toThrow(/wrong/);
      expect(() => gradcheck(halving, [[1, 2]])).not.toThrow(/multiply by gradY/);
    }
  });

  it("rejects a function that writes into its input", () => {
    const writing = (x: Tensor) => {
      x.data.data[0] = 7;
      return mul(x, 2);
    };
    expect(() => gradcheck(writing, [[1, 2]])).toThrow(/wrote into its input 0/);
  });

  it("rejects a backward that writes into an input", () => {
    const writing = (_: Tensor, b: Tensor) =>
      identity((gradY, x) => {
        x.data.data[1] = 7;
        return gradY;
      })(b);
    expect(() => gradcheck(writing, [1, [1, 2]])).toThrow(/wrote into its input 1/);
  });

  it("rejects a function that gives another value each time", () => {
    expect(() => gradcheck((x) => mul(x, rand([2])), [[1, 2]])).toThrow(
      /f gave two values for the same inputs, .* apart .*seed what is random/,
    );
  });

  it("puts declared state back before each call, and afterwards", () => {
    let calls = 5;
    const counter = {
      state: () => calls,
      load: (state: number) => {
        calls = state;
      },
    };
    const stateful = (x: Tensor) => {
      calls += 1;
      return mul(x, calls);
    };
    expect(gradcheck(stateful, [[1, 2]], { state: [counter] })).toBe(true);
    expect(calls).toBe(5);
    expect(gradgradcheck(stateful, [[1, 2]], { state: [counter] })).toBe(true);
    expect(calls).toBe(5);
    expect(() => gradcheck(stateful, [[1, 2]])).toThrow(/for the same inputs/);
  });

  it("says so where the input is near a kink", () => {
    expect(() => gradcheck(abs, [[1, 1e-9]])).toThrow(/near a kink or a jump.*move the input away/);
    expect(() => gradcheck((x) => clamp(x, { max: 2 }), [[2]])).toThrow(/near a kink/);
    expect(() => gradcheck((x) => where(x.greater(1), mul(x, 5), x), [1])).toThrow(/near a kink/);
    // A bend of 0.3 in a slope of 100
    expect(() => gradcheck((x) => add(mul(100, x), mul(0.3, relu(x))), [0])).toThrow(/near a kink/);
    expect(() =>
      gradcheck(
        identity((gradY) => mul(gradY, 2)),
        [1],
      ),
    ).not.toThrow(/kink/);
  });

  it("does not blame a kink for a gradient that is further off than the slopes are apart", () => {
    class TimesReLU extends Op<1> {
      constructor(readonly slope: number) {
        super();
      }
      forward(x: NdArray): NdArray {
        return relu(tensor(x)).data;
      }
      backward(gradY: Tensor): Gradients<1> {
        return [() => mul(gradY, this.slope)];
      }
    }
    // With the slopes 0 and 1, the difference is 0.5. A power of 2 is exact.
    const at = (slope: number) => () =>
      gradcheck((x) => new TimesReLU(slope).apply(x), [0], { eps: 2 ** -20 });
    expect(at(0.5)()).toBe(true);
    for (const slope of [-0.25, 0, 1, 1.25]) expect(at(slope)).toThrow(/near a kink/);
    for (const slope of [-1, -0.5, 1.75, 2]) expect(at(slope)).not.toThrow(/near a kink/);
  });

  it("names the entry that is off by most, in units of what is allowed, and by how much", () => {
    const worstOf = (factors: number[], scales = factors.map(() => 1)) => {
      const f = identity((gradY) => mul(gradY, factors));
      const x = factors.map(() => 1);
      try {
        gradcheck((t) => mul(f(t), scales), [x]);
      } catch (error) {
        const text = String(error);
        const [backward, difference] = ["backward", "finite difference"].map((name) =>
          Number(new RegExp(`${name} +(\\S+)`).exec(text)?.[1]),
        );
        const off = Math.abs(backward - difference).toExponential(2);
        if (!Number.isNaN(backward)) expect(text).toContain(`off by ${off},`);
        return Number(/The worst is entry (\d)/.exec(text)?.[1]);
      }
      return "none";
    };
    expect(worstOf([1, 1, 1])).toBe("none");
    expect(worstOf([1.5, 3, 1])).toBe(1);
    expect(worstOf([3, 1.5, 1])).toBe(0);
    expect(worstOf([2, -1.5])).toBe(1);
    expect(worstOf([1.001, 2], [1000, 1])).toBe(1);
    expect(worstOf([5, NaN, NaN])).toBe(1);
  });

  it("allows an error in proportion to the slope, besides a fixed one", () => {
    const off = (factor: number) => identity((gradY) => mul(gradY, factor));
    const steep = (factor: number) => () => gradcheck((x) => mul(1000, off(factor)(x)), [1]);
    expect(steep(1 + 5e-6)()).toBe(true);
    expect(steep(1 + 2e-5)).toThrow(/wrong/);
    const flat = (factor: number) => () => gradcheck((x) => mul(1e-6, off(factor)(x)), [1]);
    expect(flat(1.01)()).toBe(true);
    expect(flat(2)).toThrow(/wrong/);
  });

  it("accepts without any tolerance what is exact", () => {
    const exact = { eps: 2 ** -20, atol: 0, rtol: 0 };
    expect(gradcheck((x) => mul(x, 2), [[1, 2]], exact)).toBe(true);
  });

  it.each([
    { eps: 0 },
    { eps: -1e-6 },
    { eps: NaN },
    { atol: -1 },
    { atol: NaN },
    { rtol: -1 },
    { rtol: NaN },
  ])("refuses %o", (options) => {
    const message = /^gradcheck: eps must be > 0, atol and rtol ≥ 0, not /;
    expect(() => gradcheck(exp, [1], options)).toThrow(message);
  });

  it("is as coarse as float32 where one of the inputs is", () => {
    const inputs = [tensor([1.1, 2.2], { dtype: "float32" }), [3, 4]];
    const coarse = { allowFloat32: true };
    expect(gradcheck((a, b) => [exp(a), b], inputs, coarse)).toBe(true);
    expect(gradcheck((b, a) => [exp(a), b], inputs.toReversed(), coarse)).toBe(true);
  });

  it("refuses float32, unless it is allowed", () => {
    const x = tensor([1, 2], { dtype: "float32" });
    expect(() => gradcheck(exp, [x])).toThrow(/input 0, a tensor of shape \[2\], is float32/);
    expect(() => gradgradcheck(exp, [x])).toThrow(/float32/);
    expect(gradcheck(exp, [x], { allowFloat32: true })).toBe(true);
    const wrong = identity((gradY) => mul(gradY, 1.5));
    expect(() => gradcheck(wrong, [x], { allowFloat32: true })).toThrow(/wrong/);
  });

  it("takes plain numbers as float64", () => {
    const dtypes: string[] = [];
    const f = (x: Tensor) => {
      dtypes.push(x.dtype);
      return x;
    };
    gradcheck(f, [[1, 2]]);
    expect(new Set(dtypes)).toEqual(new Set(["float64"]));
  });

  it("copies expanded inputs, so that each entry moves alone", () => {
    const x = broadcastTo(tensor(2, { dtype: "float64" }), [3]);
    expect(gradcheck((t) => mul(t, t), [x])).toBe(true);
    expect(x.toArray()).toEqual([2, 2, 2]);
  });

  it("leaves its inputs and their grad alone", () => {
    const x = tensor([1, 2], { dtype: "float64", requiresGrad: true });
    gradcheck(exp, [x]);
    expect(x.grad).toBeNull();
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("takes steps that suit the size of the input", () => {
    expect(gradcheck((x) => pow(x, 2), [[1e6, -2e6]])).toBe(true);
    expect(gradcheck((x) => pow(x, 2), [[1e-6, 0]])).toBe(true);
  });

  it("is not misled by a large value beside the one that changes", () => {
    expect(gradcheck((x) => pow(x, 2), [[1e6, 1e-6]])).toBe(true);
  });

  it("works inside noGrad", () => {
    expect(noGrad(() => gradcheck((x) => mul(x, x), [2]))).toBe(true);
    expect(noGrad(() => gradgradcheck((x) => mul(x, x), [2]))).toBe(true);
  });

  it("fails where the value or a gradient is NaN, and says which", () => {
    expect(() => gradcheck((x) => mul(x, NaN), [1])).toThrow(/f is not finite at these inputs/);
    expect(() =>
      gradcheck(
        identity((gradY) => mul(gradY, NaN)),
        [1],
      ),
    ).toThrow(/backward +NaN/);
  });
});

describe("gradgradcheck", () => {
  it("accepts right second derivatives", () => {
    expect(gradgradcheck((a, b) => mul(exp(a), b), [[[1, 2]], [3, 4]])).toBe(true);
  });

  it("rejects a backward that is right, but cannot be differentiated", () => {
    class Square extends Op<1> {
      forward(x: NdArray): NdArray {
        return mul(tensor(x), tensor(x)).data;
      }
      backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
        return [() => mul(gradY, stopGradient(add(x, x)))];
      }
    }
    const f = (x: Tensor) => new Square().apply(x);
    expect(gradcheck(f, [[1, 2]])).toBe(true);
    expect(() => gradgradcheck(f, [[1, 2]])).toThrow(
      /^gradgradcheck: 2 of 4 entries are wrong.*input 0/,
    );
  });

  it("rejects a backward that is not linear in the gradient of its output", () => {
    const f = identity((gradY) => mul(stopGradient(gradY), 1));
    expect(gradcheck(f, [[1, 2]])).toBe(true);
    expect(() => gradgradcheck(f, [[1, 2]])).toThrow(/input 1/);
  });

  it("gives f inputs that require a gradient", () => {
    const f = (x: Tensor) => {
      expect(x.requiresGrad).toBe(true);
      return exp(x);
    };
    expect(gradgradcheck(f, [[1, 2]])).toBe(true);
  });
});
