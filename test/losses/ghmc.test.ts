import { describe, expect, it } from "vitest";
import {
  ghmcGradientNorm,
  GHMCLoss,
  ghmcLoss,
  gradcheck,
  gradgradcheck,
  GradientDensity,
  gradients,
  hessian,
  Tape,
  tensor,
  WindowDensity,
  type Dtype,
} from "../../src/index.js";
import {
  bce,
  constant,
  expectClose,
  gradientOf,
  labels,
  leaf,
  normals,
  rows,
  sigmoid,
  total,
  values,
  weightsOf,
} from "./helpers.js";

/** Twelve logits, with labels that are as often wrong as right. */
const logits = normals(12, 1, 2);
const target = labels(12, 2);

/** β by the definition with 10 bins: N/(R·n). */
function weightsByHand(x: readonly number[], pStar: readonly number[]): number[] {
  const bins = x.map((value, i) => Math.floor(10 * Math.abs(sigmoid(value) - pStar[i])));
  const nonEmpty = new Set(bins).size;
  return bins.map((bin) => x.length / bins.filter((other) => other === bin).length / nonEmpty);
}

describe("ghmcLoss", () => {
  const weights = weightsByHand(logits, target);
  const losses = logits.map((x, i) => weights[i] * bce(x, target[i]));

  it("is Σ β·BCE/N; the sum without the division; and each β·BCE", () => {
    const x = leaf(logits);
    expectClose([ghmcLoss(x, target).item()], [total(losses) / 12]);
    expectClose([ghmcLoss(x, target, { reduction: "sum" }).item()], [total(losses)]);
    expectClose(values(ghmcLoss(x, target, { reduction: "none" })), losses);
    expectClose(weightsOf(ghmcLoss(x, target)), weights, 1e-14);
  });

  it("multiplies the loss and the gradient by lossWeight", () => {
    const x = leaf(logits);
    for (const reduction of ["none", "mean", "sum"] as const) {
      const plain = ghmcLoss(x, target, { reduction });
      const weighted = ghmcLoss(x, target, { reduction, lossWeight: 2.5 });
      expect(values(weighted)).toEqual(values(plain.mul(2.5)));
      expectClose(gradientOf(weighted.sum(), x), gradientOf(plain.sum().mul(2.5), x), 1e-15);
    }
  });

  it.each([NaN, Infinity, -Infinity])("refuses lossWeight %d", (lossWeight) => {
    expect(() => ghmcLoss(leaf([1]), [1], { lossWeight })).toThrow(
      `lossWeight must be a finite number, not ${lossWeight}`,
    );
  });

  it("masks rows of outputs with more axes, too", () => {
    const x = leaf([rows(normals(8, 1), 4), rows(normals(8, 2), 4)]); // [2, 2, 4]
    const y = constant([rows(labels(8, 3), 4), rows(labels(8, 4), 4)]);
    const mask = [
      [1, 0],
      [1, 1],
    ];
    const ofElements = mask.map((row) => row.map((value) => new Array<number>(4).fill(value)));
    const loss = ghmcLoss(x, y, { mask });
    expect(loss.item()).toBe(ghmcLoss(x, y, { mask: ofElements }).item());
    expect(gradientOf(loss, x).slice(4, 8)).toEqual([0, 0, 0, 0]);
  });

  it("refuses a mask with a negative number, or one that is not finite, wherever it is", () => {
    for (const [mask, message] of [
      [[-1, 1], "entry 0 (row-major) is -1"],
      [[1, NaN], "entry 1 (row-major) is NaN"],
      [[Infinity, 1], "entry 0 (row-major) is Infinity"],
    ] as const) {
      expect(() => ghmcLoss(leaf([1, 2]), [0, 1], { mask })).toThrow(message);
    }
  });

  it("counts in N only what the mask leaves in, and not how much the mask is", () => {
    const x = leaf(logits);
    const mask = logits.map((_, i) => (i < 5 ? 0 : 7));
    const part = ghmcLoss(leaf(logits.slice(5)), target.slice(5));
    expectClose([ghmcLoss(x, target, { mask }).item()], [part.item()], 1e-15);
  });

  it("takes a mask of booleans, of elements or of rows", () => {
    const x = leaf(rows(logits, 3));
    const y = constant(rows(target, 3));
    const ofRows = ghmcLoss(x, y, { mask: [true, false, true, false] });
    const columns = [1, 1, 1];
    const none = [0, 0, 0];
    const ofElements = ghmcLoss(x, y, { mask: [columns, none, columns, none] });
    expect(ofRows.item()).toBe(ofElements.item());
    expect(gradientOf(ofRows, x)).toEqual(gradientOf(ofElements, x));
  });

  it("treats the outputs of a multi-label model like that many examples", () => {
    const flat = leaf(logits);
    const table = leaf(rows(logits, 3));
    const ofTable = ghmcLoss(table, constant(rows(target, 3)));
    expect(ofTable.item()).toBe(ghmcLoss(flat, target).item());
    expect(gradientOf(ofTable, table)).toEqual(gradientOf(ghmcLoss(flat, target), flat));
  });

  it("takes class indices as rows with one 1; indices that are no class are background", () => {
    const x = leaf(rows(logits, 3));
    const oneHot = [
      [0, 0, 1],
      [0, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ];
    const byIndex = ghmcLoss(x, [2, -1, 0, 3]);
    const byRows = ghmcLoss(x, oneHot);
    expect(byIndex.item()).toBe(byRows.item());
    expect(gradientOf(byIndex, x)).toEqual(gradientOf(byRows, x));
  });

  it("takes an index beyond the last class as background, of its own row only", () => {
    const x = leaf([
      [0.5, -1],
      [2, 1],
    ]);
    for (const outside of [2, 3, -1, -2]) {
      const wanted = ghmcLoss(x, [
        [0, 0],
        [0, 1],
      ]);
      expect(ghmcLoss(x, [outside, 1]).item()).toBe(wanted.item());
      const reversed = ghmcLoss(x, [
        [0, 1],
        [0, 0],
      ]);
      expect(ghmcLoss(x, [1, outside]).item()).toBe(reversed.item());
    }
  });

  it("takes class indices for outputs with more axes", () => {
    const x = leaf([rows(logits.slice(0, 6), 3), rows(logits.slice(6), 3)]);
    const byIndex = ghmcLoss(x, [
      [0, 1],
      [2, 3],
    ]);
    const flat = ghmcLoss(leaf(rows(logits, 3)), [0, 1, 2, 3]);
    expect(byIndex.item()).toBe(flat.item());
  });

  it("takes soft targets as they are", () => {
    const soft = logits.map((_, i) => i / 12);
    const beta = weightsByHand(logits, soft);
    const x = leaf(logits);
    const loss = ghmcLoss(x, constant(soft));
    expectClose([loss.item()], [total(logits.map((z, i) => beta[i] * bce(z, soft[i]))) / 12]);
    expectClose(
      gradientOf(loss, x),
      logits.map((z, i) => (beta[i] * (sigmoid(z) - soft[i])) / 12),
    );
  });

  it("works on one number", () => {
    const x = leaf(0.3);
    expectClose([ghmcLoss(x, 1).item()], [bce(0.3, 1)]);
    expectClose(gradientOf(ghmcLoss(x, 1), x), [sigmoid(0.3) - 1]);
  });

  it("is 0 of no examples", () => {
    const x = tensor([], { dtype: "float64", requiresGrad: true });
    expect(ghmcLoss(x, []).item()).toBe(0);
    expect(gradientOf(ghmcLoss(x, []), x)).toEqual([]);
  });

  it("stays in float32, and there agrees with float64", () => {
    const inDtype = (dtype: Dtype) => {
      // Multiples of 1/16 are the same numbers in both.
      const numbers = logits.map((value) => Math.round(16 * value) / 16);
      const x = tensor(numbers, { dtype, requiresGrad: true });
      const loss = ghmcLoss(x, target);
      const [gradient] = gradients(loss, [x]);
      expect([loss.dtype, gradient.dtype]).toEqual([dtype, dtype]);
      return [...values(loss), ...values(gradient)];
    };
    expectClose(inDtype("float32"), inDtype("float64"), 1e-6);
  });

  it("is finite, and so is its gradient, for logits of ±1000", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor([1000, -1000, 1000, -1000], { dtype, requiresGrad: true });
      const loss = ghmcLoss(x, [0, 1, 1, 0]);
      // Two bins of two: β = 4/(2·2) = 1
      expect(loss.item()).toBe(500);
      expect(gradientOf(loss, x)).toEqual([0.25, -0.25, 0, 0]);
    }
  });
});

