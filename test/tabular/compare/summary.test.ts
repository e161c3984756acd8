import { describe, expect, it } from "vitest";
import { lossTitle, parseLoss } from "../../../src/tabular/model/index.js";
import {
  comparedMetrics,
  type ComparedLoss,
  type ComparedMetric,
  type Comparison,
  type LossProfile,
} from "../../../src/tabular/compare/index.js";
import { perMetric } from "../../../src/tabular/compare/metrics.js";
import { summarizeComparison } from "../../../src/tabular/compare/summary.js";

type Interval = [mean: number, low: number, high: number];

interface Made {
  mean?: Partial<Record<ComparedMetric, number>> | undefined;
  difference?: Partial<Record<ComparedMetric, Interval>> | undefined;
  profile?: Partial<LossProfile> | undefined;
  rate?: Partial<Record<ComparedMetric, number>> | undefined;
  /** By how much values differ from the mean. */
  spread?: number | undefined;
  /** Whether no rate is better than the one next to it. */
  tied?: boolean | undefined;
  lost?: ComparedLoss["lost"] | undefined;
}

const even: LossProfile = {
  histogram: [],
  positives: null,
  averagePrecision: null,
  reformulated: [],
  contribution: [],
  beta: Array<number>(10).fill(1),
  learningCurve: [],
  precisionRecall: [],
  reliability: [],
  outlierShare: null,
};

/** A loss whose metrics are 0.5 with each seed, unless told otherwise; they differ by chance. */
function loss(text: string, seeds: number, made: Made = {}, classes = 2): ComparedLoss {
  const spec = parseLoss(text);
  const { spread = 0.001 } = made;
  const result = (metric: ComparedMetric) => {
    const mean = made.mean?.[metric] ?? 0.5;
    const [difference, low, high] = made.difference?.[metric] ?? [0, -0.1, 0.1];
    return {
      // Around the mean, so that there is some spread.
      values: Array.from({ length: seeds }, (_, i) => mean + (i % 2 === 0 ? spread : -spread)),
      mean,
      difference:
        spec.name === "bce" || seeds < 2 ? null : { mean: difference, low, high, n: seeds },
      learningRates: Array.from({ length: seeds }, () => made.rate?.[metric] ?? 0.03),
      onEdge: Array<boolean>(seeds).fill(made.rate?.[metric] !== undefined && !made.tied),
    };
  };
  return {
    spec,
    title: lossTitle(spec, classes),
    metrics: perMetric(comparedMetrics(classes), ({ name }) => result(name)),
    profile: { ...even, ...made.profile },
    tuned: null,
    lost: made.lost ?? [],
  };
}

interface Setting extends Partial<Comparison["protocol"]> {
  n?: number;
  bce?: Made;
  training?: number;
  classes?: number;
}

/** What is read of BCE and other losses, at `n` seeds. */
function read(others: Record<string, Made>, setting: Setting = {}): string[] {
  const { n = 20, bce = {}, training = 1000, classes = 2, ...protocol } = setting;
  return summarizeComparison({
    data: {
      source: "made up",
      rows: 2 * training,
      positives: classes === 2 ? 100 : null,
      classes: Array<number>(classes).fill(100),
      features: 2,
      training,
      validation: 500,
      test: 500,
    },
    protocol: {
      seeds: Array.from({ length: n }, (_, i) => i + 1),
      plannedSeeds: n,
      learningRates: [0.003, 0.01, 0.03, 0.1, 0.3],
      selectBy: null,
      overlap: 0,
      steps: 300,
      batchSize: null,
      sizes: [2, 1],
      activation: "tanh",
      priorBias: true,
      ...protocol,
    },
    metrics: comparedMetrics(classes),
    losses: [
      loss("bce", n, bce, classes),
      ...Object.entries(others).map(([name, made]) => loss(name, n, made, classes)),
    ],
  });
}

/** The sentences that begin with `start`. */
const about = (sentences: readonly string[], start: string) =>
  sentences.filter((sentence) => sentence.startsWith(start));

