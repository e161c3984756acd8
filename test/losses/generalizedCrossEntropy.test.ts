import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bceWithLogits, generalizedCrossEntropy, gradcheck, tensor } from "../../src/index.js";
import {
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

const logits = normals(8, 1, 2);
const target = labels(8, 2);
const each = { reduction: "none" } as const;

/** The probability of the label y. */
const pOf = (x: number, y: number) => sigmoid(y === 1 ? x : -x);

describe("generalizedCrossEntropy", () => {
  it.each([0.1, 0.5, 0.7, 1])("is (1 − p^q)/q of the true label, with q = %d", (q) => {
    const x = leaf(logits);
    const wanted = logits.map((value, i) => (1 - pOf(value, target[i]) ** q) / q);
    expectClose(values(generalizedCrossEntropy(x, target, { q, ...each })), wanted);
    expectClose([generalizedCrossEntropy(x, target, { q }).item()], [total(wanted) / 8]);
    expectClose(
      [generalizedCrossEntropy(x, target, { q, reduction: "sum" }).item()],
      [total(wanted)],
    );
    gradcheck((t) => generalizedCrossEntropy(t, target, { q }), [logits]);
  });

  it("has q = 0.7 by default", () => {
    const x = leaf(logits);
    const wanted = generalizedCrossEntropy(x, target, { q: 0.7 });
    expect(generalizedCrossEntropy(x, target).item()).toBe(wanted.item());
  });

  it("has the gradient of cross-entropy times p^q", () => {
    const x = leaf(logits);
    const gradient = gradientOf(generalizedCrossEntropy(x, target, { reduction: "sum" }), x);
    const plain = gradientOf(bceWithLogits(x, target, { reduction: "sum" }), x);
    const wanted = plain.map((g, i) => g * pOf(logits[i], target[i]) ** 0.7);
    expectClose(gradient, wanted, 1e-15);
  });

  it("comes as near to cross-entropy as q to 0", () => {
    const x = leaf(logits);
    const [loss, ce] = [generalizedCrossEntropy(x, target, { q: 1e-9 }), bceWithLogits(x, target)];
    expectClose([loss.item()], [ce.item()], 1e-8);
    expectClose(gradientOf(loss, x), gradientOf(ce, x), 1e-8);
  });

  it("is, at q = 1, how far the probability is from the label", () => {
    const wanted = logits.map((value, i) => Math.abs(sigmoid(value) - target[i]));
    const loss = generalizedCrossEntropy(leaf(logits), target, { q: 1, ...each });
    expectClose(values(loss), wanted);
  });

  it("lies between 0 and 1/q, and between cross-entropy and mean absolute error", () => {
    const [logit, power] = [
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
    ];
    fc.assert(
      fc.property(logit, fc.constantFrom(0, 1), power, (x, y, q) => {
        const lossOf = (q: number) => generalizedCrossEntropy(constant([x]), [y], { q }).item();
        const loss = lossOf(q);
        expect(loss).toBeGreaterThanOrEqual(0);
        expect(loss).toBeLessThanOrEqual(1 / q);
        const slack = 1 + 1e-12;
        expect(lossOf(1)).toBeLessThanOrEqual(loss * slack);
        expect(loss).toBeLessThanOrEqual(bceWithLogits(constant([x]), [y]).item() * slack);
      }),
    );
  });

  it("takes of a soft target the losses of both labels, by their shares", () => {
    const [x, t] = [0.8, 0.3];
    const lossOf = (y: number) => generalizedCrossEntropy(constant([x]), constant([y])).item();
    expectClose([lossOf(t)], [t * lossOf(1) + (1 - t) * lossOf(0)]);
    expectClose(
      [lossOf(t)],
      [(t * (1 - sigmoid(x) ** 0.7) + 0.7 * (1 - sigmoid(-x) ** 0.7)) / 0.7],
    );
  });

  it.each(["float32", "float64"] as const)("keeps its digits at saturated logits: %s", (dtype) => {
    const relative = dtype === "float32" ? 1e-5 : 1e-13;
    const ofLogit = (x: number) => {
      const logit = tensor([x], { dtype, requiresGrad: true });
      const loss = generalizedCrossEntropy(logit, [1]);
      const [gradient] = gradientOf(loss, logit);
      return { loss: loss.item(), gradient };
    };
    // Right: the loss is 1 − p, and the gradient, too, but for terms of its square.
    const right = ofLogit(60);
    expect(Math.abs(right.loss / Math.exp(-60) - 1)).toBeLessThan(relative);
    expect(Math.abs(right.gradient / -Math.exp(-60) - 1)).toBeLessThan(relative);
    // Wrong: the loss is 1/q, the gradient p^q, which is far below the last digit of 1/q.
    const wrong = ofLogit(-60);
    expectClose([wrong.loss], [1 / 0.7], relative);
    expect(Math.abs(wrong.gradient / -Math.exp(-42) - 1)).toBeLessThan(relative);
  });

  it.each([0.01, 0.7, 1])("is finite with its gradient for endless logits, q = %d", (q) => {
    for (const dtype of ["float32", "float64"] as const) {
      for (const size of [90, 1000, Infinity]) {
        const x = tensor([size, size, -size, -size], { dtype, requiresGrad: true });
        const loss = generalizedCrossEntropy(x, [0, 1, 0, 1], { q, ...each });
        expect(values(loss).every((value) => value >= 0 && value <= 1.0001 / q)).toBe(true);
        const gradient = gradientOf(loss.sum(), x);
        expect(gradient.every((value) => Math.abs(value) <= 1)).toBe(true);
      }
    }
  });

  it("refuses a q outside (0, 1], and a target of another shape", () => {
    for (const q of [0, -0.5, 1.1, NaN]) {
      expect(() => generalizedCrossEntropy([0], [1], { q })).toThrow(
        new RangeError(
          `generalizedCrossEntropy: q must be in (0, 1], not ${q}; for q → 0 there is bceWithLogits`,
        ),
      );
    }
    expect(() => generalizedCrossEntropy([0, 1], [[1], [0]])).toThrow(
      /^generalizedCrossEntropy: the output, .*\[2\].*, and the target, .*\[2, 1\]/,
    );
    expect(() => generalizedCrossEntropy([0], [1], { reduction: "max" as never })).toThrow(
      'reduction is "none", "mean" or "sum", not "max"',
    );
    expect(() => generalizedCrossEntropy([0], [1], 0.7 as never)).toThrow(
      /^generalizedCrossEntropy takes its options as an object/,
    );
  });
});
