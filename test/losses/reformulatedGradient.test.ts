import { describe, expect, it } from "vitest";
import {
  bceWithLogits,
  focalLoss,
  ghmcLoss,
  GradientDensity,
  gradients,
  harmonizedGradient,
  lens,
  noGrad,
  reformulatedGradient,
} from "../../src/index.js";
import { constant, expectClose, leaf, normals, values } from "./helpers.js";

const grid = [1e-9, 0.01, 0.25, 0.5, 0.75, 0.99, 1 - 1e-9];

describe("reformulatedGradient", () => {
  it("is g itself for cross-entropy, whether the losses are added or not", () => {
    for (const reduction of ["sum", "none"] as const) {
      const found = reformulatedGradient((x, y) => bceWithLogits(x, y, { reduction }), grid);
      expectClose(found, grid, 1e-15);
    }
    const [smallest] = reformulatedGradient((x, y) => bceWithLogits(x, y).mul(7), grid);
    expect(Math.abs(smallest / 1e-9 - 1)).toBeLessThan(1e-6);
  });

  it("is that of the formula for focal loss", () => {
    // L = −gᵞ·log(1 − g) and ∂g/∂x = −g(1 − g)
    const wanted = grid.map((g) => g ** 3 - 2 * g ** 2 * (1 - g) * Math.log1p(-g));
    const focal = { alpha: null, gamma: 2, reduction: "sum" } as const;
    expectClose(
      reformulatedGradient((x, y) => focalLoss(x, y, focal), grid),
      wanted,
      1e-12,
    );
  });

  it("gives the loss logits and targets in float64", () => {
    reformulatedGradient((x, y) => {
      expect([x.dtype, y.dtype]).toEqual(["float64", "float64"]);
      return bceWithLogits(x, y);
    }, grid);
  });

  it("is empty for no g", () => {
    expect(reformulatedGradient((x, y) => bceWithLogits(x, y), [])).toEqual([]);
  });

  it.each([0, 1, -0.1, 1.5, NaN])("refuses g = %d, where there is no finite logit", (g) => {
    const call = () => reformulatedGradient((x, y) => bceWithLogits(x, y), [0.5, g]);
    expect(call).toThrow(`entry 1 is ${g}`);
    const first = () => reformulatedGradient((x, y) => bceWithLogits(x, y), [g, 0.5]);
    expect(first).toThrow(`entry 0 is ${g}`);
  });

  it("needs the tape, and a loss that is made of the logits", () => {
    const ofBCE = () => reformulatedGradient((x, y) => bceWithLogits(x, y), [0.5]);
    expect(() => noGrad(ofBCE)).toThrow(/not made of the logits.*noGrad/);
    expect(() => reformulatedGradient((_, y) => y, [0.5])).toThrow(/not made of the logits/);
  });
});

describe("harmonizedGradient", () => {
  it("is β·g with the β of the bin; null where there is none", () => {
    const bins = [
      { from: 0, to: 0.5, beta: 2 },
      { from: 0.5, to: 0.75, beta: null },
      { from: 0.75, to: 1, beta: 0.5 },
    ].map((bin) => ({ ...bin, count: 1, before: 0, after: 0, shareBefore: 0, shareAfter: 0 }));
    const g = [0, 0.25, 0.5, 0.74, 0.75, 0.9, 1, -0.1];
    expect(harmonizedGradient(bins, g)).toEqual([0, 0.5, null, null, 0.375, 0.45, null, null]);
  });

  it("is N times the gradient that GHM-C gives to an example of that g", () => {
    const x = normals(80, 4, 1.5);
    const y = x.map(() => 1);
    const density = new GradientDensity({ bins: 8 });
    const seen = lens(constant(x), y, { density });
    const z = leaf(x);
    const [gradient] = gradients(ghmcLoss(z, y, { density }), [z]);
    const found = harmonizedGradient(seen.bins, seen.g).map((value) => value ?? NaN);
    expectClose(
      found,
      values(gradient).map((value) => 80 * Math.abs(value)),
    );
  });
});
