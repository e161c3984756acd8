/** The metrics of a comparison: which there are, and how they are measured. */
import { flat, show, type NdArray } from "../../array/index.js";
import {
  auroc,
  averagePrecision,
  balancedAccuracy,
  brier,
  f1,
  macroAuroc,
  macroAveragePrecision,
  macroF1,
  multiclassAccuracy,
  multiclassBalancedAccuracy,
  multiclassBrier,
  multiclassLogLoss,
  pairedInterval,
  topClass,
  type PairedInterval,
} from "../../train/metrics/index.js";
import { rank } from "../../train/metrics/cuts.js";
import { bestThreshold, middleBelow } from "../model/threshold.js";
import type { MetricInfo, PerMetric } from "./comparison.js";

/** What a model makes of some rows. */
export interface Outputs {
  labels: ArrayLike<number>;
  /** As `calibratedProbabilities` returns them: [N, 1] with two classes, [N, C] with C ≥ 3. */
  probabilities: NdArray;
  /** How much each row counts. */
  weights?: readonly number[] | undefined;
  /** For `tunedF1`. */
  threshold: number;
}

interface Metric extends MetricInfo {
  /** `null` where it is not defined. */
  of: (outputs: Outputs & Answers) => number | null;
}

interface Answers {
  /** With three or more classes, the likeliest of each row; with two there are none. */
  answers: ArrayLike<number>;
}

const ofTwo: readonly Metric[] = [
  {
    name: "ap",
    title: "AP",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => averagePrecision(labels, flat(p), weights),
  },
  {
    name: "auroc",
    title: "AUROC",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => auroc(labels, flat(p), weights),
  },
  {
    name: "f1",
    title: "F1 at 0.5",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => f1(labels, flat(p), 0.5, weights),
  },
  {
    name: "tunedF1",
    title: "F1 at the tuned threshold",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights, threshold }) =>
      f1(labels, flat(p), threshold, weights),
  },
  {
    name: "balancedAccuracy",
    title: "balanced accuracy",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => balancedAccuracy(labels, flat(p), 0.5, weights),
  },
  {
    name: "brier",
    title: "Brier",
    isHighBetter: false,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => brier(labels, flat(p), weights),
  },
];

const ofSeveral: readonly Metric[] = [
  {
    name: "ap",
    title: "macro AP",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => macroAveragePrecision(labels, p, weights),
  },
  {
    name: "auroc",
    title: "macro AUROC",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, probabilities: p, weights }) => macroAuroc(labels, p, weights),
  },
  {
    name: "f1",
    title: "macro F1",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, answers, weights }) => macroF1(labels, answers, weights),
  },
  {
    name: "accuracy",
    title: "accuracy",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, answers, weights }) => multiclassAccuracy(labels, answers, weights),
  },
  {
    name: "balancedAccuracy",
    title: "balanced accuracy",
    isHighBetter: true,
    largest: 1,
    of: ({ labels, answers, weights }) => multiclassBalancedAccuracy(labels, answers, weights),
  },
  {
    name: "logLoss",
    title: "log loss",
    isHighBetter: false,
    largest: null,
    of: ({ labels, probabilities: p, weights }) => multiclassLogLoss(labels, p, weights),
  },
  {
    name: "brier",
    title: "Brier",
    isHighBetter: false,
    largest: 2,
    of: ({ labels, probabilities: p, weights }) => multiclassBrier(labels, p, weights),
  },
];

const metricsFor = (classes: number) => (classes === 2 ? ofTwo : ofSeveral);

/**
 * The metrics that {@link compare} measures on the test rows.
 *
 * @param classes - how many there are. For two, `ap` is average precision, `f1` and
 * `balancedAccuracy` are at the threshold 0.5, and `tunedF1` at the threshold with the best F1 on
 * the validation rows. For more, the answer is the likeliest class, and `ap`, `auroc` and `f1` are
 * means over the classes, each against all others.
 * @throws RangeError unless it is a whole number ≥ 2.
 */
export function comparedMetrics(classes: number): MetricInfo[] {
  if (!(Number.isInteger(classes) && classes >= 2)) {
    throw new RangeError(
      `comparedMetrics: classes must be a whole number ≥ 2, not ${show(classes)}`,
    );
  }
  return metricsFor(classes).map(({ name, title, isHighBetter, largest }) => ({
    ...{ name, title, isHighBetter, largest },
  }));
}

/** Measures what a model makes of some rows. */
export function measure(outputs: Outputs): PerMetric<number | null> {
  const [, columns] = outputs.probabilities.shape;
  const metrics = metricsFor(columns === 1 ? 2 : columns);
  const answers = columns === 1 ? [] : topClass(outputs.probabilities);
  return perMetric(metrics, ({ of }) => of({ ...outputs, answers }));
}

/** The threshold with the best F1; with three or more classes there is none to find. */
export function tunedThreshold(outputs: Omit<Outputs, "threshold">): number {
  const { labels, probabilities, weights } = outputs;
  return probabilities.shape[1] === 1 ? bestThreshold(labels, flat(probabilities), weights) : 0.5;
}

/** The threshold with the best balanced accuracy, and that; `null` with three or more classes. */
export function bestBalance(outputs: Omit<Outputs, "threshold">): Balance | null {
  const { labels, probabilities, weights } = outputs;
  if (probabilities.shape[1] !== 1) return null;
  const scores = flat(probabilities);
  const ranked = rank("bestBalance", labels, scores, weights);
  const { positives, negatives } = ranked;
  let best = { threshold: 0.5, balancedAccuracy: -1 };
  ranked.forEachCut((threshold, tp, fp) => {
    const balancedAccuracy = (tp / positives + 1 - fp / negatives) / 2;
    if (balancedAccuracy > best.balancedAccuracy) best = { threshold, balancedAccuracy };
  });
  return { ...best, threshold: middleBelow(best.threshold, scores) };
}

export interface Balance {
  threshold: number;
  balancedAccuracy: number;
}

/**
 * The interval of a paired difference in a metric, as far as the metric can differ: Student's t knows
 * no bounds, and with few seeds would go beyond them.
 *
 * @param overlap - as for `pairedInterval`.
 */
export function differenceIn(
  { largest }: Pick<MetricInfo, "largest">,
  values: readonly (number | null)[],
  others: readonly (number | null)[],
  overlap: number,
): PairedInterval | null {
  const pairs = values.flatMap((value, i) => {
    const other = others.at(i) ?? null;
    return value === null || other === null ? [] : [[value, other]];
  });
  const found = pairedInterval(
    pairs.map(([value]) => value),
    pairs.map(([, other]) => other),
    { overlap },
  );
  if (found === null || largest === null) return found;
  return { ...found, low: Math.max(found.low, -largest), high: Math.min(found.high, largest) };
}

export function perMetric<M extends MetricInfo, T>(
  metrics: readonly M[],
  f: (metric: M) => T,
): PerMetric<T> {
  const entries = metrics.map((metric) => [metric.name, f(metric)] as const);
  return Object.fromEntries(entries) as PerMetric<T>;
}
