import { describe, expect, it } from "vitest";
import {
  bceWithLogits,
  crossEntropy,
  focalLoss,
  gradcheck,
  softmaxFocalLoss,
  tensor,
  type Tensor,
} from "../../src/index.js";
import {
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
} from "./helpers.js";

const logits = normals(8, 1, 2);
const target = labels(8, 2);
const each = { reduction: "none" } as const;

describe("focalLoss", () => {
  /** −α_t·(1 − p_t)^γ·log p_t */
  const byHand = (x: number, y: number, alpha: number, gamma: number) => {
    const p = y === 1 ? sigmoid(x) : 1 - sigmoid(x);
    return -(y === 1 ? alpha : 1 - alpha) * (1 - p) ** gamma * Math.log(p);
  };

  it.each([0, 0.5, 1, 2, 5])("is −α(1 − p)^γ·log p of the true label, with γ = %d", (gamma) => {
    const x = leaf(logits);
    const wanted = logits.map((value, i) => byHand(value, target[i], 0.25, gamma));
    expectClose(values(focalLoss(x, target, { gamma, ...each })), wanted);
    expectClose([focalLoss(x, target, { gamma }).item()], [total(wanted) / 8]);
    expectClose([focalLoss(x, target, { gamma, reduction: "sum" }).item()], [total(wanted)]);
    gradcheck((t) => focalLoss(t, target, { gamma }), [logits]);
  });

  it("has α = 0.25 and γ = 2 by default", () => {
    const x = leaf(logits);
    const wanted = focalLoss(x, target, { alpha: 0.25, gamma: 2 });
    expect(focalLoss(x, target).item()).toBe(wanted.item());
  });

  it("weighs positive examples by alpha, negative ones by 1 − alpha, and with null none", () => {
    const [x, y] = [leaf([0.5, 0.5]), constant([1, 0])];
    const [positive, negative] = values(focalLoss(x, y, { alpha: 0.7, ...each }));
    const [plainPositive, plainNegative] = values(focalLoss(x, y, { alpha: null, ...each }));
    expectClose([positive, negative], [0.7 * plainPositive, 0.3 * plainNegative]);
  });

  it("takes alpha 0, which counts negative examples only, and 1, which counts positive ones", () => {
    const [x, y] = [constant([0.5, 0.5]), constant([1, 0])];
    const [positive, negative] = values(focalLoss(x, y, { alpha: null, ...each }));
    expect(values(focalLoss(x, y, { alpha: 0, ...each }))).toEqual([0, negative]);
    expect(values(focalLoss(x, y, { alpha: 1, ...each }))).toEqual([positive, 0]);
    for (const alpha of [-0.001, 1.001, NaN]) {
      expect(() => focalLoss(x, y, { alpha })).toThrow(/alpha must be in \[0, 1\], or null/);
    }
  });

  it("is binary cross-entropy with γ = 0 and without alpha", () => {
    const x = leaf(logits);
    const loss = focalLoss(x, target, { alpha: null, gamma: 0 });
    expectClose([loss.item()], [bceWithLogits(x, target).item()]);
    expectClose(gradientOf(loss, x), gradientOf(bceWithLogits(x, target), x));
  });

  it("is, of p = 0.9 and γ = 2, a hundredth of cross-entropy, as the paper says", () => {
    const x = constant([Math.log(9)]);
    const loss = focalLoss(x, [1], { alpha: null }).item();
    expectClose([loss / bceWithLogits(x, [1]).item()], [0.01]);
  });

  it("keeps its digits where p_t is almost 1, beyond the range of float32 too", () => {
    // (1 − p_t)^½·(−log p_t) = e^(−400·3/2), as 1 − p_t = −log p_t = e^−400
    const loss = focalLoss(constant([400]), [1], { alpha: null, gamma: 0.5 }).item();
    expect(Math.abs(loss / Math.exp(-600) - 1)).toBeLessThan(1e-12);
  });

  it("takes soft targets as torchvision does: p_t = p·t + (1 − p)(1 − t)", () => {
    const [x, t] = [0.8, 0.3];
    const p = sigmoid(x);
    const pT = p * t + (1 - p) * (1 - t);
    const ce = -t * Math.log(p) - (1 - t) * Math.log(1 - p);
    const wanted = (0.25 * t + 0.75 * (1 - t)) * ce * (1 - pT) ** 2;
    expectClose([focalLoss(constant([x]), constant([t])).item()], [wanted]);
  });

  it.each([0, 0.5, 1, 2, 5])("is finite with its gradient for logits of ±1000, γ = %d", (gamma) => {
    for (const dtype of ["float32", "float64"] as const) {
      const extremes = [1000, 1000, -1000, -1000, 90, 90, -90, -90, 700, -700];
      const x = tensor(extremes, { dtype, requiresGrad: true });
      const loss = focalLoss(x, [0, 1, 0, 1, 0, 1, 0, 1, 1, 0], { gamma, alpha: null, ...each });
      expect(values(loss).slice(0, 4)).toEqual([1000, 0, 0, 1000]);
      expect(values(loss).every(Number.isFinite)).toBe(true);
      const gradient = gradientOf(loss.sum(), x);
      expect(gradient.every(Number.isFinite)).toBe(true);
      expectClose(gradient.slice(0, 4), [1, 0, 0, -1], 1e-6);
    }
  });
});

