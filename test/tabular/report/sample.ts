/** A made-up comparison that looks like real ones, for the tests of the report. */
import { Generator } from "../../../src/array/index.js";
import { pairedInterval } from "../../../src/train/metrics/index.js";
import {
  comparedMetrics,
  type ComparedLoss,
  type ComparedMetric,
  type Comparison,
  type LossProfile,
} from "../../../src/tabular/compare/index.js";
import type { LossSpec } from "../../../src/tabular/model/lossSpec.js";

interface Kind {
  title: string;
  spec: LossSpec;
  /** By how much its metrics differ from BCE's. */
  shift: Record<ComparedMetric, number>;
  /** ∂L/∂x of a positive and a negative example with this g, without GHM's weight. */
  pull: (g: number) => [positive: number, negative: number];
  usesDensity: boolean;
  /** How quickly the mass of easy rows falls. */
  ease: number;
}

const focal = (g: number) => g ** 2 * (g - 2 * (1 - g) * Math.log(1 - g));

const shiftOf = (by: Partial<Kind["shift"]>): Kind["shift"] => ({
  ...{ ap: 0, auroc: 0, f1: 0, tunedF1: 0, accuracy: 0, balancedAccuracy: 0 },
  ...{ logLoss: 0, brier: 0 },
  ...by,
});

const kinds: Kind[] = [
  {
    title: "BCE",
    spec: { name: "bce", options: {} },
    shift: shiftOf({}),
    pull: (g) => [g, g],
    usesDensity: false,
    ease: 22,
  },
  {
    title: "class-balanced",
    spec: { name: "class-balanced", options: { beta: 0.9999 } },
    shift: shiftOf({ f1: -0.03, balancedAccuracy: 0.16, brier: 0.034, auroc: 0.002 }),
    pull: (g) => [1.9 * g, 0.1 * g],
    usesDensity: false,
    ease: 9,
  },
  {
    title: "focal α=0.25",
    spec: { name: "focal", options: { alpha: 0.25, gamma: 2 } },
    shift: shiftOf({ ap: 0.004, f1: -0.12, balancedAccuracy: -0.07, brier: 0.006 }),
    pull: (g) => [0.25 * focal(g), 0.75 * focal(g)],
    usesDensity: false,
    ease: 12,
  },
  {
    title: "focal α=0.75",
    spec: { name: "focal", options: { alpha: 0.75, gamma: 2 } },
    shift: shiftOf({ ap: 0.003, f1: 0.07, tunedF1: 0.002, balancedAccuracy: 0.06, brier: 0.011 }),
    pull: (g) => [0.75 * focal(g), 0.25 * focal(g)],
    usesDensity: false,
    ease: 11,
  },
  {
    title: "GCE",
    spec: { name: "gce", options: { q: 0.7 } },
    shift: shiftOf({ ap: -0.025, auroc: -0.012, f1: -0.2, tunedF1: -0.02, brier: 0.008 }),
    pull: (g) => [g * (1 - g) ** 0.7, g * (1 - g) ** 0.7],
    usesDensity: false,
    ease: 35,
  },
  {
    title: "GHM-C",
    spec: { name: "ghmc", options: { bins: 10, momentum: 0 } },
    shift: shiftOf({
      ap: -0.018,
      f1: 0.078,
      tunedF1: -0.004,
      balancedAccuracy: 0.09,
      brier: 0.061,
    }),
    pull: (g) => [g, g],
    usesDensity: true,
    ease: 5,
  },
  {
    title: "OHEM",
    spec: { name: "ohem", options: { share: 0.25 } },
    shift: shiftOf({ ap: -0.006, f1: 0.02, brier: 0.02 }),
    pull: (g) => (g < 0.12 ? [0, 0] : [4 * g, 4 * g]),
    usesDensity: false,
    ease: 8,
  },
];

const base: Record<string, number> = {
  ap: 0.742,
  auroc: 0.931,
  f1: 0.662,
  tunedF1: 0.731,
  balancedAccuracy: 0.744,
  brier: 0.041,
  accuracy: 0.803,
  logLoss: 0.512,
};

const parts = 30;

export interface SampleOptions {
  seeds?: number;
  losses?: number;
  rows?: number;
  hasOutliers?: boolean;
  classes?: number;
}

