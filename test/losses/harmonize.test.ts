import { describe, expect, it } from "vitest";
import {
  asl1,
  bceWithLogits,
  crossEntropy,
  focalLoss,
  Generator,
  ghmcLoss,
  ghmrLoss,
  GradientDensity,
  gradients,
  harmonize,
  l1,
  mse,
  mul,
  noGrad,
  randn,
  sqrt,
  sum,
  tensor,
  WindowDensity,
  type Density,
  type GHMOptions,
  type HarmonizeOptions,
  type Tensor,
  where,
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

const logits = rows(normals(24, 1, 2), 3);
const target = rows(labels(24, 2), 3);
/** So near to its target that ASL1, whose μ is 0.02, finds it neither easy nor hard. */
const near = target.map((row, i) => row.map((value, c) => value + 0.01 * logits[i][c]));
const each = { reduction: "none" } as const;

/** A density that writes down the gradient norms, and weighs by them. */
function recorder(): Density & { g: number[]; shape: readonly number[] } {
  return {
    g: [],
    shape: [],
    weigh(g) {
      this.g = values(g);
      this.shape = g.shape;
      return g;
    },
  };
}

const twins = [
  [
    "of binary cross-entropy is ghmcLoss",
    logits,
    (x: Tensor) => bceWithLogits(x, constant(target), each),
    (x: Tensor, options: GHMOptions) => ghmcLoss(x, constant(target), options),
  ],
  [
    "of ASL1 is ghmrLoss",
    near,
    (x: Tensor) => asl1(x, constant(target), each),
    (x: Tensor, options: GHMOptions) => ghmrLoss(x, constant(target), options),
  ],
] as const;

const variants: [name: string, options: HarmonizeOptions][] = [
  ["everything", {}],
  ["what a mask leaves in", { mask: target }],
  ["the rows that a mask leaves in", { mask: [1, 0, 1, 1, 0, 1, 1, 1] }],
  ["a sum", { reduction: "sum" }],
  ["each element", { reduction: "none", mask: target }],
];

describe("harmonize", () => {
  describe.each(twins)("%s, to the last digits", (_, start, lossOf, twin) => {
    function expectTwins(density: Density, twinDensity: Density, options: HarmonizeOptions) {
      const [x, y] = [leaf(start), leaf(start)];
      const loss = harmonize(lossOf(x), x, density, options);
      const wanted = twin(y, { ...options, density: twinDensity });
      expectClose(values(loss), values(wanted), 1e-14);
      expectClose(gradientOf(loss.sum(), x), gradientOf(wanted.sum(), y), 1e-14);
    }

    it.each(variants)("of %s", (_, options) => {
      const bins = 30;
      expectTwins(new GradientDensity({ bins }), new GradientDensity({ bins }), options);
      expectTwins(new WindowDensity(0.1), new WindowDensity(0.1), options);
    });

    it("with a moving average", () => {
      const make = () => new GradientDensity({ momentum: 0.75 });
      const [density, twinDensity] = [make(), make()];
      for (let step = 0; step < 3; step++) {
        expectTwins(density, twinDensity, {});
        expect(density.state()).toEqual(twinDensity.state());
        expect(density.counts.filter((count) => count > 0).length).toBeGreaterThan(4);
      }
    });
  });

  it("takes for g the absolute gradient of each loss by its element of the output", () => {
    const density = recorder();
    const x = leaf([0.5, -2, 3]);
    harmonize(mse(x, [0, 0, 1], each), x, density);
    expect(density.g).toEqual([1, 4, 4]); // |2d|
  });

  it("takes the Euclidean norm if an example has a row of the output", () => {
    const density = recorder();
    const x = leaf(logits);
    const classes = logits.map((_, i) => i % 3);
    const loss = harmonize(crossEntropy(x, classes, each), x, density);
    const gradient = logits.map((row, i) => {
      const sum = total(row.map(Math.exp));
      return row.map((value, c) => Math.exp(value) / sum - (c === i % 3 ? 1 : 0));
    });
    const g = gradient.map((row) => Math.hypot(...row));
    expect(density.shape).toEqual([8]);
    expectClose(density.g, g, 1e-15);
    // This density gives the weight g, so the gradient is g·(p − p*)/N.
    expectClose(
      gradientOf(loss, x),
      gradient.flatMap((row, i) => row.map((value) => (g[i] * value) / 8)),
      1e-15,
    );
  });

  it("takes the norm over all axes that an example has in the output", () => {
    const density = recorder();
    const x = leaf([logits.slice(0, 4), logits.slice(4)]);
    harmonize(x.square().sum([1, 2]).mul(0.5), x, density);
    const halves = [logits.slice(0, 4), logits.slice(4)];
    expectClose(
      density.g,
      halves.map((half) => Math.hypot(...half.flat())),
    );
  });

  it("weighs by a constant: the gradient of the weight itself is not part of it", () => {
    const x = leaf([0.3, -1]);
    const loss = harmonize(focalLoss(x, [1, 0], each), x, recorder());
    const plain = gradientOf(focalLoss(x, [1, 0], each).sum(), x);
    const wanted = plain.map((value) => (Math.abs(value) * value) / 2);
    expectClose(gradientOf(loss, x), wanted, 1e-15);
  });

  it("takes the output of a model, so that the gradients reach the weights", () => {
    const generator = new Generator(1);
    const data = randn([8, 4], { dtype: "float64", generator });
    const makeModel = () => {
      const seeded = new Generator(2);
      const options = { dtype: "float64", generator: seeded, requiresGrad: true } as const;
      const [hidden, last] = [randn([4, 5], options), randn([5, 3], options)];
      return { weights: [hidden, last], scores: data.matmul(hidden).tanh().matmul(last) };
    };
    const [a, b] = [makeModel(), makeModel()];
    const y = constant(target);
    const harmonized = harmonize(bceWithLogits(a.scores, y, each), a.scores);
    const [found, wanted] = [
      gradients(harmonized, a.weights),
      gradients(ghmcLoss(b.scores, y), b.weights),
    ];
    found.forEach((g, i) => {
      expectClose(values(g), values(wanted[i]), 1e-14);
    });
    expect(values(found[0]).some((g) => g !== 0)).toBe(true);
  });

  it("leaves no gradient behind: it only looks at the tape", () => {
    const x = leaf(logits);
    const output = x.mul(2);
    harmonize(bceWithLogits(output, constant(target), each), output);
    expect(x.grad).toBeNull();
    expect(output.grad).toBeNull();
  });

  it("puts every gradient norm above 1 into the last bin by default", () => {
    const x = leaf([0.05, 10, 1000]);
    const loss = harmonize(mse(x, [0, 0, 0], each), x, undefined, each);
    // g = 0.1, 20, 2000: two bins, one with two examples
    expectClose(values(loss), [(3 / 2) * 0.0025, (3 / 4) * 100, (3 / 4) * 1e6]);
  });

  it("is 0 with gradient 0 if nothing counts", () => {
    const x = leaf([1, 2]);
    const loss = harmonize(mse(x, [0, 0], each), x, undefined, { mask: [0, 0] });
    expect(loss.item()).toBe(0);
    expect(gradientOf(loss, x)).toEqual([0, 0]);
  });

  it("counts nothing of what is left out, if that was made harmless before the loss", () => {
    const x = leaf([0.5, NaN, -1, Infinity]);
    const mask = [1, 0, 0, 0];
    const safe = where(mask, x, 0);
    const loss = harmonize(bceWithLogits(safe, [1, 0, 0, 0], each), safe, undefined, { mask });
    expectClose([loss.item()], [Math.log1p(Math.exp(-0.5))]);
    expectClose(gradientOf(loss, x), [sigmoid(0.5) - 1, 0, 0, 0], 1e-15);
  });

  it("does not count an infinite loss that is left out, if its gradient is finite", () => {
    const x = leaf([3, 0]);
    const loss = harmonize(l1(x, [1, Infinity], each), x, undefined, { mask: [1, 0] });
    expect(loss.item()).toBe(2);
    expect(gradientOf(loss, x).map((g) => g + 0)).toEqual([1, 0]);
  });

  it("refuses a NaN that is left out too late, as it would reach all weights of the model", () => {
    const x = leaf([0.5, NaN]);
    const losses = bceWithLogits(x, [1, 0], each);
    expect(() => harmonize(losses, x, undefined, { mask: [1, 0] })).toThrow(
      /example 1 is masked, but its loss has the gradient NaN.*before the loss/,
    );
  });

  it.each([1, -1])("refuses an infinite gradient that is left out too late: %i·√x at 0", (sign) => {
    const x = leaf([4, 0]);
    const losses = mul(sign, sqrt(x));
    expect(() => harmonize(losses, x, undefined, { mask: [1, 0] })).toThrow(
      /example 1 is masked, but its loss has the gradient Infinity/,
    );
    const rows = leaf([
      [1, 2],
      [0, 1],
    ]);
    const ofRows = sum(sqrt(rows), 1);
    expect(() => harmonize(ofRows, rows, undefined, { mask: [1, 0] })).toThrow(
      /example 1 is masked, but its loss has the gradient Infinity/,
    );
  });

  it("refuses it in the first example as well", () => {
    const x = leaf([NaN, 0.5]);
    const losses = bceWithLogits(x, [1, 0], each);
    expect(() => harmonize(losses, x, undefined, { mask: [0, 1] })).toThrow(/example 0 is masked/);
  });

  it("shows a gradient that is not finite and counts: in the loss and the gradient, as NaN", () => {
    for (const [bad, lossOf] of [
      [0, sqrt],
      [NaN, (t: Tensor) => bceWithLogits(t, [1, 1], each)],
    ] as const) {
      const x = leaf([bad, 4]);
      const losses = harmonize(lossOf(x), x, undefined, each);
      expect(values(losses)).toEqual([NaN, expect.closeTo(2 * lossOf(x).data.get(1))]);
      const gradient = gradientOf(losses.sum(), x);
      expect(gradient[0]).toBeNaN();
      expect(Math.abs(gradient[1])).toBeGreaterThan(0);
    }
  });

  it("counts 0 for an infinite loss of weight 0", () => {
    const x = leaf([3, 0]);
    const none: Density = {
      weigh: (g) => tensor([1, 0], { shape: g.shape, dtype: "float64" }).data,
    };
    const loss = harmonize(l1(x, [1, Infinity], each), x, none);
    expect(loss.item()).toBe(1);
  });

  it("measures a gradient whose square would overflow", () => {
    const x = leaf([1, 2]);
    const loss = harmonize(mul([1e200, 1e-200], x), x, undefined, { reduction: "none" });
    expect(values(loss)).toEqual([1e200 / 2 + 1e200 / 2, 2e-200]);
  });

  it("takes the norm over the axes that the losses lack, where they have several", () => {
    const x = leaf([rows(normals(6, 1), 3), rows(normals(6, 2), 3)]); // [2, 2, 3]
    const table = leaf(rows([...normals(6, 1), ...normals(6, 2)], 3)); // [4, 3]
    const lossOf = (t: Tensor) => mul(0.075, sum(t.square(), -1));
    const density = () => new GradientDensity(); // norms in bins 0, 1, 2 and 2
    const loss = harmonize(lossOf(x), x, density(), { reduction: "none" });
    const flat = harmonize(lossOf(table), table, density(), { reduction: "none" });
    expect(values(loss)).toEqual(values(flat));
    expect(new Set(values(loss.div(lossOf(x)))).size).toBeGreaterThan(1);
  });

  it("takes one example without axes, of one number", () => {
    for (const data of [0.5, [0.5]]) {
      const x = leaf(data);
      const loss = harmonize(x.square().sum(), x);
      expect(loss.item()).toBe(0.25);
      expect(gradientOf(loss, x)).toEqual([1]);
    }
  });

  it("stays in float32", () => {
    const x = tensor([0.5, -1, 2], { dtype: "float32", requiresGrad: true });
    const loss = harmonize(bceWithLogits(x, [1, 1, 0], each), x);
    expect(loss.dtype).toBe("float32");
    expect(gradients(loss, [x])[0].dtype).toBe("float32");
  });

  it("refuses an output that the losses were not made of", () => {
    const x = leaf([0.5, -1]);
    const losses = bceWithLogits(x, [1, 0], each);
    for (const wrong of [leaf([0.5, -1]), x.detach(), x.mul(1)]) {
      expect(() => harmonize(losses, wrong)).toThrow(
        /losses were not made of a tensor of shape \[2\].*the output itself/,
      );
    }
  });

  it("refuses an output that requires no gradient, whatever else the losses were made of", () => {
    const [x, w] = [constant([0.5, -1]), leaf([1, 2])];
    expect(() => harmonize(mul(x, w), x)).toThrow(/losses were not made of .*requires a gradient/);
  });

  it("refuses what was computed without recording", () => {
    const x = leaf([0.5, -1]);
    expect(() => noGrad(() => harmonize(bceWithLogits(x, [1, 0], each), x))).toThrow(
      /losses were not made of/,
    );
  });

  it("refuses losses that are not one for each example", () => {
    const x = leaf(logits);
    const perClass = bceWithLogits(x, constant(target), each).sum(0);
    expect(() => harmonize(perClass, x)).toThrow(
      /one loss for each example.*of shape \[3\].*of shape \[8, 3\].*reduction: "none"/,
    );
    for (const loss of [mse(x, constant(target)), mse(x, constant(target)).reshape([1])]) {
      expect(() => harmonize(loss, x)).toThrow(/one loss for each example/);
    }
  });
});