describe("a loss of labels, in one pass", () => {
  // A target that is learnt is not taken for labels: the loss is then composed of ops.
  const losses = [0, 0.5, 1, 2, 5].flatMap((gamma) =>
    [null, 0, 0.25, 1].map((alpha) => ({
      name: `focalLoss with γ = ${gamma}, α = ${alpha}`,
      f: (x: Tensor, t: Tensor) => focalLoss(x, t, { gamma, alpha, ...each }),
    })),
  );
  const dtypes = ["float32", "float64"] as const;
  it.each(dtypes.flatMap((dtype) => losses.map((loss) => ({ dtype, ...loss }))))(
    "is that composed of ops, with its gradient, at all logits: $name, $dtype",
    ({ dtype, f }) => {
      const sizes = [0, 1e-9, 0.01, 0.5, 1, 2, 5, 10, 16, 20, 40, 80, 90, 300, 800, Infinity];
      const points = sizes.flatMap((size) => [size, -size]).flatMap((x) => [x, x]);
      const target = points.map((_, i) => i % 2);
      const both = [false, true].map((requiresGrad) => {
        const x = tensor(points, { dtype, requiresGrad: true });
        const loss = f(x, tensor(target, { dtype, requiresGrad }));
        return [...values(loss), ...gradientOf(loss.sum(), x)];
      });
      const digits = dtype === "float32" ? 4e-6 : 1e-14;
      const least = dtype === "float32" ? 1e-36 : 1e-306;
      both[0].forEach((value, i) => {
        if (!Number.isFinite(both[1][i])) expect(value).toBe(both[1][i]);
        else
          expect(Math.abs(value - both[1][i])).toBeLessThanOrEqual(
            digits * Math.abs(both[1][i]) + least,
          );
      });
    },
  );
});

describe("softmaxFocalLoss", () => {
  const table = rows(normals(15, 3, 2), 3);
  const classes = [0, 1, 2, 2, 1];
  const probabilities = table.map((row) => row.map((x) => Math.exp(x) / total(row.map(Math.exp))));

  it.each([0, 0.5, 2])("is −(1 − p)^γ·log p of the target class, with γ = %d", (gamma) => {
    const wanted = probabilities.map((p, i) => {
      const pT = p[classes[i]];
      return -((1 - pT) ** gamma) * Math.log(pT);
    });
    const x = leaf(table);
    expectClose(values(softmaxFocalLoss(x, classes, { gamma, ...each })), wanted);
    expectClose([softmaxFocalLoss(x, classes, { gamma }).item()], [total(wanted) / 5]);
    gradcheck((t) => softmaxFocalLoss(t, classes, { gamma }), [table]);
  });

  it("has γ = 2 by default", () => {
    const x = leaf(table);
    const wanted = softmaxFocalLoss(x, classes, { gamma: 2 });
    expect(softmaxFocalLoss(x, classes).item()).toBe(wanted.item());
  });

  it("weighs each example by alpha of its class", () => {
    const x = leaf(table);
    const plain = values(softmaxFocalLoss(x, classes, each));
    const alpha = [1, 2, 4];
    expectClose(
      values(softmaxFocalLoss(x, classes, { alpha, ...each })),
      plain.map((loss, i) => alpha[classes[i]] * loss),
    );
  });

  it("is cross-entropy with γ = 0", () => {
    const x = leaf(table);
    const loss = softmaxFocalLoss(x, classes, { gamma: 0 });
    expectClose([loss.item()], [crossEntropy(x, classes).item()]);
    expectClose(gradientOf(loss, x), gradientOf(crossEntropy(x, classes), x));
  });

  it("is with two classes focal loss of the difference of the logits", () => {
    const pairs = rows(normals(10, 4, 2), 2);
    const y = [0, 1, 0, 1, 1];
    const binary = focalLoss(leaf(pairs.map(([a, b]) => b - a)), y, { alpha: null });
    expectClose([softmaxFocalLoss(leaf(pairs), y).item()], [binary.item()]);
  });

  it.each([0, 0.5, 2])("is finite with its gradient for logits of ±1000, γ = %d", (gamma) => {
    for (const dtype of ["float32", "float64"] as const) {
      const x = tensor(
        [
          [1000, -1000],
          [1000, -1000],
        ],
        { dtype, requiresGrad: true },
      );
      const loss = softmaxFocalLoss(x, [0, 1], { gamma, ...each });
      expect(values(loss).map((value) => value + 0)).toEqual([0, 2000]);
      expectClose(gradientOf(loss.sum(), x), [0, 0, 1, -1], 1e-6);
    }
  });

  it("takes one example without an axis of examples", () => {
    const loss = softmaxFocalLoss(leaf(table[0]), 0);
    expectClose([loss.item()], values(softmaxFocalLoss(leaf([table[0]]), [0], each)));
  });

  it("refuses probabilities: it takes class indices", () => {
    const message =
      /^softmaxFocalLoss: for scores of .* the target holds class indices, without the last axis; /;
    expect(() => softmaxFocalLoss(leaf(table), table)).toThrow(message);
    expect(() => softmaxFocalLoss(leaf(table[0]), table[0])).toThrow(message);
  });
});
