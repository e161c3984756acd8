import { describe, expect, it } from "vitest";
import { bceWithLogits, classBalancedWeights, crossEntropy, where } from "../../src/index.js";
import { bce, constant, expectClose, leaf, total } from "./helpers.js";

describe("classBalancedWeights", () => {
  it("are (1 − β)/(1 − βⁿ), scaled to add up to the number of classes", () => {
    const raw = [10, 1000].map((n) => (1 - 0.99) / (1 - 0.99 ** n));
    const wanted = raw.map((weight) => (2 * weight) / total(raw));
    expectClose(classBalancedWeights([10, 1000], 0.99), wanted, 1e-15);
    expectClose([total(classBalancedWeights([3, 40, 500]))], [3], 1e-15);
  });

  it("have β = 0.9999 by default", () => {
    expect(classBalancedWeights([5, 50])).toEqual(classBalancedWeights([5, 50], 0.9999));
  });

  it("are equal with β = 0, and near 1/n with β near 1", () => {
    expect(classBalancedWeights([10, 1000], 0)).toEqual([1, 1]);
    const [rare, common] = classBalancedWeights([10, 1000], 1 - 1e-9);
    expect(Math.abs(rare / common - 100)).toBeLessThan(1e-3);
  });

  it("are the same for classes of the same size, and larger for smaller ones", () => {
    const [a, b, c] = classBalancedWeights([10, 10, 1000]);
    expect(a).toBe(b);
    expect(a).toBeGreaterThan(c);
  });

  it("are numbers for sums of weights, however small", () => {
    const [rare, common] = classBalancedWeights([1e-20, 3.5], 0.9);
    expect(common / rare).toBeCloseTo((1e-20 * -Math.log(0.9)) / (1 - 0.9 ** 3.5), 30);
    expect(classBalancedWeights([1e-20, 3.5], 0)).toEqual([1, 1]);
  });

  it("are 1 of one class, and none of none", () => {
    expect(classBalancedWeights([7])).toEqual([1]);
    expect(classBalancedWeights([])).toEqual([]);
  });

  it("weigh a loss, as their documentation shows", () => {
    const [negative, positive] = classBalancedWeights([9900, 100]);
    const x = leaf([0.5, 0.5]);
    const y = constant([0, 1]);
    const weight = where(y, constant(positive), constant(negative));
    const wanted = (negative * bce(0.5, 0) + positive * bce(0.5, 1)) / 2;
    expectClose([bceWithLogits(x, y, { weight }).item()], [wanted]);
  });

  it("are the class weights of crossEntropy", () => {
    const weight = constant(classBalancedWeights([99, 1], 0.9));
    const x = leaf([
      [1, -1],
      [1, -1],
    ]);
    const [a, b] = classBalancedWeights([99, 1], 0.9);
    const [right, wrong] = [Math.log1p(Math.exp(-2)), Math.log1p(Math.exp(2))];
    const wanted = (a * right + b * wrong) / (a + b);
    expectClose([crossEntropy(x, [0, 1], { weight }).item()], [wanted]);
  });

  it.each([-0.1, 1, 1.5, NaN])("refuse β = %d", (beta) => {
    expect(() => classBalancedWeights([1, 2], beta)).toThrow(
      `classBalancedWeights: beta must be in [0, 1), not ${beta}`,
    );
  });
});
