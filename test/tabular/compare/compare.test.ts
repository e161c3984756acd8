import { describe, expect, it, vi } from "vitest";
import { Generator, tensor, type Examples, type Split } from "../../../src/index.js";
import {
  compare,
  comparedMetrics,
  type CompareOptions,
  type CompareProgress,
  type Comparison,
} from "../../../src/tabular/compare/index.js";
import { parseLoss } from "../../../src/tabular/model/index.js";

/** Two classes that are `distance` apart along x₁; x₂ is noise. Every fifth row is positive. */
function rows(generator: Generator, count: number, { distance = 2, flip = false } = {}): Examples {
  const labels = Array.from({ length: count }, (_, i) => (i % 5 === 0 ? 1 : 0));
  const points = labels.map((label) => [
    generator.normal() + (label === 1 ? distance : 0),
    generator.normal(),
  ]);
  return { x: tensor(points), y: tensor(labels.map((label) => [flip ? 1 - label : label])) };
}

function sample(seed: number, options: { distance?: number } = {}): Split {
  const generator = new Generator(seed);
  return {
    training: rows(generator, 60, options),
    validation: rows(generator, 60, options),
    test: rows(generator, 80, options),
  };
}

const hard = (seed: number) => sample(seed, { distance: 0.8 });

const quick = {
  losses: ["bce", "ghmc"].map(parseLoss),
  learningRates: [0.01, 0.1],
  seeds: [1, 2],
  steps: 8,
} satisfies CompareOptions;

