/** What holds for GHM whatever the batch: properties, checked on random batches. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bceWithLogits,
  ghmcLoss,
  ghmcSoftmaxLoss,
  ghmrLoss,
  GradientDensity,
  gradients,
  tensor,
  WindowDensity,
  type Density,
  type GHMOptions,
  type NestedNumbers,
  type Tensor,
} from "../../src/index.js";
import { constant, expectClose, gradientOf, leaf, total, values, weightsOf } from "./helpers.js";

type Loss = (output: Tensor, target: Tensor, options?: GHMOptions) => Tensor;

interface Example {
  /** Its row of the output. */
  output: number[];
  /** Its target; a row, or a class index. */
  target: NestedNumbers;
}

const logit = fc.double({ min: -30, max: 30, noNaN: true });
const probability = fc.double({ min: 0, max: 1, noNaN: true });
const pair = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.tuple(arbitrary, arbitrary).map((two) => [...two]);

/** Losses that weigh examples, with two outputs for each, and what to feed them. */
const kinds: readonly (readonly [name: string, loss: Loss, example: fc.Arbitrary<Example>])[] = [
  ["ghmcLoss", ghmcLoss, fc.record({ output: pair(logit), target: pair(fc.constantFrom(0, 1)) })],
  [
    "ghmcLoss of soft targets",
    ghmcLoss,
    fc.record({ output: pair(logit), target: pair(probability) }),
  ],
  [
    "ghmcLoss of class indices",
    ghmcLoss,
    fc.record({ output: pair(logit), target: fc.constantFrom(-1, 0, 1, 2) }),
  ],
  [
    "ghmrLoss",
    (output, target, options) => ghmrLoss(output, target, { ...options, mu: 1 }),
    fc.record({ output: pair(logit), target: pair(logit) }),
  ],
  [
    "ghmcSoftmaxLoss",
    ghmcSoftmaxLoss,
    fc.record({ output: pair(logit), target: fc.constantFrom(0, 1) }),
  ],
  [
    "ghmcSoftmaxLoss of soft targets",
    ghmcSoftmaxLoss,
    fc.record({ output: pair(logit), target: probability.map((p) => [p, 1 - p]) }),
  ],
];

const densities: readonly (readonly [name: string, make: () => Density])[] = [
  ["GradientDensity", () => new GradientDensity()],
  ["GradientDensity of 30 bins", () => new GradientDensity({ bins: 30 })],
  ["WindowDensity", () => new WindowDensity(0.1)],
];

const outputsOf = (examples: readonly Example[]) => leaf(examples.map(({ output }) => output));
const targetsOf = (examples: readonly Example[]) => constant(examples.map(({ target }) => target));

const batchOf = (example: fc.Arbitrary<Example>) =>
  fc.array(example, { minLength: 1, maxLength: 25 });

