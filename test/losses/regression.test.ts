import { describe, expect, it } from "vitest";
import { asl1, gradcheck, huber, l1, mse, smoothL1, tensor, type Tensor } from "../../src/index.js";
import { constant, expectClose, gradientOf, leaf, normals, total, values } from "./helpers.js";

type Options = { reduction?: "none" | "mean" | "sum" };
type Loss = (x: Tensor, y: Tensor, options?: Options) => Tensor;

/** Each loss with its value and its derivative by d = prediction − target. */
const losses: readonly (readonly [
  name: string,
  loss: Loss,
  value: (d: number) => number,
  slope: (d: number) => number,
])[] = [
  ["mse", mse, (d) => d * d, (d) => 2 * d],
  ["l1", l1, Math.abs, Math.sign],
  [
    "huber with δ = 1",
    huber,
    (d) => (Math.abs(d) < 1 ? d ** 2 / 2 : Math.abs(d) - 0.5),
    (d) => Math.max(-1, Math.min(1, d)),
  ],
  [
    "huber with δ = 0.5",
    (x, y, options) => huber(x, y, { delta: 0.5, ...options }),
    (d) => (Math.abs(d) < 0.5 ? d ** 2 / 2 : 0.5 * (Math.abs(d) - 0.25)),
    (d) => Math.max(-0.5, Math.min(0.5, d)),
  ],
  [
    "smoothL1 with β = 1",
    smoothL1,
    (d) => (Math.abs(d) < 1 ? d ** 2 / 2 : Math.abs(d) - 0.5),
    (d) => Math.max(-1, Math.min(1, d)),
  ],
  [
    "smoothL1 with β = 0.5",
    (x, y, options) => smoothL1(x, y, { beta: 0.5, ...options }),
    (d) => (Math.abs(d) < 0.5 ? d ** 2 : Math.abs(d) - 0.25),
    (d) => Math.max(-1, Math.min(1, 2 * d)),
  ],
  [
    "asl1 with μ = 0.02",
    asl1,
    (d) => Math.sqrt(d ** 2 + 0.02 ** 2) - 0.02,
    (d) => d / Math.sqrt(d ** 2 + 0.02 ** 2),
  ],
  [
    "asl1 with μ = 0.5",
    (x, y, options) => asl1(x, y, { mu: 0.5, ...options }),
    (d) => Math.sqrt(d ** 2 + 0.25) - 0.5,
    (d) => d / Math.sqrt(d ** 2 + 0.25),
  ],
];

const prediction = normals(12, 1);
const target = constant(normals(12, 2));
const d = prediction.map((value, i) => value - values(target)[i]);

describe.each(losses)("%s", (_, loss, value, slope) => {
  it("is its formula, one by one, as a sum, and by default as a mean", () => {
    const x = leaf(prediction);
    expectClose(values(loss(x, target, { reduction: "none" })), d.map(value));
    expectClose([loss(x, target, { reduction: "sum" }).item()], [total(d.map(value))]);
    expectClose([loss(x, target, { reduction: "mean" }).item()], [total(d.map(value)) / 12]);
    expectClose([loss(x, target).item()], [total(d.map(value)) / 12]);
  });

  it("has the derivative by the prediction, and its opposite by the target", () => {
    const [x, y] = [leaf(prediction), leaf(values(target))];
    const sum = loss(x, y, { reduction: "sum" });
    expectClose(gradientOf(sum, x), d.map(slope), 1e-14);
    expectClose(
      gradientOf(sum, y),
      d.map((each) => -slope(each)),
      1e-14,
    );
    gradcheck((a, b) => loss(a, b), [prediction, target]);
  });

  it("is 0 with derivative 0 where the prediction is right", () => {
    const x = leaf([1.5]);
    expect(loss(x, constant([1.5])).item()).toBe(0);
    expect(gradientOf(loss(x, constant([1.5])), x)[0] + 0).toBe(0);
  });

  it("is even, and its derivative odd", () => {
    const there = leaf(d);
    const back = leaf(d.map((each) => -each));
    const zero = constant(d.map(() => 0));
    expect(loss(there, zero).item()).toBe(loss(back, zero).item());
    expect(gradientOf(loss(there, zero), there)).toEqual(
      gradientOf(loss(back, zero), back).map((g) => -g),
    );
  });

  it("has finite values and derivatives for errors of ±1000", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor([1000, -1000], { dtype, requiresGrad: true });
      const sum = loss(x, tensor([0, 0], { dtype }), { reduction: "sum" });
      expectClose([sum.item()], [2 * value(1000)], 1e-6);
      expectClose(gradientOf(sum, x), [slope(1000), slope(-1000)], 1e-6);
    }
  });

  it("stays in float32", () => {
    const x = tensor([0.5], { dtype: "float32" });
    expect(loss(x, tensor([1], { dtype: "float32" })).dtype).toBe("float32");
  });
});

describe("the borders between parabola and line", () => {
  it("belong to the line, which meets the parabola there", () => {
    const x = leaf([0.5, -0.5]);
    const zero = constant([0, 0]);
    const sum = { reduction: "sum" } as const;
    expect(huber(x, zero, { delta: 0.5, ...sum }).item()).toBe(0.25);
    expect(gradientOf(huber(x, zero, { delta: 0.5, ...sum }), x)).toEqual([0.5, -0.5]);
    expect(smoothL1(x, zero, { beta: 0.5, ...sum }).item()).toBe(0.5);
    expect(gradientOf(smoothL1(x, zero, { beta: 0.5, ...sum }), x)).toEqual([1, -1]);
  });
});

describe("asl1", () => {
  it.each([0, -1, Infinity, NaN])("refuses μ = %d", (mu) => {
    expect(() => asl1([1], [2], { mu })).toThrow(`asl1: mu must be > 0 and finite, not ${mu}`);
  });

  it("keeps its digits where the error is small: d²/2μ", () => {
    for (const d of [1e-3, 1e-6, 1e-9]) {
      const wanted = (d * d) / (Math.sqrt(d * d + 4) + 2);
      const found = asl1(constant([d]), constant([0]), { mu: 2 }).item();
      expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-12);
    }
  });
});

describe("smoothL1", () => {
  it("is huber divided by β", () => {
    const x = leaf(prediction);
    const wanted = huber(x, target, { delta: 0.7 }).div(0.7);
    expectClose([smoothL1(x, target, { beta: 0.7 }).item()], [wanted.item()]);
  });

  it("is l1 with β = 0", () => {
    const x = leaf(prediction);
    expect(smoothL1(x, target, { beta: 0 }).item()).toBe(l1(x, target).item());
    for (const reduction of ["sum", "none"] as const) {
      const found = smoothL1(x, target, { beta: 0, reduction });
      expect(found.toArray()).toEqual(l1(x, target, { reduction }).toArray());
    }
  });

  it("passes no NaN from the parabola that is not taken", () => {
    const x = leaf([1e200]);
    const loss = smoothL1(x, [0]);
    expect(loss.item()).toBe(1e200);
    expect(gradientOf(loss, x)).toEqual([1]);
  });
});

describe("the gradient of huber, the residual clamped to ±δ,", () => {
  it.each([
    [1, 1e-6],
    [1000, 1e-3],
    [1e20, 1e-3],
    [0.5, 3],
  ])("has all its digits, with δ = %d at %d", (delta, d) => {
    const x = tensor([d], { requiresGrad: true });
    huber(x, [0], { delta, reduction: "sum" }).backward();
    expect(x.grad?.item()).toBe(Math.fround(Math.min(d, delta)));
  });
});