function lossOf({ losses }: Comparison, name: string) {
  const found = losses.find(({ spec }) => spec.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe("compare", () => {
  it("trains BCE first, named or not, and says what was done", async () => {
    const comparison = await compare(sample, {
      ...quick,
      losses: ["ghmc", "focal:alpha=0.75"].map(parseLoss),
      learningRates: [0.1, 0.01],
      hidden: [3],
      batchSize: 20,
      source: "made up",
    });
    expect(comparison.losses.map(({ title }) => title)).toEqual(["BCE", "GHM-C", "focal α=0.75"]);
    expect(comparison.data).toEqual({
      source: "made up",
      rows: 200,
      positives: 40,
      classes: [160, 40],
      features: 2,
      training: 60,
      validation: 60,
      test: 80,
    });
    expect(comparison.protocol).toEqual({
      seeds: [1, 2],
      plannedSeeds: 2,
      learningRates: [0.01, 0.1],
      selectBy: null,
      overlap: 0,
      steps: 8,
      batchSize: 20,
      sizes: [2, 3, 1],
      activation: "tanh",
      priorBias: true,
    });
    expect(comparison.summary[0]).toContain("2 seeds: a look, not a claim");
  });

  it("describes the rows of the first seed, whatever the others have", async () => {
    const growing = (seed: number) => ({
      ...sample(seed),
      test: rows(new Generator(seed), 50 * seed),
    });
    const { data } = await compare(growing, quick);
    expect([data.rows, data.test]).toEqual([170, 50]);
  });

  it("compares six losses at six learning rates with twenty seeds unless told otherwise", async () => {
    const controller = new AbortController();
    const seen: CompareProgress[] = [];
    const stopped = compare(sample, {
      steps: 1,
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.done === 36) controller.abort();
      },
    });
    const { protocol, losses } = await stopped;
    expect(protocol.plannedSeeds).toBe(20);
    expect(protocol.learningRates).toEqual([0.003, 0.01, 0.03, 0.1, 0.3, 1]);
    expect(losses.map(({ title }) => title)).toEqual([
      "BCE",
      "class-balanced",
      "focal",
      "focal α=0.75",
      "GCE",
      "GHM-C",
    ]);
    expect(seen).toHaveLength(36);
  });

  it("gives the same result for the same arguments, to the bit, as plain JSON", async () => {
    const [first, second] = [await compare(sample, quick), await compare(sample, quick)];
    expect(JSON.parse(JSON.stringify(first))).toEqual(second);
  });

  it("gives all losses the same first weights, batches and steps", async () => {
    // Half of BCE's gradient: Adam does not see the factor, but for its eps.
    const equal = parseLoss("focal:alpha=0.5,gamma=0");
    for (const batchSize of [undefined, 16]) {
      const options = { ...quick, losses: [equal], hidden: [4], batchSize };
      const { losses } = await compare(sample, options);
      for (const { name: metric } of comparedMetrics(2)) {
        const [bce, focal] = losses.map(({ metrics }) => metrics[metric]);
        expect(focal.learningRates).toEqual(bce.learningRates);
        bce.values.forEach((value, i) => {
          expect(focal.values[i]).toBeCloseTo(value ?? NaN, 4);
        });
      }
      expect(losses[1].metrics.brier.difference?.mean).toBeCloseTo(0, 4);
    }
  });

  it("takes differences from BCE seed by seed", async () => {
    const { losses } = await compare(sample, quick);
    const [bce, ghm] = losses.map(({ metrics }) => metrics.brier);
    expect(bce.difference).toBeNull();
    const differences = ghm.values.map((value, i) => (value ?? NaN) - (bce.values[i] ?? NaN));
    expect(ghm.difference?.mean).toBeCloseTo((differences[0] + differences[1]) / 2, 12);
    expect(ghm.difference?.n).toBe(2);
    const single = await compare(sample, { ...quick, seeds: [1] });
    expect(single.losses[1].metrics.brier.difference).toBeNull();
  });

  it("widens every interval if all seeds split the same rows", async () => {
    const fresh = await compare(sample, quick);
    const split = await compare(sample, { ...quick, resampled: true });
    // 80 test rows; 60 to train on and 60 to choose by
    expect([fresh.protocol.overlap, split.protocol.overlap]).toEqual([0, 80 / 120]);
    for (const { name: metric } of comparedMetrics(2)) {
      const [plain, wide] = [fresh, split].map(
        ({ losses }) => losses[1].metrics[metric].difference,
      );
      const width = (interval: typeof plain) => (interval ? interval.high - interval.low : NaN);
      expect(wide?.mean).toBe(plain?.mean);
      expect(width(wide)).toBeCloseTo(Math.sqrt(1 + 2 * (80 / 120)) * width(plain), 12);
    }
    expect(split.summary[0]).toContain("All seeds split the same rows");
  });

  it("starts the last bias from the share of positives, unless told not to", async () => {
    const brier = async (priorBias: boolean) => {
      const options = { ...quick, steps: 1, learningRates: [1e-9], priorBias };
      const { losses } = await compare(sample, options);
      return losses.map(({ metrics }) => metrics.brier.mean ?? NaN);
    };
    const [withPrior, without] = [await brier(true), await brier(false)];
    expect(withPrior[1]).toBeCloseTo(withPrior[0], 6);
    expect(withPrior[0]).toBeLessThan(without[0]);
  });
});