describe("the backward pass of GHMCLoss", () => {
  const weights = weightsByHand(logits, target);
  /** weight·(p − p*) */
  const numerators = logits.map((x, i) => weights[i] * (sigmoid(x) - target[i]));

  it("is weight·(p − p*)/num_labels", () => {
    const x = leaf(logits);
    expectClose(
      gradientOf(ghmcLoss(x, target), x),
      numerators.map((value) => value / 12),
      1e-15,
    );
  });

  it("is multiplied by the gradient that comes from above", () => {
    const x = leaf(logits);
    const loss = ghmcLoss(x, target, { lossWeight: 0.5 });
    loss.mul(6).backward();
    const wanted = numerators.map((value) => (6 * 0.5 * value) / 12);
    expectClose(values(x.grad ?? constant([])), wanted, 1e-15);
    expectClose(gradientOf(loss, x, constant(6)), wanted, 1e-15);
    const plain = ghmcLoss(x, target); // d(L²)/dx = 2L·dL/dx
    expectClose(
      gradientOf(plain.square(), x),
      numerators.map((value) => (2 * plain.item() * value) / 12),
    );
  });

  it("is not divided by num_labels if the losses are summed", () => {
    const x = leaf(logits);
    const loss = ghmcLoss(x, target, { reduction: "sum" });
    expectClose(
      gradientOf(loss.mul(3), x),
      numerators.map((value) => 3 * value),
      1e-15,
    );
  });

  it("takes for each element the gradient that came for it, if the losses are not reduced", () => {
    const x = leaf(logits);
    const upstream = normals(12, 3);
    const loss = ghmcLoss(x, target, { reduction: "none" });
    const wanted = numerators.map((value, i) => upstream[i] * value);
    expectClose(gradientOf(loss, x, constant(upstream)), wanted, 1e-15);
  });

  it("divides by what counts, not by the number of elements", () => {
    const x = leaf(logits);
    const mask = logits.map((_, i) => (i < 6 ? 1 : 0));
    const beta = weightsByHand(logits.slice(0, 6), target.slice(0, 6));
    const wanted = logits.map((z, i) => (i < 6 ? (beta[i] * (sigmoid(z) - target[i])) / 6 : 0));
    expectClose(gradientOf(ghmcLoss(x, target, { mask }), x), wanted, 1e-15);
  });

  it("gives targets, if they are learnt, −weight·x/num_labels", () => {
    const pStar = leaf(target);
    const wanted = logits.map((x, i) => (-weights[i] * x) / 12);
    expectClose(gradientOf(ghmcLoss(constant(logits), pStar), pStar), wanted, 1e-15);
  });

  it("uses the weights of its own forward pass, whatever was weighed since", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    const x = leaf(logits);
    const first = ghmcLoss(x, target, { density });
    const wanted = weightsOf(first).map(
      (beta, i) => (beta * (sigmoid(logits[i]) - target[i])) / 12,
    );
    const second = ghmcLoss(x.mul(-1), target, { density });
    expect(weightsOf(second)).not.toEqual(weightsOf(first));
    expectClose(gradientOf(first, x), wanted, 1e-15);
  });

  it("leaves S alone: only the forward pass moves it", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    const x = leaf(logits);
    const loss = ghmcLoss(x, target, { density });
    const state = density.state();
    loss.backward();
    loss.backward();
    expect(density.state()).toEqual(state);
  });

  it("has the derivative weight·p(1 − p)/num_labels: weights are constants to it, too", () => {
    const second = hessian((x) => ghmcLoss(x, target))(constant(logits)).toArray() as number[][];
    const wanted = logits.map((x, i) =>
      logits.map((_, j) => (i === j ? (weights[i] * sigmoid(x) * (1 - sigmoid(x))) / 12 : 0)),
    );
    expectClose(second.flat(), wanted.flat(), 1e-15);
  });
});