describe("the summary of a comparison", () => {
  it("says that fewer than 20 seeds are a look, and that one tells nothing apart", () => {
    expect(read({ gce: {} }, { n: 20 })[0]).toMatch(/^20 paired seeds\. .*holds 0.*no difference/);
    expect(read({ gce: {} }, { n: 19 })[0]).toMatch(/^19 seeds: a look, not a claim/);
    const single = read({ gce: { difference: { ap: [0.2, 0.1, 0.3] } } }, { n: 1 });
    expect(single.slice(0, -1)).toEqual([
      "One seed: a look, not a claim. Without a second one nothing can be told apart.",
    ]);
  });

  it("says first what intervals are about if all seeds split the same rows", () => {
    const note =
      " All seeds split the same rows, so the intervals are widened (Nadeau & Bengio 2003): they " +
      "are about new rows like these, not about other splits of them.";
    for (const n of [3, 20]) {
      const [fresh, split] = [0, 0.7].map((overlap) => read({ gce: {} }, { n, overlap })[0]);
      expect(split).toBe(fresh + note);
    }
    const difference = { ap: [0.2, 0.1, 0.3] } satisfies Made["difference"];
    expect(read({ gce: { difference } }, { overlap: 0.7 })[3]).toContain("with other rows");
    expect(read({ gce: { difference } })[3]).toContain("with other seeds");
    expect(read({ gce: {} }, { n: 1, overlap: 0.7 }).join("\n")).not.toContain("widened");
  });

  it("says that a comparison was stopped", () => {
    expect(read({ gce: {} }, { n: 3, plannedSeeds: 20 })[0]).toMatch(
      /^Stopped after 3 of 20 seeds/,
    );
  });

  it("calls an interval that holds 0 no difference", () => {
    const sentences = read({
      gce: { difference: { ap: [0.1, 0, 0.2], f1: [-0.1, -0.2, 0], brier: [0.3, -0.1, 0.7] } },
    });
    expect(sentences.slice(1, -1)).toEqual([
      "Ranking (AP), against BCE with 0.500: no loss is told apart from it.",
      "GCE: no difference from BCE in any metric.",
    ]);
  });

  it("names losses without any difference together", () => {
    expect(read({ gce: {}, ghmc: {} }).at(2)).toBe(
      "GCE and GHM-C: no difference from BCE in any metric.",
    );
  });

  it("gives differences with their intervals, and knows that a smaller Brier is better", () => {
    const [, ranking, verdict, chance] = read({
      gce: {
        mean: { ap: 0.6, brier: 0.0123, auroc: 0.45 },
        difference: {
          ap: [0.1, 0.05, 0.15],
          auroc: [-0.05, -0.06, -0.04],
          brier: [-0.0021, -0.0038, -0.0004],
        },
      },
    });
    expect(ranking).toBe("Ranking (AP), against BCE with 0.500: better: GCE.");
    expect(verdict).toBe(
      "GCE: better in AP (0.600, 0.100 more, 95 % interval 0.050 to 0.150) and Brier (0.012, " +
        "0.00210 less, 95 % interval −0.00380 to −0.00040); worse in AUROC (0.450, 0.050 less, " +
        "95 % interval −0.060 to −0.040); no difference in F1 at 0.5, F1 at the tuned threshold " +
        "and balanced accuracy.",
    );
    expect(chance).toContain("Of 6 intervals, about one in 20 leaves out 0 by chance alone");
  });

  it("takes a better F1 for the operating point if BCE with a tuned threshold has it, too", () => {
    const made: Made = { mean: { f1: 0.8 }, difference: { f1: [0.08, 0.05, 0.11] } };
    const point = read({ ghmc: made }, { bce: { mean: { tunedF1: 0.8 } } });
    expect(about(point, "GHM-C")[0]).toBe(
      "GHM-C: better in F1 at 0.5 (0.800, 0.080 more, 95 % interval 0.050 to 0.110); no difference " +
        "in AP, AUROC, F1 at the tuned threshold, balanced accuracy and Brier. But BCE with a " +
        "threshold tuned on the validation rows reaches an F1 of 0.800: the gain is in the " +
        "operating point, not in the ranking (AP: no difference).",
    );
    const worse = { ...made, difference: { ...made.difference, ap: [-0.04, -0.06, -0.02] } };
    expect(
      about(read({ ghmc: worse as Made }, { bce: { mean: { tunedF1: 0.9 } } }), "GHM-C")[0],
    ).toContain(
      "reaches an F1 of 0.900: the gain is in the operating point, not in the ranking (AP: 0.040 " +
        "less, 95 % interval −0.060 to −0.020).",
    );
  });

  it("widens that comparison, too, if all seeds split the same rows", () => {
    const made: Made = { mean: { f1: 0.8 }, difference: { f1: [0.3, 0.2, 0.4] } };
    // The differences are 0.004 and 0 in turn: 0.002 ± 0.001, or ± 0.004 if widened.
    const bce: Made = { mean: { tunedF1: 0.798 }, spread: 0.003 };
    const of = (overlap: number) => about(read({ ghmc: made }, { overlap, bce }), "GHM-C")[0];
    expect(of(0)).toContain("even then GHM-C has 0.0020 more");
    expect(of(2 / 3)).toContain(
      "reaches an F1 of 0.798: that is not told apart from it, so the gain may be in the operating point",
    );
  });

  it("says where a better F1 is more than another threshold", () => {
    const made: Made = { mean: { f1: 0.8 }, difference: { f1: [0.3, 0.2, 0.4] } };
    const [sentence] = about(read({ ghmc: made }, { bce: { mean: { tunedF1: 0.6 } } }), "GHM-C");
    expect(sentence).toContain("reaches an F1 of 0.600: even then GHM-C has 0.200 more");
    expect(sentence).not.toContain("operating point");
    const ranks: Made = {
      mean: made.mean,
      difference: { ...made.difference, ap: [0.1, 0.05, 0.2] },
    };
    expect(about(read({ ghmc: ranks }), "GHM-C")[0]).not.toContain("tuned on the validation rows");
  });

  it("warns where a winner is often on the edge of the grid: loss, metric and edge", () => {
    const sentences = read(
      { gce: { rate: { ap: 0.3, brier: 0.003 } } },
      { bce: { rate: { f1: 0.3, tunedF1: 0.3 } } },
    );
    expect(about(sentences, "The ")).toEqual([
      "The smallest learning rate, 0.003, was chosen with more than a third of the seeds: GCE by " +
        "Brier. The best may lie beyond it: add smaller ones.",
      "The largest learning rate, 0.3, was chosen with more than a third of the seeds: BCE by F1 at " +
        "0.5 and F1 at the tuned threshold; GCE by AP. The best may lie beyond it: add larger ones.",
    ]);
    const chosenByF1 = read({}, { selectBy: "f1", bce: { rate: { f1: 0.3, ap: 0.3 } } });
    expect(about(chosenByF1, "The largest")[0]).toContain("BCE by F1 at 0.5.");
    expect(about(read({ gce: {} }), "The ")).toEqual([]);
    const tied = read({ gce: { rate: { ap: 0.003 }, tied: true } });
    expect(about(tied, "The ")).toEqual([]);
  });

  it("lets a winner be on the edge now and then", () => {
    const count = (times: number) => {
      const bce = loss("bce", 6);
      bce.metrics.ap.learningRates.fill(0.3, 0, times);
      bce.metrics.ap.onEdge.fill(true, 0, times);
      const made = { data: {}, protocol: { seeds: [1, 2, 3, 4, 5, 6], plannedSeeds: 6 } };
      const protocol = { ...made.protocol, learningRates: [0.003, 0.01, 0.03, 0.1, 0.3] };
      const comparison = {
        ...made,
        protocol: { ...protocol, selectBy: null },
        metrics: comparedMetrics(2),
        losses: [bce],
      };
      return about(summarizeComparison(comparison as never), "The largest").length;
    };
    expect([0, 1, 2, 3, 6].map(count)).toEqual([0, 0, 0, 1, 1]);
  });

  it("warns of a narrow grid, once, whatever is on its edge", () => {
    const sentences = read({}, { learningRates: [0.03] });
    expect(about(sentences, "The ")).toHaveLength(1);
    expect(sentences[1]).toMatch(/fewer than 5 learning rates/);
    expect(about(read({}, { learningRates: [0.01, 0.03, 0.1, 0.3] }), "The grid")).toHaveLength(1);
  });

  it("tells of trainings that diverged", () => {
    const lost = [0.3, 0.1, 0.3].map((learningRate, i) => ({ seed: i, learningRate, reason: "" }));
    expect(about(read({ gce: { lost } }), "GCE: 3")).toEqual([
      "GCE: 3 of 100 trainings diverged and could not be chosen, at learning rate 0.1 and 0.3.",
    ]);
  });

  it("says of GHM-C whether the worst errors are amplified or suppressed", () => {
    const withTop = (top: number | null) => {
      const beta = [...even.beta.slice(0, 9), top];
      return about(read({ ghmc: { profile: { beta } } }), "GHM-C: the worst");
    };
    expect(withTop(2.4)).toEqual([
      "GHM-C: the worst errors, training rows with g ≥ 0.9, have the weight β = 2.4: they are " +
        "amplified, which helps if they are hard, and harms if their labels are wrong.",
    ]);
    expect(withTop(0.5)[0]).toContain("β = 0.50: they are suppressed.");
    expect([0.94, 1.06].map((top) => withTop(top).length)).toEqual([1, 1]);
    expect([0.96, 1, 1.004, 1.04].flatMap(withTop)).toEqual([]);
    expect(withTop(null)).toEqual([]);
    const ofBce = read({ gce: {} }, { bce: { profile: { beta: [1, 5] } } });
    expect(ofBce.join("\n")).not.toContain("β");
  });

  it("tells the share of known outliers in GHM-C's gradient", () => {
    const sentences = read({ ghmc: { profile: { outlierShare: { before: 0.401, after: 0.55 } } } });
    expect(sentences).toContain(
      "GHM-C: the known outliers carry 40 % of the gradient without weights, 55 % with them.",
    );
  });

  it("warns of few rows, few bins and small batches with GHM-C, and only then", () => {
    expect(about(read({ ghmc: {} }, { training: 499 }), "499 training rows")).toHaveLength(1);
    expect(about(read({ gce: {} }, { training: 499 }), "499")).toEqual([]);
    expect(about(read({ ghmc: {} }, { training: 500 }), "500")).toEqual([]);
    expect(about(read({ ghmc: {} }, { batchSize: 64 }), "Batches of 64 rows")).toHaveLength(1);
    expect(about(read({ ghmc: {} }, { batchSize: 512 }), "Batches")).toEqual([]);
    const beta = [1, 1, 1, 1, null, null, null, null, null, null];
    expect(about(read({ ghmc: { profile: { beta } } }), "GHM-C: only 4 of 10 bins")).toHaveLength(
      1,
    );
  });

  it("warns that no loss gives probabilities but BCE", () => {
    expect(read({ ghmc: {}, gce: {} }).at(-1)).toBe(
      "What models trained with GHM-C and GCE give are no probabilities until they are recalibrated: " +
        "read them as scores.",
    );
    expect(read({}).join("\n")).not.toContain("recalibrated");
  });
});