describe("compare's choice of learning rates", () => {
  it("looks at the validation rows and not at the test rows", async () => {
    // On the test rows everything is the other way round: what learns least is best.
    const inverted = (seed: number): Split => ({
      ...sample(seed),
      test: rows(new Generator(seed + 100), 80, { flip: true }),
    });
    const options = { ...quick, learningRates: [1e-6, 0.3], steps: 40, priorBias: false };
    const [fair, upside] = [await compare(sample, options), await compare(inverted, options)];
    expect(fair.losses[0].metrics.auroc.mean).toBeGreaterThan(0.8);
    expect(upside.losses[0].metrics.auroc.mean).toBeLessThan(0.2);
    for (const { name: metric } of comparedMetrics(2)) {
      const [here, there] = [fair, upside].map(({ losses }) => losses[0].metrics[metric]);
      expect(there.learningRates).toEqual(here.learningRates);
    }
  });

  it("chooses for each metric by that metric, or for all by one", async () => {
    const options = {
      ...quick,
      losses: [parseLoss("class-balanced")],
      learningRates: [0.01, 0.2],
      seeds: [4],
      steps: 60,
    };
    const own = lossOf(await compare(hard, options), "class-balanced").metrics;
    // With time, the weights of the classes find more positives, at the price of probabilities.
    expect(own.balancedAccuracy.learningRates).toEqual([0.2]);
    expect(own.brier.learningRates).toEqual([0.01]);
    const all = lossOf(await compare(hard, { ...options, selectBy: "brier" }), "class-balanced");
    for (const { name: metric } of comparedMetrics(2)) {
      expect(all.metrics[metric].learningRates).toEqual([0.01]);
    }
    expect(all.metrics.brier.values).toEqual(own.brier.values);
    expect(all.metrics.balancedAccuracy.mean).toBeLessThan(own.balancedAccuracy.mean ?? NaN);
  });

  it("takes the smaller of two that are equally good", async () => {
    const options = { ...quick, losses: [], learningRates: [2e-12, 1e-12, 3e-12], steps: 1 };
    const { losses } = await compare(sample, options);
    expect(losses[0].metrics.ap.learningRates).toEqual([1e-12, 1e-12]);
  });

  it("sees a winner on the edge, but not where all are equally good", async () => {
    const separable = (seed: number) => sample(seed, { distance: 50 });
    const options = { ...quick, learningRates: [0.1, 0.3], steps: 40 };
    const { losses } = await compare(separable, options);
    const { ap, brier } = losses[0].metrics;
    expect([ap.values, ap.learningRates, ap.onEdge]).toEqual([
      [1, 1],
      [0.1, 0.1],
      [false, false],
    ]);
    expect([brier.learningRates, brier.onEdge]).toEqual([
      [0.3, 0.3],
      [true, true],
    ]);
    const byBrier = await compare(separable, { ...options, selectBy: "brier" });
    expect(byBrier.losses[0].metrics.ap.onEdge).toEqual([true, true]);
  });

  it("finds the threshold of tunedF1 on the validation rows", async () => {
    const { metrics } = lossOf(await compare(hard, { ...quick, steps: 60 }), "bce");
    // Seldom is p above 0.5 where one row in five is positive.
    expect(metrics.tunedF1.mean).toBeGreaterThan((metrics.f1.mean ?? NaN) + 0.05);
  });

  it("leaves out a training that diverges, and tells of it", async () => {
    const seen: number[] = [];
    const { losses, summary } = await compare(sample, {
      ...quick,
      losses: [],
      learningRates: [0.01, 1e30],
      onProgress: ({ done, total }) => {
        expect(total).toBe(4);
        seen.push(done);
      },
    });
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(losses[0].lost.map(({ seed, learningRate }) => [seed, learningRate])).toEqual([
      [1, 1e30],
      [2, 1e30],
    ]);
    expect(losses[0].lost[0].reason).toMatch(/training stopped at step 2/);
    expect(losses[0].metrics.ap.learningRates).toEqual([0.01, 0.01]);
    expect(summary.join("\n")).toContain("BCE: 2 of 4 trainings diverged");
  });

  it("fails if all of them diverge, with what to do", async () => {
    await expect(compare(sample, { ...quick, learningRates: [1e30, 1e31] })).rejects.toThrow(
      /with seed 1 every training of BCE diverged.*smaller learning rates than 1e\+30/,
    );
  });
});

describe("compare under way", () => {
  it("tells of each training: seed by seed, loss by loss, rate by rate", async () => {
    const seen: CompareProgress[] = [];
    await compare(sample, { ...quick, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(
      seen.map(({ total, seed, loss, learningRate }) => [total, seed, loss.name, learningRate]),
    ).toEqual([
      [8, 1, "bce", 0.01],
      [8, 1, "bce", 0.1],
      [8, 1, "ghmc", 0.01],
      [8, 1, "ghmc", 0.1],
      [8, 2, "bce", 0.01],
      [8, 2, "bce", 0.1],
      [8, 2, "ghmc", 0.01],
      [8, 2, "ghmc", 0.1],
    ]);
  });

  it("can be stopped, and returns what the complete seeds have shown", async () => {
    const controller = new AbortController();
    const comparison = await compare(sample, {
      ...quick,
      seeds: [1, 2, 3],
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 6) controller.abort(); // in the middle of the second seed
      },
    });
    expect(comparison.protocol).toMatchObject({ seeds: [1], plannedSeeds: 3 });
    expect(comparison.summary[0]).toContain("Stopped after 1 of 3 seeds");
    const whole = await compare(sample, { ...quick, seeds: [1] });
    expect(comparison.losses).toEqual(whole.losses);
  });

  it("throws an AbortError if there is nothing to return yet", async () => {
    await expect(compare(sample, { ...quick, signal: { aborted: true } })).rejects.toMatchObject({
      name: "AbortError",
      message: /before its first seed was complete/,
    });
  });

  it("gives others a turn, however long it takes", async () => {
    // A clock by which every step takes long
    let now = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (now += 1000));
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await compare(sample, quick).finally(() => {
      clearInterval(timer);
      clock.mockRestore();
    });
    expect(turns).toBeGreaterThan(10);
  });
});

