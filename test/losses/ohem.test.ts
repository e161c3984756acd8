import { describe, expect, it } from "vitest";
import { bceWithLogits, ohem } from "../../src/index.js";
import { constant, expectClose, gradientOf, leaf, sigmoid, values } from "./helpers.js";

describe("ohem", () => {
  it("is the mean of the k largest losses", () => {
    expect(ohem(constant([1, 5, 2, 4]), 2).item()).toBe(4.5);
    expect(ohem(constant([1, 5, 2, 4]), 4).item()).toBe(3);
  });

  it("gives their sum, or the losses themselves from the largest down", () => {
    const losses = constant([1, 5, 2, 4]);
    expect(ohem(losses, 3, { reduction: "sum" }).item()).toBe(11);
    expect(values(ohem(losses, 3, { reduction: "none" }))).toEqual([5, 4, 2]);
  });

  it("passes the gradient to those k, divided by k, and 0 to the rest", () => {
    const x = leaf([0.5, 3, -2, 1]);
    const loss = ohem(bceWithLogits(x, [0, 0, 0, 1], { reduction: "none" }), 2);
    expectClose(gradientOf(loss, x), [sigmoid(0.5) / 2, sigmoid(3) / 2, 0, 0], 1e-15);
  });

  it("does not care for the shape of the losses", () => {
    const x = leaf([
      [1, 5],
      [2, 4],
    ]);
    const loss = ohem(x, 2);
    expect(loss.item()).toBe(4.5);
    expect(gradientOf(loss, x)).toEqual([0, 0.5, 0, 0.5]);
  });

  it("takes of equal losses the first", () => {
    const x = leaf([1, 2, 2, 2]);
    expect(gradientOf(ohem(x, 2), x)).toEqual([0, 0.5, 0.5, 0]);
    const y = leaf([1, Infinity, NaN, Infinity]); // NaN and ∞ count alike
    expect(gradientOf(ohem(y, 2), y)).toEqual([0, 0.5, 0.5, 0]);
    expect(values(ohem(y, 3, { reduction: "none" }))).toEqual([Infinity, NaN, Infinity]);
  });

  it("takes one loss without axes", () => {
    expect(ohem(constant(3), 1).item()).toBe(3);
  });

  it("counts NaN as largest, so that it cannot hide", () => {
    expect(ohem(constant([1, NaN, 2]), 1).item()).toBeNaN();
    expect(values(ohem(constant([NaN, 7, Infinity]), 2, { reduction: "none" }))).toEqual([
      NaN,
      Infinity,
    ]);
  });
});