describe.each(kinds)("%s", (_, loss, example) => {
  it("has weights of mean 1, without momentum and if everything counts", () => {
    fc.assert(
      fc.property(batchOf(example), fc.integer({ min: 1, max: 40 }), (examples, bins) => {
        const density = new GradientDensity({ bins });
        const weights = weightsOf(loss(outputsOf(examples), targetsOf(examples), { density }));
        expectClose([total(weights) / weights.length], [1], 1e-12);
      }),
    );
  });

  it("is the mean of the losses that it weighs, if there is one bin", () => {
    fc.assert(
      fc.property(batchOf(example), (examples) => {
        const [x, y] = [outputsOf(examples), targetsOf(examples)];
        const density = new GradientDensity({ bins: 1 });
        const weighted = loss(x, y, { density, reduction: "none" });
        const weightless = loss(x, y, {
          density: { weigh: (g) => tensor(g).mul(0).add(1).data },
          reduction: "none",
        });
        expect(values(weighted)).toEqual(values(weightless));
        expectClose(
          [loss(x, y, { density: new GradientDensity({ bins: 1 }) }).item()],
          [weightless.mean().item()],
        );
      }),
    );
  });

  it.each(densities)("passes the order of the examples on to the gradients: %s", (_, make) => {
    fc.assert(
      fc.property(batchOf(example), fc.infiniteStream(fc.nat()), (examples, keys) => {
        const order = examples
          .map((_, i) => ({ i, key: Number(keys.next().value) }))
          .sort((a, b) => a.key - b.key)
          .map(({ i }) => i);
        const shuffled = order.map((i) => examples[i]);
        const gradientsOf = (batch: readonly Example[]) => {
          const x = outputsOf(batch);
          return gradients(loss(x, targetsOf(batch), { density: make() }), [x])[0];
        };
        const wanted = gradientsOf(examples).indexSelect(order);
        expect(values(gradientsOf(shuffled))).toEqual(values(wanted));
      }),
    );
  });

  it.each(densities)("weighs a batch twice as long, of the same, alike: %s", (_, make) => {
    fc.assert(
      fc.property(batchOf(example), (examples) => {
        const run = (batch: readonly Example[]) =>
          loss(outputsOf(batch), targetsOf(batch), { density: make() });
        const [once, twice] = [run(examples), run([...examples, ...examples])];
        expectClose(weightsOf(twice), [...weightsOf(once), ...weightsOf(once)], 1e-14);
        expectClose([twice.item()], [once.item()]);
      }),
    );
  });

  it.each(densities)("is 0, and so are the gradients, if nothing counts: %s", (_, make) => {
    fc.assert(
      fc.property(batchOf(example), (examples) => {
        const [x, y] = [outputsOf(examples), targetsOf(examples)];
        const mask = examples.map(() => 0);
        for (const reduction of ["mean", "sum"] as const) {
          const value = loss(x, y, { density: make(), mask, reduction });
          expect(value.item()).toBe(0);
          expect(gradientOf(value, x).every((g) => g === 0)).toBe(true);
        }
      }),
    );
  });

  it("leaves S untouched if nothing counts", () => {
    fc.assert(
      fc.property(batchOf(example), fc.constantFrom("keep", "decay"), (examples, emptyBins) => {
        const density = new GradientDensity({ momentum: 0.5, emptyBins });
        const [x, y] = [outputsOf(examples), targetsOf(examples)];
        loss(x, y, { density });
        const before = density.state();
        loss(x, y, { density, mask: examples.map(() => 0) });
        expect(density.state()).toEqual(before);
      }),
    );
  });

  it.each(densities)("does not see what is left out, be it NaN or infinite: %s", (_, make) => {
    const poison = fc.constantFrom(NaN, Infinity, -Infinity);
    const extras = fc.array(fc.tuple(example, pair(poison), fc.nat(25)), { maxLength: 10 });
    fc.assert(
      fc.property(batchOf(example), extras, (examples, left) => {
        // What is left out stands between the examples that count, at random places.
        const batch = examples.map((counted) => ({ ...counted, counts: 1 }));
        for (const [{ target }, [output, targetPoison], at] of left) {
          const poisoned = Array.isArray(target) ? target.map(() => targetPoison) : targetPoison;
          batch.splice(at, 0, { output: [output, output], target: poisoned, counts: 0 });
        }
        const mask = batch.map(({ counts }) => counts);
        for (const reduction of ["mean", "sum"] as const) {
          const [x, clean] = [outputsOf(batch), outputsOf(examples)];
          const value = loss(x, targetsOf(batch), { density: make(), mask, reduction });
          const wanted = loss(clean, targetsOf(examples), { density: make(), reduction });
          expectClose([value.item()], [wanted.item()]);
          const gradient = gradientOf(value, x);
          const counted = gradient.filter((_, i) => batch[Math.floor(i / 2)].counts === 1);
          const rest = gradient.filter((_, i) => batch[Math.floor(i / 2)].counts === 0);
          expect(counted).toEqual(gradientOf(wanted, clean));
          expect(rest.every((g) => g === 0)).toBe(true);
        }
      }),
    );
  });
});

describe("GHM with one bin", () => {
  it("is the mean of binary cross-entropy", () => {
    fc.assert(
      fc.property(batchOf(kinds[0][2]), (examples) => {
        const [x, y] = [outputsOf(examples), targetsOf(examples)];
        const harmonized = ghmcLoss(x, y, { density: new GradientDensity({ bins: 1 }) });
        const mean = bceWithLogits(x, y);
        expectClose([harmonized.item()], [mean.item()]);
        expectClose(gradientOf(harmonized, x), gradientOf(mean, x), 1e-15);
      }),
    );
  });
});

describe("elements that are left out one by one", () => {
  it("may be NaN or infinite, in rows of which other elements count", () => {
    const x = leaf([
      [0.5, NaN, -1],
      [Infinity, 2, -Infinity],
    ]);
    const y = leaf([
      [1, Infinity, 0],
      [NaN, 1, -Infinity],
    ]);
    const mask = [
      [1, 0, 1],
      [0, 1, 0],
    ];
    for (const loss of [ghmcLoss, ghmrLoss]) {
      const value = loss(x, y, { mask });
      const wanted = loss(leaf([0.5, -1, 2]), leaf([1, 0, 1]));
      expectClose([value.item()], [wanted.item()], 1e-15);
      for (const t of [x, y]) {
        const [first, second] = gradients(value, [t])[0].toArray() as number[][];
        expect(first.every(Number.isFinite)).toBe(true);
        expect(second.every(Number.isFinite)).toBe(true);
        expect([first[1], second[0], second[2]].every((g) => g === 0)).toBe(true);
        expect([first[0], first[2], second[1]].every((g) => g !== 0)).toBe(true);
      }
    }
  });

  it("get a loss of 0 if the losses are not reduced", () => {
    const x = leaf([0.5, NaN, 1]);
    const loss = ghmcLoss(x, [1, 0, 0], { mask: [1, 0, 1], reduction: "none" });
    const [first, second, third] = values(loss);
    expect(second).toBe(0);
    expect([first, third].every((value) => value > 0)).toBe(true);
    expect(gradientOf(loss.sum(), x)[1]).toBe(0);
  });
});
