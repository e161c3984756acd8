import { describe, expect, it } from "vitest";
import {
  add,
  exp,
  grad,
  gradients,
  hessian,
  jacobian,
  log,
  matmul,
  mul,
  noGrad,
  pow,
  sin,
  stopGradient,
  sum,
  Tape,
  tensor,
  valueAndGrad,
  zeros,
  type Tensor,
} from "../../src/index.js";

const f64 = (data: number | number[] | number[][], requiresGrad = false) =>
  tensor(data, { dtype: "float64", requiresGrad });
const cube = (x: Tensor) => pow(x, 3);

describe("gradients with respect to a tensor that required none", () => {
  it("are refused if an op used it then, naming both", () => {
    const [x, w] = [tensor(2, { name: "x" }), f64(3, true)];
    const y = mul(x, w);
    expect(String(Tape.endingAt(y))).toBe("#0  Mul  x [], leaf [] → []");
    x.requiresGrad = true;
    expect(() => gradients(y, [x])).toThrow(
      /^"x" of shape \[\] required no gradient when Mul used it, .*set requiresGrad before/,
    );
    expect(gradients(y, [w])[0].item()).toBe(2);
  });

  it("are refused, naming the tensor and its place", () => {
    const [x, c] = [f64(2, true), tensor(3, { name: "c" })];
    const y = mul(x, c);
    for (const [towards, place] of [
      [[c], 0],
      [[x, c], 1],
    ] as const) {
      expect(() => gradients(y, towards)).toThrow(
        new RegExp(`^gradients: tensor ${place}, "c" of shape \\[\\], requires no gradient`),
      );
    }
  });

  it("are refused if nothing was recorded", () => {
    const w = f64(3, true);
    expect(() =>
      gradients(
        noGrad(() => mul(w, 5)),
        [w],
      ),
    ).toThrow(/requires no gradient: .*noGrad/);
  });
});

describe("grad of plain numbers", () => {
  it("gives them the dtype of the tensors beside them, as an op does", () => {
    const f = (a: Tensor, b: Tensor) => mul(mul(a, b), b);
    for (const g of [grad(f, 1)(f64(0.1), 0.3), jacobian(f, 1)(f64(0.1), 0.3)]) {
      expect(g.dtype).toBe("float64");
      expect(g.item()).toBe(0.1 * 0.3 + 0.1 * 0.3);
    }
  });
});

describe("gradients", () => {
  it("gives the gradient of each tensor, and changes no grad", () => {
    const [a, b] = [f64(2, true), f64(3, true)];
    const [gradA, gradB] = gradients(mul(a, b), [a, b]);
    expect([gradA.item(), gradB.item()]).toEqual([3, 2]);
    expect([a.grad, b.grad]).toEqual([null, null]);
  });

  it("goes towards intermediate values, and the end itself", () => {
    const x = f64(2, true);
    const y = mul(x, x);
    const z = mul(y, 3);
    const found = gradients(z, [x, y, z]);
    expect(found.map((g) => g.item())).toEqual([12, 3, 1]);
  });

  it("is complete at an intermediate value that is used on several paths", () => {
    const x = f64(2, true);
    const y = mul(x, x);
    expect(gradients(add(mul(y, y), y), [y])[0].item()).toBe(9);
  });

  it("is zeros where the end does not depend on a tensor", () => {
    const [x, other] = [f64(2, true), f64([1, 2], true)];
    const [g] = gradients(mul(x, x), [other]);
    expect(g.toArray()).toEqual([0, 0]);
    expect(g.dtype).toBe("float64");
  });

  it("may name a tensor twice", () => {
    const x = f64(2, true);
    expect(gradients(mul(x, x), [x, x]).map((g) => g.item())).toEqual([4, 4]);
  });

  it("starts from the gradient it is given", () => {
    const x = f64([1, 2], true);
    expect(gradients(mul(x, x), [x], { gradient: [1, 10] })[0].toArray()).toEqual([2, 40]);
    expect(() => gradients(mul(x, x), [x])).toThrow(/one number/);
    expect(() => gradients(mul(x, x), [x], { gradient: [1, 2, 3] })).toThrow(RangeError);
  });

  it("can be differentiated again with createGraph, and cannot without", () => {
    const x = f64(2, true);
    const [first] = gradients(cube(x), [x], { createGraph: true });
    const [second] = gradients(first, [x], { createGraph: true });
    const [third] = gradients(second, [x]);
    expect([first, second, third].map((g) => g.item())).toEqual([12, 12, 6]);
    expect(() => gradients(third, [x])).toThrow(/requires no gradient: .*without createGraph/);
  });

  it("differentiates a product with a vector twice: H·v without H", () => {
    const x = f64([1, 2, 3], true);
    const [g] = gradients(sum(cube(x)), [x], { createGraph: true });
    const [product] = gradients(g, [x], { gradient: [1, 0, -1] });
    expect(product.toArray()).toEqual([6, 0, -18]);
  });
});

