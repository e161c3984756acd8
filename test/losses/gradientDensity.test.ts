import { describe, expect, it } from "vitest";
import {
  densityPresets,
  ghmcGradientNorm,
  ghmcLoss,
  GradientDensity,
  tensor,
  type Dtype,
  type GradientDensityOptions,
  type GradientDensityState,
  type Tensor,
} from "../../src/index.js";
import {
  arrayOf,
  constant,
  expectClose,
  gradientOf,
  labels,
  leaf,
  normals,
  onesLike,
  rows,
  total,
  uniforms,
  values,
  weigh,
} from "./helpers.js";

/** Three batches of gradient norms, in which bins come and go. */
const batches = [
  [0.05, 0.06, 0.07, 0.55, 0.95],
  [0.05, 0.15, 0.16, 0.55, 0.56],
  [0.05, 0.06, 0.95, 0.96, 0.97],
];

describe("GradientDensity", () => {
  it("divides N by the count of the bin and by the number of non-empty bins, as mmdetection", () => {
    const density = new GradientDensity();
    // Three in the first bin, one in the sixth, one in the last: N/(R·n) = 5/(3·3) and 5/(1·3)
    expect(weigh(density, [0.01, 0.02, 0.03, 0.55, 1])).toEqual([
      5 / 3 / 3,
      5 / 3 / 3,
      5 / 3 / 3,
      5 / 3,
      5 / 3,
    ]);
    expect(density.options).toEqual(new GradientDensity(densityPresets.mmdetection).options);
  });

  it("shows the count, the density GD and the weight of each bin of the last batch", () => {
    const density = new GradientDensity({ bins: 4 });
    weigh(density, [0.9, 0.9]);
    weigh(density, [0.1, 0.1, 0.1, 0.6]);
    expect(density.edges).toEqual([0, 0.25, 0.5, 0.75, 1 + 1e-6]);
    expect(density.counts).toEqual([3, 0, 1, 0]);
    expect(density.density).toEqual([6, null, 2, null]); // R·n
    expect(density.beta).toEqual([4 / 6, null, 2, null]); // N/GD
  });

  it("shows empty bins before the first batch", () => {
    const density = new GradientDensity({ bins: 2, classes: 2 });
    expect(density.counts).toEqual([0, 0, 0, 0]);
    expect(density.density).toEqual([null, null, null, null]);
    expect(density.beta).toEqual([null, null, null, null]);
  });

  it("gives what does not count no weight, and no place in the histogram", () => {
    const density = new GradientDensity({ bins: 2 });
    const weights = density.weigh(arrayOf([0.1, NaN, 0.2, 0.7]), arrayOf([1, 0, 0, 1]));
    expect(values(weights)).toEqual([1, 0, 0, 1]);
    expect(density.counts).toEqual([1, 1]);
  });

  it("takes for N the sum of the mask, at least 1, and counts elements whatever their mask", () => {
    const density = new GradientDensity({ bins: 2 });
    const [g, mask] = [arrayOf([0.1, 0.2, 0.7]), arrayOf([1.5, 3, 1.5])];
    expect(values(density.weigh(g, mask))).toEqual([6 / 2 / 2, 6 / 2 / 2, 6 / 1 / 2]);
    expect(density.histogram(g, mask)).toEqual({ counts: [2, 1], numLabels: [6] });
    expect(values(density.weigh(arrayOf([0.1]), arrayOf([0.25])))).toEqual([1]);
  });

  it("gives weights of the dtype and the shape of g", () => {
    const g = tensor([[0.1], [0.2]], { dtype: "float32" }).data;
    const weights = new GradientDensity().weigh(g, onesLike(g));
    expect(weights.shape).toEqual([2, 1]);
    expect(weights.data).toBeInstanceOf(Float32Array);
  });

  it("counts nothing where one 0 is the mask of everything", () => {
    const g = arrayOf([0.1, 0.2]);
    const density = new GradientDensity();
    const none = tensor(0).broadcastTo([2]).data;
    expect(values(density.weigh(g, none))).toEqual([0, 0]);
    expect(density.histogram(g, none).counts).toEqual(new Array(10).fill(0));
    const twice = tensor(2).broadcastTo([2]).data; // N = 4, and two elements
    expect(values(density.weigh(g, twice))).toEqual([2, 2]);
  });

  it("refuses a mask of another shape", () => {
    const g = arrayOf([0.1, 0.2]);
    for (const mask of [arrayOf([1]), arrayOf([[1, 1]]), arrayOf([1, 1, 1])]) {
      expect(() => new GradientDensity().weigh(g, mask)).toThrow(
        /^GradientDensity: g of shape \[2\] and a mask of shape .* must have the same shape$/,
      );
      expect(() => new GradientDensity().histogram(g, mask)).toThrow(/must have the same shape/);
    }
  });

  it("reads transposed and expanded arrays in row-major order", () => {
    const g = [
      [0.05, 0.15],
      [0.25, 0.06],
    ];
    const transposed = constant(g).transpose().data;
    const one = constant(1).broadcastTo([2, 2]).data;
    const weights = new GradientDensity().weigh(transposed, one);
    expect(values(weights)).toEqual([4 / 2 / 3, 4 / 3, 4 / 3, 4 / 2 / 3]);
  });
});

