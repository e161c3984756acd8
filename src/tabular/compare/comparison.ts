/** The result of a comparison of losses: plain JSON, for tables, reports and files. */
import type { PairedInterval } from "../../train/metrics/index.js";
import type { LossSpec } from "../model/namedLoss.js";

/**
 * The metrics that are measured on the test rows. `ap` is average precision. `f1` and
 * `balancedAccuracy` are at the threshold 0.5, `tunedF1` at the threshold with the best F1 on the
 * validation rows.
 */
export const comparedMetrics = [
  "ap",
  "auroc",
  "f1",
  "tunedF1",
  "balancedAccuracy",
  "brier",
] as const;
/** The name of a metric in a comparison. */
export type ComparedMetric = (typeof comparedMetrics)[number];

/** The titles of the metrics in tables and sentences. A smaller Brier score is better. */
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
  /** The metric on the test rows, for each seed; `null` where it is not defined. */
  values: (number | null)[];
  mean: number | null;
  /** The mean paired difference from BCE; `null` for BCE itself, and for fewer than two seeds. */
  difference: PairedInterval | null;
  /** For each seed, the learning rate that this metric chose on the validation rows. */
  learningRates: number[];
  /**
   * For each seed, whether that learning rate is the smallest or the largest, and better on the
   * validation rows than the one next to it: then the best may lie beyond the grid.
   */
  onEdge: boolean[];
}

/**
 * How a loss treats examples with each gradient norm g, in the models that AP chose; means over the
 * seeds unless stated otherwise.
 */
export interface LossProfile {
  /** How many training rows have their g in each of 30 equal parts of [0, 1]. */
  histogram: number[];
  /**
   * N·|∂L/∂x| of a positive example with its g in the middle of each part. It is `null` where it
   * depends on the other rows: for GHM-C in an empty bin, for OHEM always.
   */
  reformulated: (number | null)[];
  /** Share of the total gradient, Σ|∂L/∂x|, that comes from the rows of each part; sums to 1. */
  contribution: number[];
  /**
   * The weight of each of 10 bins that GHM-C would give in the trained model, whatever loss that
   * was trained with: the mean over the rows of all seeds; `null` where there are none.
   */
  beta: (number | null)[];
  /** AP on the validation rows of the first seed, by training step. */
  learningCurve: { step: number; ap: number }[];
  /** On the test rows of the first seed: the best precision at each recall, at most 200 points. */
  precisionRecall: { recall: number; precision: number }[];
  /** Calibration on the test rows of all seeds: `reliabilityCurve` without its empty bins. */
  reliability: { count: number; probability: number; positives: number }[];
  /**
   * Share of the gradient that comes from known outliers, without (`before`) and with (`after`) the
   * weights of this loss; `null` if none are known.
   */
  outlierShare: { before: number; after: number } | null;
}

/** A training that diverged, and so could not be chosen. */
export interface LostTraining {
  seed: number;
  learningRate: number;
  /** A message for people. */
  reason: string;
}

/** The results of one loss in a comparison. */
export interface ComparedLoss {
  spec: LossSpec;
  /** Such as "focal α=0.75": see `lossTitle`. */
  title: string;
  metrics: Record<ComparedMetric, MetricResult>;
  profile: LossProfile;
  /** Its trainings that diverged. */
  lost: LostTraining[];
}

/** The result of {@link compare}, as plain JSON. */
export interface Comparison {
  data: {
    /** Where the rows came from. */
    source: string;
    /** In all three parts of the first seed's split, like the numbers that follow. */
    rows: number;
    positives: number;
    features: number;
    /** Rows in each part. */
    training: number;
    validation: number;
    test: number;
  };
  protocol: {
    /** The seeds that were completed. */
    seeds: number[];
    /** How many seeds were planned: more than `seeds` has if the comparison was stopped. */
    plannedSeeds: number;
    /** In ascending order. */
    learningRates: number[];
    /** The metric that chose all learning rates; `null`: each metric chose its own. */
    selectBy: ComparedMetric | null;
    /**
     * If all seeds split the same rows, the number of test rows divided by that of training and
     * validation rows; it widens the intervals (see `pairedInterval`). Otherwise 0.
     */
    overlap: number;
    /** Adam's steps in each training. */
    steps: number;
    /** Rows in each step; `null`: all. */
    batchSize: number | null;
    /** Sizes of the layers, from the number of features to 1. */
    sizes: number[];
    activation: string;
    /** Whether the last bias started from the share of positive training rows. */
    priorBias: boolean;
  };
  /** BCE first. */
  losses: ComparedLoss[];
  /** The findings in sentences, with the warnings and rules of thumb that apply. */
  summary: string[];
}