export function sampleComparison(options: SampleOptions = {}): Comparison {
  const { seeds = 24, losses = kinds.length, rows = 6000, hasOutliers = true } = options;
  const { classes = 2 } = options;
  const names = comparedMetrics(classes).map(({ name }) => name);
  const generator = new Generator(7);
  const noise = (scale: number) => (generator.uniform() + generator.uniform() - 1) * scale;
  const shared = Array.from({ length: seeds }, () => noise(0.03));
  const training = Math.round(rows * 0.4);
  const compared = kinds.slice(0, losses).map((kind): ComparedLoss => {
    const metricsOf = (metric: ComparedMetric) => {
      const spread = metric === "brier" ? 0.006 : 0.03;
      const values = shared.map((seed) => base[metric] + kind.shift[metric] + seed + noise(spread));
      return {
        values,
        mean: values.reduce((sum, value) => sum + value, 0) / seeds,
        difference: null,
        learningRates: values.map(() => 0.03),
        onEdge: values.map(() => false),
      };
    };
    const metrics = Object.fromEntries(
      names.map((m) => [m, metricsOf(m)]),
    ) as ComparedLoss["metrics"];
    const tunedOf = (metric: ComparedMetric) => ({
      thresholds: shared.map(() => 0.31),
      values: metricsOf(metric).values,
    });
    return {
      spec: kind.spec,
      title: kind.title,
      metrics,
      profile: meanProfile(kind, training, hasOutliers, classes),
      tuned:
        classes > 2
          ? null
          : {
              f1: { ...tunedOf("tunedF1"), values: metrics.tunedF1.values },
              balancedAccuracy: tunedOf("balancedAccuracy"),
            },
      lost: kind.spec.name === "ghmc" ? [{ seed: 3, learningRate: 0.3, reason: "NaN" }] : [],
    };
  });
  for (const { metrics } of compared.slice(1)) {
    for (const metric of names) {
      const reference = compared[0].metrics[metric].values as number[];
      metrics[metric].difference = pairedInterval(metrics[metric].values as number[], reference);
    }
  }
  return {
    data: {
      source: "data/sensor-singlehop.csv",
      rows,
      positives: classes === 2 ? Math.round(rows * 0.032) : null,
      classes: Array.from({ length: classes }, () => Math.round(rows / classes)),
      features: 12,
      training,
      validation: Math.round(rows * 0.2),
      test: rows - training - Math.round(rows * 0.2),
    },
    protocol: {
      seeds: shared.map((_, i) => i + 1),
      plannedSeeds: seeds,
      learningRates: [0.003, 0.01, 0.03, 0.1, 0.3],
      selectBy: null,
      overlap: 0,
      steps: 300,
      batchSize: 256,
      sizes: [12, 16, 16, 1],
      activation: "tanh",
      priorBias: true,
    },
    metrics: comparedMetrics(classes),
    losses: compared,
    advice: "Use BCE with a threshold of about 0.31: no loss is told apart from it in ranking.",
    summary: [
      "GHM-C has a higher F1 at 0.5 than BCE, but BCE with a tuned threshold has it, too: GHM-C moved the operating point.",
      "In average precision no loss is better than BCE; GCE and GHM-C are worse.",
      "The top bin of GHM-C has β = 2.4: its rows, the worst errors, are amplified.",
      "Probabilities from all of them but BCE need recalibration before anyone reads them as probabilities.",
    ],
  };
}

function meanProfile(
  kind: Kind,
  training: number,
  hasOutliers: boolean,
  classes: number,
): LossProfile {
  const middle = (i: number) => (i + 0.5) / parts;
  const raw = Array.from({ length: parts }, (_, i) => {
    return Math.exp(-kind.ease * middle(i)) + 0.0018 + 0.012 * middle(i) ** (kind.ease / 2.5);
  });
  const sum = raw.reduce((total, value) => total + value, 0);
  const histogram = raw.map((value) => (value / sum) * training);
  const inTenths = Array.from(
    { length: 10 },
    (_, j) => histogram[3 * j] + histogram[3 * j + 1] + histogram[3 * j + 2],
  );
  const beta = inTenths.map((count) => training / count / 10);
  const weight = (i: number) => (kind.usesDensity ? beta[Math.floor(i / 3)] : 1);
  const pulls = raw.map((_, i) => kind.pull(middle(i)).map((pull) => pull * weight(i)));
  const carried = pulls.map(([positive, negative], i) => {
    const share = 0.03 + 0.5 * middle(i);
    return histogram[i] * (share * positive + (1 - share) * negative);
  });
  const whole = carried.reduce((total, value) => total + value, 0);
  const rate = 0.012 + 0.02 * kind.ease ** 0.3;
  return {
    histogram,
    positives:
      classes === 2 ? histogram.map((count, i) => count * (0.003 + 0.5 * middle(i))) : null,
    // OHEM's depends on the other rows.
    reformulated: pulls.map(([positive]) => (kind.spec.name === "ohem" ? null : positive)),
    contribution: carried.map((value) => value / whole),
    beta,
    learningCurve: Array.from({ length: 31 }, (_, i) => ({
      step: i * 10,
      ap: (0.74 + kind.shift.ap) * (1 - 0.93 * Math.exp(-rate * i * 10)),
      low: 0.7 * (1 - 0.93 * Math.exp(-rate * i * 10)),
      high: 0.78 * (1 - 0.93 * Math.exp(-rate * i * 10)),
    })),
    averagePrecision: 0.74 + kind.shift.ap,
    precisionRecall: Array.from({ length: 200 }, (_, i) => {
      const recall = i / 199;
      const wiggle = 0.02 * Math.sin(i / 5 + kind.ease) * (1 - recall);
      const bend = 3.2 + 12 * kind.shift.ap;
      return { recall, precision: Math.max(0.03, 0.96 - 0.9 * recall ** bend + wiggle) };
    }),
    reliability: Array.from({ length: 10 }, (_, i) => {
      const probability = (i + 0.5) / 10;
      return {
        count: i === 9 && kind.ease > 30 ? 0 : Math.round(9000 * Math.exp(-0.9 * i) + 60),
        probability,
        positives: Math.min(1, Math.max(0, probability ** (1 + kind.shift.brier * 30))),
      };
    }),
    outlierShare: hasOutliers
      ? {
          before: 0.18 + 0.01 * kind.ease ** 0.5,
          after: 0.18 + 0.01 * kind.ease ** 0.5 + kind.shift.f1 / 3,
        }
      : null,
  };
}
