import { describe, expect, it } from "vitest";
import { bceWithLogits, full, gradcheck, hessian, ones, tensor } from "../../src/index.js";
import {
  bce,
  constant,
  expectClose,
  gradientOf,
  labels,
  leaf,
  normals,
  sigmoid,
  total,
  values,
} from "./helpers.js";

const logits = normals(8, 1, 3);
const target = labels(8, 2);

describe("bceWithLogits", () => {
  it("is −p*·log p − (1 − p*)·log(1 − p), as a mean, a sum or one by one", () => {
    const byHand = logits.map((x, i) => {
      const p = sigmoid(x);
      return -target[i] * Math.log(p) - (1 - target[i]) * Math.log(1 - p);
    });
    const x = leaf(logits);
    expectClose(values(bceWithLogits(x, target, { reduction: "none" })), byHand);
    expectClose([bceWithLogits(x, target, { reduction: "sum" }).item()], [total(byHand)]);
    expectClose([bceWithLogits(x, target).item()], [total(byHand) / 8]);
  });

  it("gives what PyTorch's documentation says of its example", () => {
    const output = full([10, 64], 1.5);
    const loss = bceWithLogits(output, ones([10, 64]), { posWeight: ones([64]) });
    expect(loss.item().toFixed(4)).toBe("0.2014");
  });

  it("keeps the digits of a small loss, also in float32", () => {
    const x = tensor([17, -17, 10, -10], { dtype: "float32" });
    const losses = values(bceWithLogits(x, [1, 0, 1, 0], { reduction: "none" }));
    [17, 17, 10, 10].forEach((size, i) => {
      const exact = Math.log1p(Math.exp(-size));
      expect(Math.abs(losses[i] / exact - 1)).toBeLessThan(1e-7);
    });
  });

  it("has the gradient σ(x) − p*", () => {
    const x = leaf(logits);
    const wanted = logits.map((value, i) => sigmoid(value) - target[i]);
    expectClose(gradientOf(bceWithLogits(x, target, { reduction: "sum" }), x), wanted, 1e-15);
    expectClose(
      gradientOf(bceWithLogits(x, target), x),
      wanted.map((value) => value / 8),
      1e-15,
    );
  });

  it("has the second derivative σ(x)(1 − σ(x))", () => {
    const second = hessian((x) => bceWithLogits(x, 1))(constant(0.7));
    expectClose([second.item()], [sigmoid(0.7) * (1 - sigmoid(0.7))]);
  });

  it("takes soft targets as they are", () => {
    const x = leaf([0.5, -1]);
    const loss = bceWithLogits(x, constant([0.3, 0.9]), { reduction: "none" });
    expectClose(values(loss), [bce(0.5, 0.3), bce(-1, 0.9)]);
  });

  it("neither overflows nor loses its gradient for logits of ±1000", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor([1000, 1000, -1000, -1000], { dtype, requiresGrad: true });
      const loss = bceWithLogits(x, [0, 1, 0, 1], { reduction: "none" });
      expect(values(loss)).toEqual([1000, 0, 0, 1000]);
      expect(gradientOf(loss.sum(), x)).toEqual([1, 0, 0, -1]);
    }
  });

  it("counts each element as often as its weight says; the mean still divides by the number", () => {
    const x = leaf([0.5, -1]);
    const weighted = bceWithLogits(x, [0, 1], { weight: [2, 3] });
    expectClose([weighted.item()], [(2 * bce(0.5, 0) + 3 * bce(-1, 1)) / 2]);
    expectClose(gradientOf(weighted, x), [sigmoid(0.5), (3 * (sigmoid(-1) - 1)) / 2]);
  });

  it("takes weights that broadcast to the losses, and no others", () => {
    const x = leaf([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const y = x.greater(3);
    const losses = values(bceWithLogits(x, y, { reduction: "none" }));
    for (const [weight, factors] of [
      [2, [2, 2, 2, 2, 2, 2]],
      [[2], [2, 2, 2, 2, 2, 2]],
      [
        [[2], [3]],
        [2, 2, 2, 3, 3, 3],
      ],
      [
        [1, 2, 3],
        [1, 2, 3, 1, 2, 3],
      ],
    ] as const) {
      const weighed = bceWithLogits(x, y, { weight, reduction: "none" });
      expectClose(
        values(weighed),
        losses.map((loss, i) => factors[i] * loss),
      );
    }
    for (const weight of [
      [1, 2],
      [[[1, 2, 3]]],
      [[1], [2], [3]],
      [[1, 2, 3]].concat([
        [1, 2, 3],
        [1, 2, 3],
      ]),
    ]) {
      expect(() => bceWithLogits(x, y, { weight })).toThrow(
        /^bceWithLogits: weights of shape .* do not broadcast to the losses, of shape \[2, 3\]$/,
      );
    }
    const [vector, labelsOfIt] = [leaf([1, 2]), constant([0, 1])];
    expect(() => bceWithLogits(vector, labelsOfIt, { weight: [[1, 2]] })).toThrow(
      /weights of shape \[1, 2\] do not broadcast to the losses, of shape \[2\]/,
    );
  });

  it("counts the positive part as often as posWeight says, a factor for each column", () => {
    const x = leaf([
      [0.5, -1],
      [2, 0],
    ]);
    const y = constant([
      [1, 0],
      [0.25, 1],
    ]);
    const loss = bceWithLogits(x, y, { posWeight: [3, 5], reduction: "none" });
    const byHand = (z: number, pStar: number, positive: number) =>
      -positive * pStar * Math.log(sigmoid(z)) - (1 - pStar) * Math.log(1 - sigmoid(z));
    expectClose(values(loss), [
      byHand(0.5, 1, 3),
      byHand(-1, 0, 5),
      byHand(2, 0.25, 3),
      byHand(0, 1, 5),
    ]);
    gradcheck((t) => bceWithLogits(t, y, { posWeight: [3, 5] }), [x]);
  });

  it("does not overflow with posWeight either", () => {
    const x = leaf([1000, -1000]);
    const loss = bceWithLogits(x, [1, 1], { posWeight: 3, reduction: "none" });
    expect(values(loss)).toEqual([0, 3000]);
    expectClose(gradientOf(loss.sum(), x), [0, -3]);
  });
});
