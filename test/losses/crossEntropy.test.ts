import { describe, expect, it } from "vitest";
import { crossEntropy, gradcheck, logSoftmax, nllLoss, tensor } from "../../src/index.js";
import {
  constant,
  expectClose,
  gradientOf,
  leaf,
  normals,
  rows,
  total,
  values,
} from "./helpers.js";

const logits = rows(normals(15, 1, 2), 3);
const classes = [0, 1, 2, 2, 1];
const oneHot = classes.map((index) => [0, 1, 2].map((c) => (c === index ? 1 : 0)));
const soft = oneHot.map((row) => row.map((value) => 0.1 + 0.7 * value));
const each = { reduction: "none" } as const;
const weight = [1, 2, 4];

const softmax = (x: readonly number[]) =>
  x.map((value) => Math.exp(value) / total(x.map(Math.exp)));
const logP = logits.map((row) => softmax(row).map(Math.log));

describe("crossEntropy", () => {
  const byHand = classes.map((index, i) => -logP[i][index]);

  it("is −log p of the target class, as a mean, a sum or one by one", () => {
    const x = leaf(logits);
    expectClose(values(crossEntropy(x, classes, each)), byHand);
    expectClose([crossEntropy(x, classes, { reduction: "sum" }).item()], [total(byHand)]);
    expectClose([crossEntropy(x, classes).item()], [total(byHand) / 5]);
  });

  it("is log C of scores that are all alike", () => {
    expectClose([crossEntropy(constant([[7, 7, 7, 7]]), [2]).item()], [Math.log(4)]);
  });

  it("has the gradient (p − p*)/N", () => {
    const x = leaf(logits);
    const wanted = logits.flatMap((row, i) => softmax(row).map((p, c) => (p - oneHot[i][c]) / 5));
    expectClose(gradientOf(crossEntropy(x, classes), x), wanted, 1e-15);
  });

  it("takes probabilities as −Σ p*·log p", () => {
    const x = leaf(logits);
    const wanted = soft.map((row, i) => -total(row.map((p, c) => p * logP[i][c])));
    expectClose(values(crossEntropy(x, constant(soft), each)), wanted);
    expectClose([crossEntropy(x, constant(soft)).item()], [total(wanted) / 5]);
    gradcheck((t, q) => crossEntropy(t, q), [logits, soft]);
  });

  it("takes one-hot rows for what class indices are", () => {
    const x = leaf(logits);
    expectClose([crossEntropy(x, constant(oneHot)).item()], [crossEntropy(x, classes).item()]);
  });

  it("divides the mean by the sum of the weights of the target classes, as PyTorch", () => {
    const x = leaf(logits);
    const weighted = byHand.map((loss, i) => weight[classes[i]] * loss);
    const weights = classes.map((index) => weight[index]);
    expectClose(values(crossEntropy(x, classes, { weight, ...each })), weighted);
    expectClose([crossEntropy(x, classes, { weight }).item()], [total(weighted) / total(weights)]);
    gradcheck((t) => crossEntropy(t, classes, { weight }), [logits]);
  });

  it("weighs the classes of probabilities, but divides the mean by N, as PyTorch", () => {
    const x = leaf(logits);
    const wanted = soft.map((row, i) => -total(row.map((p, c) => weight[c] * p * logP[i][c])));
    expectClose([crossEntropy(x, constant(soft), { weight }).item()], [total(wanted) / 5]);
  });

  it("leaves examples of index −100 out of the loss, the mean and the gradient", () => {
    const x = leaf(logits);
    const holes = [0, -100, 2, -100, 1];
    expectClose(
      values(crossEntropy(x, holes, each)),
      byHand.map((loss, i) => (holes[i] === -100 ? 0 : loss)),
    );
    expectClose([crossEntropy(x, holes).item()], [(byHand[0] + byHand[2] + byHand[4]) / 3]);
    const gradient = rows(gradientOf(crossEntropy(x, holes), x), 3);
    expect([...gradient[1], ...gradient[3]].every((g) => g === 0)).toBe(true);
  });

  it("leaves out another index if told so, with weights and label smoothing too", () => {
    const part = (list: readonly number[]) =>
      crossEntropy(
        leaf(list.map((i) => logits[i])),
        list.map((i) => classes[i]),
        { weight, labelSmoothing: 0.2 },
      );
    for (const ignoreIndex of [-1, 1, 255]) {
      const holes = classes.map((index, i) => (i === 1 || i === 4 ? ignoreIndex : index));
      const options = { weight, labelSmoothing: 0.2, ignoreIndex };
      expectClose([crossEntropy(leaf(logits), holes, options).item()], [part([0, 2, 3]).item()]);
    }
  });

  it("is NaN, as in PyTorch, the mean of no examples; and 0 their sum", () => {
    const nothing = [-100, -100, -100, -100, -100];
    expect(crossEntropy(leaf(logits), nothing).item()).toBeNaN();
    expect(crossEntropy(leaf(logits), nothing, { reduction: "sum" }).item() + 0).toBe(0);
  });

  it("spreads labelSmoothing over all classes: (1 − ε)·p* + ε/C", () => {
    const x = leaf(logits);
    const smooth = oneHot.map((row) => row.map((value) => 0.7 * value + 0.3 / 3));
    const loss = crossEntropy(x, classes, { labelSmoothing: 0.3 });
    expectClose([loss.item()], [crossEntropy(x, constant(smooth)).item()]);
    expectClose(gradientOf(loss, x), gradientOf(crossEntropy(x, constant(smooth)), x));
    const ofSoft = crossEntropy(x, constant(soft), { labelSmoothing: 0.3 });
    const smoothSoft = soft.map((row) => row.map((value) => 0.7 * value + 0.3 / 3));
    expectClose([ofSoft.item()], [crossEntropy(x, constant(smoothSoft)).item()]);
  });

  it("weighs smoothed labels class by class, and divides by the targets' weights, as PyTorch", () => {
    // (1 − ε)·w_t·(−log p_t) + ε/C·Σ w_c·(−log p_c), over Σ w_t
    const losses = logits.map((_, i) => {
      const ofTarget = -weight[classes[i]] * logP[i][classes[i]];
      const ofAll = -total(logP[i].map((value, c) => weight[c] * value));
      return 0.7 * ofTarget + 0.1 * ofAll;
    });
    const loss = crossEntropy(leaf(logits), classes, { weight, labelSmoothing: 0.3 });
    expectClose([loss.item()], [total(losses) / total(classes.map((index) => weight[index]))]);
  });

  it("takes classes along the last of several axes", () => {
    const deep = leaf([logits.slice(0, 2), logits.slice(2, 4)]);
    const loss = crossEntropy(deep, [
      [0, 1],
      [2, 2],
    ]);
    expectClose([loss.item()], [total(byHand.slice(0, 4)) / 4]);
  });

  it("takes one example without an axis of examples", () => {
    expectClose([crossEntropy(leaf(logits[0]), 0).item()], [byHand[0]]);
  });

  it("is finite, and so is its gradient, for logits of ±1000", () => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor([1000, -1000, 0], { dtype, requiresGrad: true });
      for (const [index, wanted] of [0, 2000, 1000].entries()) {
        expect(crossEntropy(x, index).item() + 0).toBe(wanted);
        expect(gradientOf(crossEntropy(x, index), x).every(Number.isFinite)).toBe(true);
        const smoothed = crossEntropy(x, index, { labelSmoothing: 0.1 });
        expect(Number.isFinite(smoothed.item())).toBe(true);
      }
    }
  });

  it("lets a logit of −∞ rule a class out", () => {
    const x = leaf([1, 2, -Infinity]);
    expectClose([crossEntropy(x, 0).item()], [Math.log(1 + Math.E)]);
    expectClose(gradientOf(crossEntropy(x, 0), x), [
      -1 / (1 + 1 / Math.E),
      1 / (1 + 1 / Math.E),
      0,
    ]);
  });

  it("stays in float32", () => {
    expect(crossEntropy(tensor(logits, { dtype: "float32" }), classes).dtype).toBe("float32");
  });
});

describe("nllLoss", () => {
  it("refuses a reduction in the place of the options, rather than return the mean", () => {
    expect(() => nllLoss(leaf(logP), classes, "sum" as never)).toThrow(
      /nllLoss takes its options as an object/,
    );
  });

  it("is crossEntropy of the logarithms of probabilities", () => {
    const x = leaf(logits);
    const options = { weight, ignoreIndex: 1 };
    for (const reduction of ["none", "mean", "sum"] as const) {
      const loss = nllLoss(logSoftmax(x), classes, { ...options, reduction });
      const wanted = crossEntropy(x, classes, { ...options, reduction });
      expect(values(loss)).toEqual(values(wanted));
      expect(gradientOf(loss.sum(), x)).toEqual(gradientOf(wanted.sum(), x));
    }
  });

  it("picks −log p of the target class, and passes the gradient to it alone", () => {
    const x = leaf(logP);
    const loss = nllLoss(x, classes);
    expectClose([loss.item()], [-total(classes.map((index, i) => logP[i][index])) / 5]);
    expectClose(
      gradientOf(loss, x),
      oneHot.flat().map((value) => -value / 5),
    );
  });
});
