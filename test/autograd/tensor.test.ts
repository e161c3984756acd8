import { inspect } from "node:util";
import ndarray from "ndarray";
import { afterEach, describe, expect, it } from "vitest";
import {
  add,
  getDefaultDtype,
  mul,
  setDefaultDtype,
  sum,
  Tensor,
  tensor,
  zeros,
} from "../../src/index.js";

afterEach(() => {
  setDefaultDtype("float32");
});

describe("tensor", () => {
  it("copies what it is given", () => {
    const values = new Float64Array([1, 2]);
    const x = tensor(values);
    values[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  it("leaves the history of another tensor behind", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = tensor(mul(x, 2));
    expect(y.toArray()).toEqual([2, 4]);
    expect(y.requiresGrad).toBe(false);
    expect(y.origin).toBeNull();
  });

  it("takes numbers, nested lists, booleans, typed arrays and ndarrays", () => {
    expect(tensor(5).shape).toEqual([]);
    expect(tensor([[1, 2, 3]]).shape).toEqual([1, 3]);
    expect(tensor([true, false]).toArray()).toEqual([1, 0]);
    expect(tensor(new Uint8Array([1, 255])).toArray()).toEqual([1, 255]);
    expect(tensor(ndarray(new Float64Array([1, 2, 3, 4]), [2, 2])).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });

  it("shapes a flat list", () => {
    expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(/3 values.*\[2, 2\].*holds 4/);
  });
});

describe("dtype", () => {
  it("is float32 for plain numbers, unless the default is changed", () => {
    expect(tensor(0.1).dtype).toBe("float32");
    expect(tensor(0.1).item()).toBe(Math.fround(0.1));
    setDefaultDtype("float64");
    expect(getDefaultDtype()).toBe("float64");
    expect(tensor(0.1).item()).toBe(0.1);
    expect(zeros([1]).dtype).toBe("float64");
  });

  it("is float64 where float64 and float32 meet", () => {
    const [a, b] = [tensor([1], { dtype: "float32" }), tensor([2], { dtype: "float64" })];
    expect(add(a, b).dtype).toBe("float64");
    expect(add(b, a).dtype).toBe("float64");
    expect(add(a, a).dtype).toBe("float32");
  });

  it("of a plain number or list is that of its partner", () => {
    const [a, b] = [tensor([1], { dtype: "float32" }), tensor([1], { dtype: "float64" })];
    expect(add(a, 0.1).dtype).toBe("float32");
    expect(add(b, 0.1).item()).toBe(1.1);
    expect(add([0.1], b).item()).toBe(1.1);
    setDefaultDtype("float64");
    expect(add(a, 0.1).dtype).toBe("float32");
  });

  it("of a typed array is its own", () => {
    const a = tensor([1], { dtype: "float32" });
    expect(add(a, new Float64Array([0.1])).dtype).toBe("float64");
    expect(add(a, new Int32Array([1])).dtype).toBe("float32");
  });

  it("must be one of the two", () => {
    // @ts-expect-error: no such dtype
    expect(() => tensor(1, { dtype: "int32" })).toThrow(/unknown dtype "int32"/);
    expect(() => {
      // @ts-expect-error: no such dtype
      setDefaultDtype("f64");
    }).toThrow(TypeError);
  });
});

describe("grad", () => {
  it("is null before backward, and shown as not computed, never as 0", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(x.grad).toBeNull();
    expect(x.toString()).toContain("grad not computed");
    sum(x).backward();
    expect(x.toString()).toContain("grad computed");
  });

  it("stays null on a leaf that requires none", () => {
    const [x, y] = [tensor(1, { requiresGrad: true }), tensor(2)];
    mul(x, y).backward();
    expect(y.grad).toBeNull();
  });
});

describe("requiresGrad", () => {
  it("is false unless asked for, and follows from the inputs after an op", () => {
    const x = tensor(1);
    expect(x.requiresGrad).toBe(false);
    expect(mul(x, 2).requiresGrad).toBe(false);
    x.requiresGrad = true;
    expect(mul(x, 2).requiresGrad).toBe(true);
  });

  it("cannot be set on what an op made", () => {
    const y = mul(tensor(1, { requiresGrad: true }), 2);
    expect(() => {
      y.requiresGrad = false;
    }).toThrow(/cannot set requiresGrad of a tensor of shape \[\], which Mul made.*detach\(\)/);
  });
});

describe("assign", () => {
  it("gives a leaf new elements, in its own dtype, and counts the change", () => {
    const x = tensor([1, 2], { dtype: "float32" });
    expect(x.version).toBe(0);
    expect(x.assign([0.1, 4])).toBe(x);
    expect(x.toArray()).toEqual([Math.fround(0.1), 4]);
    expect(x.dtype).toBe("float32");
    expect(x.version).toBe(1);
    const wide = tensor([1, 2], { dtype: "float64" });
    expect(wide.assign([0.1, 4]).toArray()).toEqual([0.1, 4]);
    expect(wide.assign(new Float32Array([5, 6])).dtype).toBe("float64");
    expect(x.assign(wide).dtype).toBe("float32");
  });

  it("copies: the tensor does not follow the source, nor earlier views the tensor", () => {
    const source = new Float32Array([1, 2]);
    const x = tensor([3, 4]);
    const view = x.reshape([2, 1]);
    x.assign(ndarray(source));
    source.fill(9);
    expect(x.toArray()).toEqual([1, 2]);
    expect(view.toArray()).toEqual([[3], [4]]);
  });

  it("can take the tensor's own elements", () => {
    const x = tensor([1, 2]);
    x.assign(mul(x, 2)).assign(x.flip());
    expect(x.toArray()).toEqual([4, 2]);
  });

  it("refuses another shape, and names both", () => {
    const x = tensor([1, 2], { name: "w" });
    expect(() => x.assign([1, 2, 3])).toThrow(/shape \[3\].*"w" of shape \[2\]/);
    expect(() => x.assign(1)).toThrow(RangeError);
    expect(x.version).toBe(0);
  });

  it("refuses what an op made", () => {
    const y = mul(tensor([1, 2], { requiresGrad: true }), 2);
    expect(() => y.assign([1, 2])).toThrow(/cannot assign to .* which Mul made: only a leaf/);
  });
});

describe("item", () => {
  it("gives the one element of whatever shape", () => {
    expect(tensor(3).item()).toBe(3);
    expect(tensor([[3]]).item()).toBe(3);
    expect(
      tensor([1, 2, 3])
        .slice([[1, 2]])
        .item(),
    ).toBe(2);
  });

  it("refuses none and several", () => {
    expect(() => tensor([1, 2]).item()).toThrow(/exactly one.*\[2\] has 2/);
    expect(() => tensor([]).item()).toThrow(RangeError);
  });
});

describe("detach", () => {
  it("keeps elements and name, and drops the history", () => {
    const x = tensor([1, 2], { requiresGrad: true, name: "x" });
    const d = x.detach();
    expect(d.requiresGrad).toBe(false);
    expect(d.name).toBe("x");
    expect(d.data).toBe(x.data);
  });
});

describe("shape, ndim and size", () => {
  it("describe the elements", () => {
    const x = tensor([[1, 2, 3]]);
    expect([x.shape, x.ndim, x.size]).toEqual([[1, 3], 2, 3]);
    expect([tensor(1).shape, tensor(1).ndim, tensor(1).size]).toEqual([[], 0, 1]);
    expect(tensor([[], []]).size).toBe(0);
  });
});

describe("methods", () => {
  it("are the functions, with the tensor as first argument", () => {
    const x = tensor([[1, 2]], { requiresGrad: true });
    expect(x.mul(3).add(1).toArray()).toEqual([[4, 7]]);
    expect(x.sum(1, { keepdims: true }).shape).toEqual([1, 1]);
    expect(x.matmul(x.transpose()).toArray()).toEqual([[5]]);
    x.sum().backward();
    expect(x.grad?.toArray()).toEqual([[1, 1]]);
  });

  it("are not shown when a tensor's own properties are listed", () => {
    expect(Object.keys(Tensor.prototype)).toEqual([]);
  });
});

describe("toString", () => {
  it("shows elements, name, dtype and how the tensor came to be", () => {
    const w = tensor([[1, -2.5]], { requiresGrad: true, name: "w" });
    expect(w.toString()).toBe("w = tensor([[   1, -2.5]], float32, grad not computed)");
    expect(mul(w, 2).toString()).toBe("tensor([[ 2, -5]], float32, made by Mul)");
    expect(tensor(1, { dtype: "float64" }).toString()).toBe("tensor(1, float64)");
  });

  it("aligns the lines of a matrix under each other", () => {
    const text = tensor(
      [
        [1, 20],
        [300, 4],
      ],
      { name: "w" },
    ).toString();
    expect(text).toBe("w = tensor([[  1,  20],\n            [300,   4]], float32)");
  });

  it("is what Node's console shows", () => {
    const x = tensor([1, 2]);
    expect(inspect(x)).toBe(x.toString());
  });
});