describe("grad", () => {
  it("is the derivative of a function", () => {
    expect(grad(cube)(f64(2)).item()).toBe(12);
    expect(grad((x) => sum(mul(x, x)))([1, 2]).toArray()).toEqual([2, 4]);
  });

  it("can be taken of itself, to any order", () => {
    const derivatives = [sin, grad(sin), grad(grad(sin)), grad(grad(grad(sin)))];
    const x = f64(0.7);
    const expected = [Math.sin(0.7), Math.cos(0.7), -Math.sin(0.7), -Math.cos(0.7)];
    derivatives.forEach((f, i) => {
      expect(f(x).item()).toBeCloseTo(expected[i], 14);
    });
  });

  it("can be taken of a function that uses a gradient inside", () => {
    const f = (x: Tensor) => mul(grad(cube)(x), x); // 3x³
    expect(grad(f)(f64(2)).item()).toBe(36);
  });

  it("keeps an inner and an outer derivative apart", () => {
    // d/dx [x · d/dy (x + y)] = 1; confusing the two perturbations would give 2.
    const f = (x: Tensor) => mul(x, grad((y) => add(x, y))(1));
    expect(grad(f)(1).item()).toBe(1);
  });

  it("differentiates by the argument that it is told to", () => {
    const f = (a: Tensor, b: Tensor) => mul(a, mul(b, b));
    expect(grad(f, 0)(f64(2), f64(3)).item()).toBe(9);
    expect(grad(f, 1)(f64(2), f64(3)).item()).toBe(12);
    expect(() => grad(f, 2)(2, 3)).toThrow(/no argument 2 .*: 2 were given/);
    expect(() => grad(f, -1)(2, 3)).toThrow(RangeError);
  });

  it("tells two arguments apart that are the same tensor", () => {
    const x = f64(3);
    expect(grad(mul)(x, x).item()).toBe(3); // not 6
    const w = f64(3, true);
    expect(grad((a, b) => mul(a, mul(b, b)), 1)(w, w).item()).toBe(18);
  });

  it("takes tensors that f uses, but is not given, as constants", () => {
    const w = f64(5, true);
    const g = grad((x) => mul(mul(x, x), w))(f64(2));
    expect(g.item()).toBe(20);
    expect(g.requiresGrad).toBe(false);
    expect(w.grad).toBeNull();
  });

  it("leaves the grad of its arguments alone", () => {
    const x = f64(2, true);
    grad(cube)(x);
    expect(x.grad).toBeNull();
  });

  it("has a history where an argument requires a gradient, and none otherwise", () => {
    const x = f64(2, true);
    const g = grad(cube)(x);
    expect(g.item()).toBe(12);
    g.backward();
    expect(x.grad?.item()).toBe(12);
    expect(grad(cube)(f64(2)).requiresGrad).toBe(false);
  });

  it("works inside noGrad, and then has no history", () => {
    const x = f64(2, true);
    const g = noGrad(() => grad(cube)(x));
    expect(g.item()).toBe(12);
    expect(g.requiresGrad).toBe(false);
    expect(noGrad(() => grad(grad(cube))(x)).item()).toBe(12);
  });

  it("is zero for a function that ignores its argument", () => {
    expect(grad(() => tensor(1))([1, 2]).toArray()).toEqual([0, 0]);
    expect(grad((x) => mul(stopGradient(x), 3))(2).item()).toBe(0);
  });

  it("refuses a function whose value is not one number", () => {
    expect(() => grad((x) => mul(x, 2))([1, 2])).toThrow(
      /one element, not a tensor of shape \[2\]/,
    );
    // @ts-expect-error: a function that gives no tensor
    expect(() => grad(() => 3)(1)).toThrow(/one element, not 3/);
  });
});