describe("where the last bin ends", () => {
  const g = [0.01, 0.02, 0.03, 0.55, 1];

  it("is behind 1 by default: the worst error is in the last bin", () => {
    const density = new GradientDensity();
    weigh(density, g);
    expect(density.counts[9]).toBe(1);
  });

  it("is 1 in the article, where g = 1 is in no bin and fills none", () => {
    const density = new GradientDensity(densityPresets.article);
    expect(weigh(density, g)).toEqual([5 / 3 / 2, 5 / 3 / 2, 5 / 3 / 2, 5 / 2, 0]);
    expect(density.counts).toEqual([3, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it("decides whether a wrong answer beyond doubt gets a gradient", () => {
    const x = leaf([1000, -1000, 3]);
    const y = [0, 1, 0];
    const gradientWith = (options: GradientDensityOptions) =>
      gradientOf(ghmcLoss(x, y, { density: new GradientDensity(options) }), x);
    expect(gradientWith(densityPresets.article).slice(0, 2)).toEqual([0, -0]);
    // β = N/(R·n) = 3/3 for all three of the last bin: β·(p − p*)/N
    expect(gradientWith(densityPresets.mmdetection).slice(0, 2)).toEqual([1 / 3, -1 / 3]);
    expect(gradientWith(densityPresets.paper).slice(0, 2)).toEqual([1 / 30, -1 / 30]);
  });

  it("may lie further out, for gradient norms above 1", () => {
    const large = [0.95, 1.5, 400];
    expect(weigh(new GradientDensity({ lastEdge: 1000 }), large)).toEqual([1, 1, 1]);
    expect(weigh(new GradientDensity({ lastEdge: Infinity }), large)).toEqual([1, 1, 1]);
    expect(weigh(new GradientDensity({ lastEdge: 400 }), large)).toEqual([3 / 2, 3 / 2, 0]);
  });
});

describe("the normaliser", () => {
  it('is M with "bins", whether they are empty or not', () => {
    const density = new GradientDensity({ bins: 4, normalizer: "bins" });
    expect(weigh(density, [0.1, 0.1, 0.1, 0.6])).toEqual([4 / 3 / 4, 4 / 3 / 4, 4 / 3 / 4, 1]);
    expect(density.density).toEqual([12, null, 4, null]);
  });

  it("makes no difference if every bin is filled", () => {
    const g = [0.1, 0.3, 0.6, 0.8, 0.9];
    const options = { bins: 4 };
    expect(weigh(new GradientDensity({ ...options, normalizer: "bins" }), g)).toEqual(
      weigh(new GradientDensity(options), g),
    );
  });

  it("is M in the paper's preset, in which a batch in one bin has small weights", () => {
    expect(weigh(new GradientDensity(densityPresets.paper), [0.1, 0.1])).toEqual([0.1, 0.1]);
    expect(weigh(new GradientDensity(), [0.1, 0.1])).toEqual([1, 1]);
  });
});

describe("the moving average", () => {
  const [first, second, third] = batches;

  it("is off by default: each batch is weighed on its own, and S stays 0", () => {
    const density = new GradientDensity();
    for (const batch of batches) {
      expect(weigh(density, batch)).toEqual(weigh(new GradientDensity(), batch));
    }
    expect(density.state().sums).toEqual(new Array(10).fill(0));
  });

  it.each([
    [0.75, 4],
    [0.9, 10],
  ])("starts from 0: with momentum %d the first weights are %d times too large", (momentum, by) => {
    const density = new GradientDensity({ momentum });
    const wanted = weigh(new GradientDensity(), first).map((weight) => by * weight);
    expectClose(weigh(density, first), wanted, 1e-14);
  });

  it("takes the place of the count: S ← α·S + (1 − α)·count", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    weigh(density, first); // counts 3, –, 1, 1
    const weights = weigh(density, second); // counts 1, 2, 2, –
    const s0 = 0.75 * (0.25 * 3) + 0.25 * 1;
    const s1 = 0.25 * 2;
    const s5 = 0.75 * (0.25 * 1) + 0.25 * 2;
    expect(density.state().sums).toEqual([s0, s1, 0, 0, 0, s5, 0, 0, 0, 0.25]);
    expect(weights).toEqual([5 / s0 / 3, 5 / s1 / 3, 5 / s1 / 3, 5 / s5 / 3, 5 / s5 / 3]);
    expect(density.density.slice(0, 2)).toEqual([3 * s0, 3 * s1]);
  });

  it('starts from the first count with "first-batch"', () => {
    const density = new GradientDensity({ momentum: 0.75, emaStart: "first-batch" });
    expect(weigh(density, first)).toEqual(weigh(new GradientDensity(), first));
    weigh(density, second);
    // A bin that was empty before starts from its own first count.
    const s0 = 0.75 * 3 + 0.25 * 1;
    const s5 = 0.75 * 1 + 0.25 * 2;
    expect(density.state().sums).toEqual([s0, 2, 0, 0, 0, s5, 0, 0, 0, 1]);
  });

  it('divides by 1 − αᵗ with "debiased", t being the updates of the bin', () => {
    const density = new GradientDensity({ momentum: 0.75, emaStart: "debiased" });
    expectClose(weigh(density, first), weigh(new GradientDensity(), first), 1e-15);
    weigh(density, second);
    const s0 = (0.75 * (0.25 * 3) + 0.25 * 1) / (1 - 0.75 ** 2);
    const s1 = 2; // its first update: (1 − α)·2/(1 − α)
    expectClose([density.beta[0] ?? NaN], [5 / s0 / 3], 1e-15);
    expectClose([density.beta[1] ?? NaN], [5 / s1 / 3], 1e-15);
  });

  it("weighs batches that are all alike as if there were none, once it has no bias", () => {
    for (const emaStart of ["debiased", "first-batch"] as const) {
      const density = new GradientDensity({ momentum: 0.9, emaStart });
      for (let step = 0; step < 5; step++) {
        expectClose(weigh(density, first), weigh(new GradientDensity(), first), 1e-14);
      }
    }
  });

  it("keeps S of bins that a batch leaves empty", () => {
    const density = new GradientDensity({ momentum: 0.5 });
    weigh(density, first);
    const before = density.state().sums;
    weigh(density, [0.55]);
    expect(density.state().sums).toEqual(before.with(5, 0.5 * before[5] + 0.5));
    expect(density.beta[0]).toBeNull();
  });

  it('lets S of empty bins decay with "decay"', () => {
    const density = new GradientDensity({ momentum: 0.5, emptyBins: "decay" });
    weigh(density, first);
    const before = density.state().sums;
    weigh(density, [0.55]);
    const decayed = before.map((s) => 0.5 * s);
    expect(density.state().sums).toEqual(decayed.with(5, 0.5 * before[5] + 0.5));
  });

  it("counts with decay every batch as an update of every bin", () => {
    const density = new GradientDensity({
      momentum: 0.5,
      emptyBins: "decay",
      emaStart: "debiased",
    });
    weigh(density, first);
    weigh(density, second);
    weigh(density, third);
    expect(density.state().updates).toEqual(new Array(10).fill(3));
    const s9 = (0.5 * (0.5 * (0.5 * 1)) + 0.5 * 3) / (1 - 0.5 ** 3);
    expectClose([density.beta[9] ?? NaN], [5 / s9 / 2], 1e-15);
  });

  it("starts a bin from its first count, and lets it decay from then on", () => {
    const density = new GradientDensity({
      momentum: 0.5,
      emaStart: "first-batch",
      emptyBins: "decay",
    });
    weigh(density, second); // counts 1, 2, 2, –
    weigh(density, third); // counts 2, –, –, 3: the last bin starts, the second decays
    const { sums } = density.state();
    expect([sums[0], sums[1], sums[5], sums[9]]).toEqual([1.5, 1, 1, 3]);
  });

  it("weighs by S of before plus the batch, so that the weights of a batch have no mean of 1", () => {
    const density = new GradientDensity({ momentum: 0.75 });
    weigh(density, first);
    expect(total(weigh(density, second)) / 5).toBeGreaterThan(1.5);
  });

  it.each(["keep", "decay"] as const)(
    "is left as it was by a batch in which nothing counts (%s)",
    (emptyBins) => {
      for (const emaStart of ["zero", "first-batch", "debiased"] as const) {
        const density = new GradientDensity({ momentum: 0.5, emptyBins, emaStart });
        weigh(density, first);
        const before = density.state();
        const weights = density.weigh(arrayOf([0.5, NaN]), arrayOf([0, 0]));
        expect(values(weights)).toEqual([0, 0]);
        expect(density.state()).toEqual(before);
      }
    },
  );
});

describe("maxWeight", () => {
  it("holds down the weight of a rare bin, and of no other", () => {
    const g = [...new Array<number>(999).fill(0.05), 0.95];
    expect(weigh(new GradientDensity(), g)[999]).toBe(500);
    const density = new GradientDensity({ maxWeight: 20 });
    const weights = weigh(density, g);
    expect(weights[999]).toBe(20);
    expect(weights[0]).toBe(1000 / 999 / 2);
    expect(density.beta[9]).toBe(20);
  });
});

describe("classes", () => {
  it("weigh each column by a histogram of its own, over several batches", () => {
    const debiased = { momentum: 0.75, emptyBins: "decay", emaStart: "debiased" } as const;
    for (const options of [{ maxWeight: 5 }, { momentum: 0.75 }, debiased]) {
      const joint = new GradientDensity({ ...options, classes: 3 });
      const alone = [0, 1, 2].map(() => new GradientDensity(options));
      for (const seed of [1, 2, 3]) {
        const g = rows(uniforms(12, seed), 3);
        // In the second batch nothing of the first column counts.
        const valid = rows(labels(12, seed + 10), 3).map((row) =>
          seed === 2 ? row.with(0, 0) : row,
        );
        const weights = joint.weigh(arrayOf(g), arrayOf(valid));
        alone.forEach((density, c) => {
          const column = (table: number[][]) => table.map((row) => row[c]);
          const wanted = density.weigh(arrayOf(column(g)), arrayOf(column(valid)));
          expectClose(column(rows(values(weights), 3)), values(wanted), 1e-14);
          expect(joint.counts.slice(c * 10, (c + 1) * 10)).toEqual(density.counts);
        });
      }
    }
  });

  it.each([0, -1, 1.5, NaN])("are a whole number ≥ 1, not %d", (classes) => {
    expect(() => new GradientDensity({ classes })).toThrow(
      `GradientDensity: classes must be a whole number ≥ 1, not ${classes}`,
    );
  });

  it("are along the last of several axes, and refuse another", () => {
    const density = new GradientDensity({ classes: 2 });
    const g = constant(uniforms(12, 1)).reshape([2, 3, 2]);
    const weights = density.weigh(g.data, onesLike(g.data));
    const table = g.reshape([6, 2]).data;
    expect(values(weights)).toEqual(values(density.weigh(table, onesLike(table))));
    for (const shape of [[2, 6], [3, 2, 2, 1], [12]]) {
      const other = g.reshape(shape).data;
      expect(() => density.weigh(other, onesLike(other))).toThrow(
        /^GradientDensity: with 2 classes the last axis must have size 2, but the shape is /,
      );
    }
  });

  it("give each column weights of mean 1", () => {
    const g = rows(uniforms(60, 4), 3);
    const weights = new GradientDensity({ classes: 3 }).weigh(arrayOf(g), onesLike(arrayOf(g)));
    expectClose(values(tensor(weights).mean(0)), [1, 1, 1]);
  });

  it("may have a column in which nothing counts", () => {
    const density = new GradientDensity({ classes: 2, bins: 2 });
    const g = arrayOf([
      [0.1, NaN],
      [0.6, 0.5],
    ]);
    const valid = arrayOf([
      [1, 0],
      [1, 0],
    ]);
    expect(values(density.weigh(g, valid))).toEqual([1, 0, 1, 0]);
  });
});

describe("a frozen density", () => {
  it("leaves S as it was, and weighs a batch as the next step of training would", () => {
    for (const emaStart of ["zero", "first-batch", "debiased"] as const) {
      const density = new GradientDensity({ momentum: 0.75, emaStart });
      weigh(density, batches[0]);
      const before = density.state();
      density.frozen = true;
      const weights = weigh(density, batches[1]);
      expect(weigh(density, batches[1])).toEqual(weights);
      expect(density.state()).toEqual(before);
      density.frozen = false;
      expect(weigh(density, batches[1])).toEqual(weights);
      expect(density.state()).not.toEqual(before);
    }
  });

  it("still shows what the batch held", () => {
    const density = new GradientDensity();
    density.frozen = true;
    weigh(density, batches[0]);
    expect(density.counts).toEqual([3, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  });
});

describe("the state", () => {
  it("goes through JSON, and training continues with the same bits", () => {
    const options = { momentum: 0.7, emaStart: "debiased", emptyBins: "decay" } as const;
    const density = new GradientDensity(options);
    weigh(density, batches[0]);
    weigh(density, batches[1]);
    const saved = JSON.stringify(density.state());
    const restored = new GradientDensity(options);
    restored.load(JSON.parse(saved) as GradientDensityState);
    expect(weigh(restored, batches[2])).toEqual(weigh(density, batches[2]));
    expect(restored.state()).toEqual(density.state());
  });

  it("is refused if it belongs to other bins or classes, or holds anything but numbers ≥ 0", () => {
    const density = new GradientDensity({ classes: 2, bins: 3 });
    const state = density.state();
    const list = [1, 0, 2.5, 0, 0, 3];
    density.load({ ...state, sums: list, updates: list });
    const before = density.state();
    expect(before.sums).toEqual(list);
    const bad: Partial<Record<keyof GradientDensityState, unknown>>[] = [
      { shape: [3, 2] },
      { shape: [2, 2] },
      { shape: [1, 3] },
      { sums: list.slice(1) },
      { updates: [...list, 0] },
      { updates: "000000" },
      { sums: list.with(2, -1) },
      { updates: list.with(0, Infinity) },
      { updates: list.with(5, NaN) },
    ];
    for (const change of bad) {
      expect(() => {
        density.load({ ...state, ...change } as GradientDensityState);
      }).toThrow(/does not fit 2 × 3, or does not hold 6 sums and 6 updates ≥ 0$/);
      expect(density.state()).toEqual(before);
    }
    expect(() => {
      density.load({ ...state, shape: 6 as never });
    }).toThrow(/^GradientDensity: a state for undefined × undefined bins/);
  });

  it("is a copy: what is done to it changes nothing in the density", () => {
    const density = new GradientDensity({ momentum: 0.5 });
    const state = density.state();
    state.sums.fill(99);
    state.updates.fill(99);
    expect(density.state()).toEqual(new GradientDensity().state());
    density.load(state);
    const before = density.state();
    state.sums.fill(0);
    state.updates.fill(0);
    expect(density.state()).toEqual(before);
  });
});

/** Which rows of a batch of 12 each process holds; the last one holds nothing that counts. */
const shards = [
  [0, 1, 2, 3, 4],
  [5, 6, 7],
  [8, 9, 10, 11],
];

/** The example of the documentation of `histogram`: two steps of a batch in three parts. */
function trainInParts(options: GradientDensityOptions, columns: number) {
  const whole = new GradientDensity(options);
  const parts = shards.map(() => new GradientDensity(options));
  return [1, 2].map((seed) => {
    const x = leaf(rows(normals(12 * columns, seed, 3), columns));
    const y = constant(rows(labels(12 * columns, seed + 5), columns));
    const mask = constant(Array.from({ length: 12 }, (_, i) => (i < 8 && i !== 2 ? 1 : 0)));
    const loss = ghmcLoss(x, y, { density: whole, mask });

    const part = (t: Tensor, indices: number[]) => t.indexSelect(indices);
    const histograms = parts.map((density, k) => {
      const g = ghmcGradientNorm(part(x, shards[k]), part(y, shards[k])).data;
      const valid = part(mask, shards[k]).reshape([-1, 1]).broadcastTo(g.shape).data;
      return density.histogram(g, valid);
    });
    const merged = GradientDensity.merge(histograms);
    const sums = parts.map((density, k) => {
      const options = { mask: part(mask, shards[k]), reduction: "sum" } as const;
      return ghmcLoss(part(x, shards[k]), part(y, shards[k]), {
        ...options,
        density: density.given(merged),
      });
    });
    const inParts = sums.reduce((a, b) => a.add(b)).div(total(merged.numLabels));
    return { x, loss, inParts, states: parts.map((density) => density.state()), whole };
  });
}

describe("a batch that is spread over several processes", () => {
  it.each([
    ["one histogram", { momentum: 0.75 }, 1],
    ["one histogram of three columns", { momentum: 0.75, emptyBins: "decay" }, 3],
    ["a histogram for each class", { momentum: 0.75, emaStart: "debiased", classes: 3 }, 3],
  ] as const)("has the loss, the gradients and S of the whole: %s", (_, options, columns) => {
    const steps = trainInParts(options, columns);
    for (const { x, loss, inParts } of steps) {
      expectClose([inParts.item()], [loss.item()], 1e-14);
      expectClose(gradientOf(inParts, x), gradientOf(loss, x), 1e-14);
    }
    const { states, whole } = steps[1];
    for (const state of states) expect(state).toEqual(whole.state());
  });

  it("is taken into S once, however many parts of it one density weighs", () => {
    const options = { momentum: 0.75 };
    const [density, whole] = [new GradientDensity(options), new GradientDensity(options)];
    const g = uniforms(9, 1);
    const parts = rows(g, 3);
    const histograms = parts.map((part) => density.histogram(arrayOf(part)));
    const given = density.given(GradientDensity.merge(histograms));
    const weights = parts.flatMap((part) => weigh(given, part));
    expect(weights).toEqual(weigh(whole, g));
    expect(density.state()).toEqual(whole.state());
  });

  it("is counted without changing anything", () => {
    const density = new GradientDensity({ bins: 2, momentum: 0.5 });
    weigh(density, [0.1, 0.9, 0.9]);
    const [counts, state] = [density.counts, density.state()];
    const histogram = density.histogram(arrayOf([0.1, 0.2, 0.6, NaN]), arrayOf([1, 1, 1, 0]));
    expect(histogram).toEqual({ counts: [2, 1], numLabels: [3] });
    expect(density.counts).toEqual(counts);
    expect(density.state()).toEqual(state);
  });

  it("is refused if its histogram has other bins or classes", () => {
    const counted = (classes: number, bins: number) =>
      new GradientDensity({ classes, bins }).histogram(arrayOf([[0.1, 0.2]]));
    const density = new GradientDensity({ classes: 2, bins: 3 });
    for (const [classes, bins] of [
      [2, 2],
      [1, 6],
      [1, 3],
    ]) {
      expect(() => density.given(counted(classes, bins))).toThrow(
        `GradientDensity: a histogram of ${classes} classes and ${classes * bins} bins in all ` +
          "does not fit 2 × 3 bins",
      );
    }
    expect(density.counts).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it("counts everything if no mask is given", () => {
    const histogram = new GradientDensity({ bins: 2 }).histogram(arrayOf([0.1, 0.2, 0.6]));
    expect(histogram).toEqual({ counts: [2, 1], numLabels: [3] });
  });
});

/** The bin whose borders hold `value`, found by comparing with each; −1 for none. */
function binByComparing(value: number, edges: readonly number[]): number {
  return edges.findIndex((edge, j) => edge <= value && value < edges[j + 1]);
}

/** The next number of this type above, or below. */
function neighbours(value: number, dtype: Dtype): number[] {
  const isFloat32 = dtype === "float32";
  const numbers = isFloat32 ? Float32Array.of(value) : Float64Array.of(value);
  const bits = isFloat32 ? new Int32Array(numbers.buffer) : new BigInt64Array(numbers.buffer);
  const at = bits[0];
  return [-1, 1].map((step) => {
    bits[0] = typeof at === "bigint" ? at + BigInt(step) : at + step;
    return numbers[0];
  });
}

const binCounts = [1, 2, 3, 7, 10, 30, 49, 100, 1000];

describe("binOf", () => {
  it("has traps to avoid: at three edges of 100 bins, floor(g·M) is one bin too low", () => {
    const traps = (bins: number) =>
      Array.from({ length: bins }, (_, i) => i).filter((i) => Math.floor((i / bins) * bins) !== i);
    expect(traps(10)).toEqual([]);
    expect(traps(30)).toEqual([]);
    expect(traps(100)).toEqual([29, 57, 58]);
    const density = new GradientDensity({ bins: 100 });
    expect([...density.binOf(arrayOf([0.29, 0.57, 0.58]))]).toEqual([29, 57, 58]);
  });

  it.each(["float64", "float32"] as const)(
    "finds what comparing with each border finds, on the borders and a bit beside them: %s",
    (dtype) => {
      const round = dtype === "float32" ? Math.fround : (value: number) => value;
      for (const bins of binCounts) {
        const density = new GradientDensity({ bins });
        const edges = density.edges.map(round);
        const g = [...edges, ...uniforms(200, bins).map(round)]
          .flatMap((value) => [value, ...neighbours(value, dtype)])
          .filter((value) => value >= 0);
        const found = density.binOf(tensor(g, { dtype }).data);
        expect([...found]).toEqual(g.map((value) => binByComparing(value, edges)));
      }
    },
  );

  it("puts 0 into the first bin, 1 into the last, and what is no gradient norm into none", () => {
    const g = arrayOf([0, -0, 1, 1 + 1e-6, 2, -1e-9, NaN, Infinity, -Infinity]);
    expect([...new GradientDensity().binOf(g)]).toEqual([0, 0, 9, -1, -1, -1, -1, -1, -1]);
  });

  it("puts the float32 nearest to a border into the bin that begins there", () => {
    const g = Array.from({ length: 10 }, (_, i) => i / 10);
    const bins = new GradientDensity().binOf(tensor(g, { dtype: "float32" }).data);
    expect([...bins]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(["float64", "float32"] as const)(
    "counts in a loss what lies on a border, by logits of 0 and soft targets: %s",
    (dtype) => {
      for (const bins of [10, 30, 100]) {
        const pStar = Array.from({ length: bins / 2 + 1 }, (_, i) => 0.5 - i / bins);
        const target = tensor(pStar, { dtype });
        const g = values(target).map((value) => {
          return dtype === "float32" ? Math.fround(0.5 - value) : 0.5 - value;
        });
        const density = new GradientDensity({ bins });
        ghmcLoss(target.mul(0), target, { density });
        const edges = [...tensor([...density.edges], { dtype }).data.data];
        const wanted = new Array<number>(bins).fill(0);
        for (const value of g) wanted[binByComparing(value, edges)] += 1;
        expect(density.counts).toEqual(wanted);
        expect(g.filter((value) => edges.includes(value)).length).toBeGreaterThan(2);
      }
    },
  );
});