describe("GHMCLoss on the tape", () => {
  it("is an op of that name, with the logits and the targets as its inputs", () => {
    const x = tensor(logits, { dtype: "float64", requiresGrad: true, name: "x" });
    const tape = Tape.endingAt(ghmcLoss(x, target));
    const step = tape.steps.find(({ op }) => op instanceof GHMCLoss);
    expect(step?.op.name).toBe("GHMCLoss");
    expect(step?.inputs.map((input) => input.shape)).toEqual([[12], [12]]);
    expect(String(tape)).toMatch(/^ *#\d+ +GHMCLoss +x \[12\], constant \[12\] → \[\]$/m);
  });

  it("can be stopped at: the gradients that it gives are yielded", () => {
    const x = leaf(logits);
    const steps = [...Tape.endingAt(ghmcLoss(x, target)).rewind(constant(1))];
    const step = steps.find(({ step }) => step.op instanceof GHMCLoss);
    expect(step?.gradOutput.item()).toBe(1);
    const [toLogits, toTarget] = step?.gradInputs ?? [];
    expect(values(toLogits ?? constant([]))).toEqual(gradientOf(ghmcLoss(x, target), x));
    expect(toTarget).toBeNull();
  });
});

describe("finite differences of the whole loss", () => {
  it("agree with the backward pass: between bin edges the weights do not change", () => {
    const y = constant(rows(target, 3));
    const mask = [1, 1, 0, 1];
    for (const density of [new GradientDensity(), new GradientDensity({ classes: 3, bins: 4 })]) {
      for (const reduction of ["none", "mean", "sum"] as const) {
        gradcheck((x) => ghmcLoss(x, y, { density, mask, reduction }), [rows(logits, 3)]);
        gradgradcheck((x) => ghmcLoss(x, y, { density, mask, reduction }), [rows(logits, 3)]);
      }
    }
    gradcheck((x, pStar) => ghmcLoss(x, pStar), [logits, logits.map((_, i) => 0.05 + i / 13)]);
  });

  it("agree with an exact density where the window lies in [0, 1]; nearer the ends its length changes", () => {
    const density = new WindowDensity(0.2);
    const inTheMiddle = logits.map((x) => x / 3);
    expect(inTheMiddle.every((x) => Math.abs(sigmoid(x) - 0.5) < 0.4)).toBe(true);
    gradcheck((x) => ghmcLoss(x, target, { density }), [inTheMiddle]);
    expect(() => gradcheck((x) => ghmcLoss(x, target, { density }), [logits])).toThrow(/wrong/);
  });

  it("need S put back before each call if there is momentum", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    ghmcLoss(normals(12, 5), target, { density });
    const before = density.state();
    const f = (x: Parameters<typeof ghmcLoss>[0]) => ghmcLoss(x, target, { density });
    gradcheck(f, [logits], { state: [density] });
    gradgradcheck(f, [logits], { state: [density] });
    expect(density.state()).toEqual(before);
    expect(() => gradcheck(f, [logits])).toThrow(/same inputs.*\{ state: \[\.\.\.\] \}/s);
  });

  it("need nothing put back if the density is frozen", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    ghmcLoss(normals(12, 5), target, { density });
    density.frozen = true;
    gradcheck((x) => ghmcLoss(x, target, { density }), [logits]);
  });

  it("disagree at a bin edge, where the weights jump, and gradcheck says so", () => {
    // At x = 0, p = 0.5 and g = 0.5 − p* lies on the edge 0.25 of four bins.
    const density = new GradientDensity({ bins: 4 });
    const f = (x: Parameters<typeof ghmcLoss>[0]) =>
      ghmcLoss(x, constant([0.25, 0, 1]), { density });
    expect(() => gradcheck(f, [[0, 3, 3]])).toThrow(/slopes to the left and right.*bin edge/s);
    gradcheck(f, [[0.001, 3, 3]]);
  });
});

describe("ghmcGradientNorm", () => {
  it("is |σ(x) − p*|, a constant", () => {
    const x = leaf([0, 1000, -1000, 2]);
    const g = ghmcGradientNorm(x, [0.25, 0, 1, 1]);
    expectClose(values(g), [0.25, 1, 1, 1 - sigmoid(2)]);
    expect(g.requiresGrad).toBe(false);
  });

  it("is the absolute gradient of binary cross-entropy", () => {
    const x = leaf(logits);
    const gradient = gradientOf(x.softplus().sub(x.mul(target)).sum(), x);
    expectClose(values(ghmcGradientNorm(x, target)), gradient.map(Math.abs), 1e-15);
  });

  it("counts 0 for an infinite loss in no bin, whatever the reduction", () => {
    for (const reduction of ["none", "mean", "sum"] as const) {
      const x = leaf([Infinity, 0.5]);
      const density = new GradientDensity({ lastEdge: 1 }); // g = 1 is in no bin
      const loss = ghmcLoss(x, [0, 1], { density, reduction }).sum();
      expectClose([loss.item()], [2 * bce(0.5, 1) * (reduction === "mean" ? 0.5 : 1)]);
      expect(gradientOf(loss, x)[0]).toBe(0);
    }
  });
});