describe("the summary of a comparison of three classes", () => {
  it("names cross-entropy and the macro metrics, and counts only those that were measured", () => {
    const better: Interval = [0.05, 0.01, 0.09];
    const ghmc = { difference: { ap: better, logLoss: better } };
    const sentences = read({ ghmc, gce: {} }, { classes: 3 });
    expect(sentences[0]).toContain("Differences are from cross-entropy with the same seed");
    expect(sentences).toContain(
      "Ranking (macro AP), against cross-entropy with 0.500: better: GHM-C.",
    );
    expect(about(sentences, "GHM-C: better")).toEqual([
      "GHM-C: better in macro AP (0.500, 0.050 more, 95 % interval 0.010 to 0.090); worse in log loss " +
        "(0.500, 0.050 more, 95 % interval 0.010 to 0.090); no difference in macro AUROC, macro F1, " +
        "accuracy, balanced accuracy and Brier.",
    ]);
    expect(sentences).toContain("GCE: no difference from cross-entropy in any metric.");
    expect(about(sentences, "Of 14 intervals")).toHaveLength(1);
  });

  it("speaks of no threshold", () => {
    const ghmc = { difference: { f1: [0.05, 0.01, 0.09] as Interval } };
    expect(read({ ghmc }, { classes: 3 }).join("\n")).not.toContain("threshold");
    expect(read({ ghmc }, { classes: 2 }).join("\n")).toContain("threshold");
  });
});
