/** What a comparison of losses found: plain JSON, for tables, reports and later readings. */
import type { PairedInterval } from "../../train/metrics/index.js";
import type { LossSpec } from "../model/namedLoss.js";

/**
 * What is measured on the test rows. `f1` and `balancedAccuracy` are at the threshold 0.5, `tunedF1`
 * at validation's best.
 */
export const comparedMetrics = [
  "ap",
  "auroc",
  "f1",
  "tunedF1",
  "balancedAccuracy",
  "brier",
] as const;
export type ComparedMetric = (typeof comparedMetrics)[number];

/** What tables and sentences call the metrics. Of Brier, smaller is better; of the others, larger. */
export const metricTitles: Readonly<Record<ComparedMetric, string>> = {
  ap: "AP",
  auroc: "AUROC",
  f1: "F1 at 0.5",
  tunedF1: "F1 at the tuned threshold",
  balancedAccuracy: "balanced accuracy",
  brier: "Brier",
};

/** One metric of one loss. */
export interface MetricResult {
  /** Of each seed, on the test rows; `null` where it is not defined. */
  values: (number | null)[];
  mean: number | null;
  /** Of the paired differences from BCE; `null` for BCE itself, and for fewer than two seeds. */
  difference: PairedInterval | null;
  /** Of each seed, the learning rate that this metric chose on the validation rows. */
  learningRates: number[];
  /**
   * Of each seed, whether that learning rate is the smallest or the largest, and better on the
   * validation rows than the one next to it: the best may lie beyond.
   */
  onEdge: boolean[];
}

/** What a loss does to examples, seen in the models that AP chose; means over the seeds. */
export interface LossProfile {
  /** How many training rows have their g in each of 30 equal parts of [0, 1]. */
  histogram: number[];
  /**
   * |∂L/∂x| of a positive example with its g in the middle of each part, times N. Where it depends
   * on the other rows, it is `null`: for GHM-C in an empty bin, for OHEM always.
   */
  reformulated: (number | null)[];
  /** Share of the whole gradient, Σ|∂L/∂x|, that the rows of each part carry; adds up to 1. */
  contribution: number[];
  /**
   * GHM-C's weight of each of 10 bins in the trained model, whatever it was trained with: the mean over
   * the rows of all seeds; `null` where there are none.
   */
  beta: (number | null)[];
  /** AP on the validation rows of the first seed, by training step. */
  learningCurve: { step: number; ap: number }[];
  /** On the test rows of the first seed: at each recall the best precision, at most 200 points. */
  precisionRecall: { recall: number; precision: number }[];
  /** On the test rows of all seeds together; bins that are empty are left out. */
  reliability: { count: number; probability: number; positives: number }[];
  /** Share of the gradient that known outliers carry, and would without weights; `null` if none is known. */
  outlierShare: { before: number; after: number } | null;
}

/** A training that left the numbers; another learning rate takes its place. */
export interface LostTraining {
  seed: number;
  learningRate: number;
  /** Why, for people. */
  reason: string;
}

export interface ComparedLoss {
  spec: LossSpec;
  /** Such as "focal α=0.75". */
  title: string;
  metrics: Record<ComparedMetric, MetricResult>;
  profile: LossProfile;
  lost: LostTraining[];
}

export interface Comparison {
  data: {
    /** Where the rows came from. */
    source: string;
    /** In all three parts of the first seed's split. */
    rows: number;
    positives: number;
    features: number;
    /** Rows in each part. */
    training: number;
    validation: number;
    test: number;
  };
  protocol: {
    /** Those that were completed. */
    seeds: number[];
    /** How many seeds there were to be: more than `seeds` has if the comparison was stopped. */
    plannedSeeds: number;
    /** Ascending. */
    learningRates: number[];
    /** The metric that chose all learning rates; `null`: each metric chose its own. */
    selectBy: ComparedMetric | null;
    /**
     * Test rows for each row that was learnt from or chosen by, if all seeds split the same rows: by
     * so much the intervals are widened (see `pairedInterval`). 0 for rows that are fresh with each seed.
     */
    overlap: number;
    /** Adam's steps in each training. */
    steps: number;
    /** Rows in a step; `null`: all. */
    batchSize: number | null;
    /** Sizes of the layers, input and output among them. */
    sizes: number[];
    activation: string;
    /** Whether the last bias started from the share of positive training rows. */
    priorBias: boolean;
  };
  /** BCE first. */
  losses: ComparedLoss[];
  /** What the numbers say, in sentences, with the warnings and rules of thumb that apply. */
  summary: string[];
}