describe("compare's pictures", () => {
  const withOutliers = (seed: number): Split => {
    const split = sample(seed);
    const outlier = Array.from({ length: 60 }, (_, i) => i % 10 === 0);
    return { ...split, training: { ...split.training, outlier } };
  };
  const looked = compare(withOutliers, {
    ...quick,
    losses: ["focal:alpha=0.75", "ghmc:bins=5,momentum=0.75", "ohem"].map(parseLoss),
    steps: 50,
  });
  const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);

  it("count all training rows, and share out the whole gradient", async () => {
    for (const { profile } of (await looked).losses) {
      expect(profile.histogram).toHaveLength(30);
      expect(sum(profile.histogram)).toBeCloseTo(60, 9);
      expect(sum(profile.contribution)).toBeCloseTo(1, 6);
      profile.contribution.forEach((share, part) => {
        if (profile.histogram[part] === 0) expect(share).toBe(0);
      });
      expect(profile.beta).toHaveLength(10);
      expect(sum(profile.reliability.map(({ count }) => count))).toBe(160);
    }
  });

  it("show the gradient against g: g itself for BCE, α·(1 − p)² times more for focal", async () => {
    const comparison = await looked;
    const middles = Array.from({ length: 30 }, (_, j) => (j + 0.5) / 30);
    lossOf(comparison, "bce").profile.reformulated.forEach((value, j) => {
      expect(value).toBeCloseTo(middles[j], 6);
    });
    // −α(1 − p)²·log p: its derivative by x is αg²·(g − 2(1 − g)·log(1 − g))
    lossOf(comparison, "focal").profile.reformulated.forEach((value, j) => {
      const g = middles[j];
      expect(value).toBeCloseTo(0.75 * g ** 2 * (g - 2 * (1 - g) * Math.log1p(-g)), 6);
    });
    expect(lossOf(comparison, "ohem").profile.reformulated).toEqual(Array(30).fill(null));
  });

  it("show GHM-C with the weights of its own bins, a moving average aside", async () => {
    const still = await compare(sample, { ...quick, steps: 1, learningRates: [1e-9], seeds: [1] });
    const { profile } = lossOf(still, "ghmc");
    // Ten bins: the weight in each third of a bin is the bin's
    profile.reformulated.forEach((value, j) => {
      const beta = profile.beta[Math.floor(j / 3)];
      if (beta === null) expect(value).toBeNull();
      else expect(value).toBeCloseTo((beta * (j + 0.5)) / 30, 5);
    });
    const total = profile.histogram.reduce((carried, count, j) => {
      return carried + count * (profile.beta[Math.floor(j / 3)] ?? 0);
    }, 0);
    expect(total).toBeCloseTo(60, 4); // the mean weight is 1
    const averaged = await compare(sample, {
      ...quick,
      losses: [parseLoss("ghmc:momentum=0.9")],
      steps: 1,
      learningRates: [1e-9],
      seeds: [1],
    });
    expect(lossOf(averaged, "ghmc").profile.reformulated).toEqual(profile.reformulated);
  });

  it("share out the gradient that the loss gives, not that of BCE", async () => {
    // So small a step that both have the same model
    const still = await compare(sample, { ...quick, steps: 1, learningRates: [1e-9], seeds: [1] });
    const [bce, ghm] = ["bce", "ghmc"].map((name) => lossOf(still, name).profile);
    expect(ghm.histogram).toEqual(bce.histogram);
    const factors = ghm.contribution.flatMap((share, j) => {
      const beta = ghm.beta[Math.floor(j / 3)];
      return beta === null || share === 0 ? [] : [share / bce.contribution[j] / beta];
    });
    expect(factors.length).toBeGreaterThan(5);
    for (const factor of factors) expect(factor).toBeCloseTo(factors[0], 4);
  });

  it("take for a bin's weight the mean over its rows, with whatever seed", async () => {
    const still = { ...quick, steps: 1, learningRates: [1e-9] };
    const profile = async (seeds: number[]) =>
      lossOf(await compare(sample, { ...still, seeds }), "ghmc").profile;
    const [first, second, both] = [await profile([1]), await profile([2]), await profile([1, 2])];
    const countIn = ({ histogram }: typeof first, bin: number) =>
      sum(histogram.slice(3 * bin, 3 * bin + 3));
    both.beta.forEach((beta, bin) => {
      const counts = [first, second].map((one) => countIn(one, bin));
      const weights = [first, second].map((one, i) => counts[i] * (one.beta[bin] ?? 0));
      if (beta === null) expect(counts).toEqual([0, 0]);
      else expect(beta).toBeCloseTo(sum(weights) / sum(counts), 5);
    });
  });

  it("tell what share of the gradient the known outliers carry, with and without weights", async () => {
    const comparison = await looked;
    const { outlierShare } = lossOf(comparison, "bce").profile;
    expect(outlierShare?.before).toBeGreaterThan(0);
    expect(outlierShare?.before).toBeLessThan(1);
    expect(outlierShare?.after).toBeCloseTo(outlierShare?.before ?? NaN, 6);
    const ghm = lossOf(comparison, "ghmc").profile.outlierShare;
    expect(Math.abs((ghm?.after ?? 0) - (ghm?.before ?? 0))).toBeGreaterThan(0.01);
    const unknown = await compare(sample, quick);
    expect(unknown.losses[0].profile.outlierShare).toBeNull();
  });

  it("have the learning curve of the chosen rates, denser at the start", async () => {
    const { profile } = lossOf(await looked, "bce");
    expect(profile.learningCurve.map(({ step }) => step)).toEqual([
      0, 1, 2, 4, 6, 9, 14, 21, 32, 50,
    ]);
    const [first, last] = [profile.learningCurve[0].ap, profile.learningCurve.at(-1)?.ap];
    expect(last).not.toBe(first);
    // It ends with the model that was chosen: validation rows as test rows have the same AP.
    const same = await compare(
      (seed) => ({ ...sample(seed), test: sample(seed).validation }),
      quick,
    );
    const { metrics, profile: own } = same.losses[0];
    const sorted = metrics.ap.values.map(Number).sort((a, b) => a - b);
    const end = own.learningCurve[own.learningCurve.length - 1];
    const middle = (sorted.length - 1) / 2;
    const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
    expect(end.ap).toBeCloseTo(median, 12);
    expect(end.low).toBeGreaterThanOrEqual(sorted[0]);
    expect(end.low).toBeLessThan(end.ap);
    expect(end.high).toBeLessThanOrEqual(sorted[sorted.length - 1]);
    expect(end.high).toBeGreaterThan(end.ap);
  });

  it("count the positive rows of each part, and have the AP of the curve", async () => {
    const { losses, data } = await looked;
    for (const { profile, metrics } of losses) {
      const { histogram, positives, averagePrecision } = profile;
      expect(positives).toHaveLength(histogram.length);
      positives?.forEach((count, part) => {
        expect(count).toBeLessThanOrEqual(histogram[part]);
      });
      const all = sum(positives ?? []);
      expect(all).toBeGreaterThan(0);
      expect(all).toBeLessThan(data.training);
      expect(averagePrecision).toBe(metrics.ap.values[0]);
    }
  });

  it("have the precision at each recall, on the test rows of the first seed", async () => {
    const { precisionRecall } = lossOf(await looked, "bce").profile;
    expect(precisionRecall[0]).toEqual({ recall: 0, precision: 1 });
    expect(precisionRecall.at(-1)?.recall).toBe(1);
    const recalls = precisionRecall.map(({ recall }) => recall);
    expect(recalls).toEqual([...new Set(recalls)].sort((a, b) => a - b));
  });
});