describe("valueAndGrad", () => {
  it("gives both, and nothing to go back through", () => {
    const [value, gradient] = valueAndGrad(cube)(f64(2));
    expect([value.item(), gradient.item()]).toEqual([8, 12]);
    expect(value.requiresGrad).toBe(false);
    expect(Tape.endingAt(value).steps).toEqual([]);
  });

  it("gives both with a history where an argument requires a gradient", () => {
    const x = f64(2, true);
    const [value, gradient] = valueAndGrad(cube)(x);
    add(value, gradient).backward();
    expect(x.grad?.item()).toBe(24); // 3x² + 6x
  });
});

describe("stopGradient", () => {
  it("makes a constant of a tensor", () => {
    const x = f64(3, true);
    mul(x, stopGradient(mul(x, x))).backward();
    expect(x.grad?.item()).toBe(9);
    expect(stopGradient([1, 2]).toArray()).toEqual([1, 2]);
  });
});

describe("jacobian", () => {
  it("of a linear map is its matrix", () => {
    const A = f64([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(jacobian((x) => matmul(A, x))(f64([7, 8, 9])).toArray()).toEqual(A.toArray());
  });

  it("has the axes of the value, then those of the argument", () => {
    const J = jacobian((x) => mul(sum(x, 1), [1, 10]))(
      f64([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    );
    expect(J.shape).toEqual([2, 2, 3]);
    expect(J.toArray()).toEqual([
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [10, 10, 10],
      ],
    ]);
  });

  it("of a scalar is the gradient", () => {
    expect(jacobian((x) => sum(mul(x, x)))(f64([1, 2])).toArray()).toEqual([2, 4]);
    expect(jacobian(cube)(f64(2)).toArray()).toBe(12);
  });

  it("differentiates by the argument that it is told to", () => {
    const J = jacobian((a, b) => mul(a, b), 1)(f64([2, 3]), f64([5, 7]));
    expect(J.toArray()).toEqual([
      [2, 0],
      [0, 3],
    ]);
  });

  it("of a value without elements has none, in the dtype of the argument", () => {
    const empty = jacobian((x: Tensor) => x.slice([[0, 0]]))(f64([1, 2]));
    expect([empty.shape, empty.dtype]).toEqual([[0, 2], "float64"]);
  });

  it("can be taken of a jacobian", () => {
    const second = jacobian(jacobian((x) => mul(x, mul(x, x))))(f64([1, 2]));
    expect(second.toArray()).toEqual([
      [
        [6, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 12],
      ],
    ]);
  });

  it("is zeros where the value does not depend on the argument", () => {
    expect(jacobian(() => zeros([2]))([1, 2, 3]).toArray()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(jacobian((x) => x.slice([[0, 0]]))([1, 2]).shape).toEqual([0, 2]);
  });

  it("has a history only where an argument requires a gradient", () => {
    const square = (x: Tensor) => mul(x, x);
    expect(jacobian(square)([1, 2]).requiresGrad).toBe(false);
    const x = f64([1, 2], true);
    sum(jacobian(square)(x)).backward();
    expect(x.grad?.toArray()).toEqual([2, 2]);
  });
});

describe("hessian", () => {
  it("of a quadratic form xᵀAx is A + Aᵀ", () => {
    const A = f64([
      [1, 2],
      [3, 5],
    ]);
    const H = hessian((x) => matmul(x, matmul(A, x)))(f64([0.3, -0.4]));
    expect(H.toArray()).toEqual([
      [2, 5],
      [5, 10],
    ]);
  });

  it("of log Σ eˣ is diag(p) − p·pᵀ", () => {
    const x = f64([0.1, -0.5, 2]);
    const weights = [0.1, -0.5, 2].map(Math.exp);
    const p = weights.map((w) => w / weights.reduce((a, b) => a + b));
    const H = hessian((t) => log(sum(exp(t))))(x).toArray() as number[][];
    H.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBeCloseTo((i === j ? p[i] : 0) - p[i] * p[j], 14);
      });
    });
  });

  it("takes one of several arguments", () => {
    const f = (a: Tensor, b: Tensor) => sum(mul(a, mul(b, b)));
    expect(hessian(f, 0)(f64([1, 2]), f64([3, 4])).toArray()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(hessian(f, 1)(f64([1, 2]), f64([3, 4])).toArray()).toEqual([
      [2, 0],
      [0, 4],
    ]);
  });

  it("can be differentiated again", () => {
    const x = f64([1, 2], true);
    sum(hessian((t) => sum(cube(t)))(x)).backward();
    expect(x.grad?.toArray()).toEqual([6, 6]);
  });
});