describe("compare refuses", () => {
  const spoilt = (part: keyof Split, change: (examples: Examples) => Examples) => {
    const split = (seed: number): Split => {
      const made = sample(seed);
      return { ...made, [part]: change(made[part]) };
    };
    return compare(split, quick);
  };
  const negatives = (length: number) => tensor(Array.from({ length }, () => [0]));

  it("rows of one class only, in any part", async () => {
    for (const part of ["training", "validation", "test"] as const) {
      await expect(spoilt(part, ({ x }) => ({ x, y: negatives(x.shape[0]) }))).rejects.toThrow(
        new RegExp(`seed 1, the ${part} rows hold \\d+ negative and 0 positive ones`),
      );
    }
  });

  it("parts with other features, or labels that do not fit the rows", async () => {
    const narrow = ({ x, y }: Examples) => ({ x: x.slice([null, [0, 1]]), y });
    await expect(spoilt("test", narrow)).rejects.toThrow(
      /the test rows have 1 features, and the training rows 2/,
    );
    const flat = ({ x, y }: Examples) => ({ x, y: y.reshape([-1]) });
    await expect(spoilt("validation", flat)).rejects.toThrow(
      /x of shape \[60, 2\] and y of shape \[60\]; they must be \[rows, features\] and \[rows, 1\]/,
    );
    const short = ({ x }: Examples) => ({ x, y: negatives(3) });
    await expect(spoilt("training", short)).rejects.toThrow(/y of shape \[3, 1\]/);
    const wide = ({ x, y }: Examples) => ({ x, y: y.add([0, 0]) });
    await expect(spoilt("training", wide)).rejects.toThrow(/y of shape \[60, 2\]/);
    const marked = (examples: Examples) => ({ ...examples, outlier: [true] });
    await expect(spoilt("training", marked)).rejects.toThrow(/are 60, but 1 are marked/);
  });

  it("features that are not finite, and labels that are no classes", async () => {
    const infinite = ({ x, y }: Examples) => ({ x: x.div(0), y });
    await expect(spoilt("validation", infinite)).rejects.toThrow(/a feature that is NaN or infin/);
    const halved = ({ x, y }: Examples) => ({ x, y: y.mul(0.5) });
    await expect(spoilt("test", halved)).rejects.toThrow(/that of row 0 is 0.5/);
  });

  it("options that are out of their range", async () => {
    const cases: [CompareOptions, RegExp][] = [
      [{ learningRates: [] }, /needs one learning rate at least/],
      [{ learningRates: [0.1, -1] }, /a learning rate must be above 0, not -1/],
      [{ learningRates: [0.1, 0.1] }, /the learning rate 0.1 is named twice/],
      [{ seeds: [] }, /needs one seed at least/],
      [{ seeds: [1, 1] }, /the seed 1 is named twice/],
      [{ seeds: [0.5] }, /a seed must be a whole number, not 0.5/],
      [{ losses: ["ghmc", "ghmc"].map(parseLoss) }, /the loss GHM-C is named twice/],
      [{ losses: [{ name: "focal", options: { alpha: 7 } }] }, /alpha/],
      [{ steps: 0 }, /compare: steps must be a whole number ≥ 1, not 0/],
      [{ batchSize: 1.5 }, /compare: batchSize/],
      [{ hidden: [0] }, /compare: a size in hidden/],
      [{ selectBy: "accuracy" }, /selectBy is one of ap, auroc/],
      [{ activation: "step" as never }, /activation is one of relu/],
    ];
    for (const [options, message] of cases) {
      await expect(compare(sample, { ...quick, ...options })).rejects.toThrow(message);
    }
  });
});
