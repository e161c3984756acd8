/** The result of a comparison of losses: plain JSON, for tables, reports and files. */
import type { PairedInterval } from "../../train/metrics/index.js";
import type { LossSpec } from "../model/lossSpec.js";

/**
 * The name of a metric in a comparison. `tunedF1` is for two classes only, `accuracy` and `logLoss`
 * are for three or more: see {@link comparedMetrics}.
 */
export type ComparedMetric =
  "ap" | "auroc" | "f1" | "tunedF1" | "accuracy" | "balancedAccuracy" | "logLoss" | "brier";

/** A metric of a comparison. */
export interface MetricInfo {
  name: ComparedMetric;
  /** Its name in tables and sentences. */
  title: string;
  /** Whether larger values are better. */
  isHighBetter: boolean;
  /** Its largest possible value; `null` if there is none. The smallest is 0. */
  largest: number | null;
}

/** An entry for each metric of the comparison. */
export type PerMetric<T> = Record<ComparedMetric, T>;

/** One metric of one loss. */
export interface MetricResult {
  /** The metric on the test rows, for each seed; `null` where it is not defined. */
  values: (number | null)[];
  mean: number | null;
  /**
   * The mean paired difference from BCE, with its interval as far as such a difference can go: from −1
   * to 1 for most metrics. `null` for BCE itself, and for fewer than two seeds.
   */
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
 * seeds unless stated otherwise. With three or more classes g is 1 − p, where p is the probability
 * of the row's own class, and x is the logit of that class.
 */
export interface LossProfile {
  /** How many training rows have their g in each of 30 equal parts of [0, 1]. */
  histogram: number[];
  /** How many of these are positive; `null` with three or more classes. */
  positives: number[] | null;
  /**
   * N·|∂L/∂x| of a positive example with its g in the middle of each part. It is `null` where it
   * depends on the other rows: for GHM-C in an empty bin, for OHEM always. With three or more
   * classes, the mean of N·|∂L/∂x| over the training rows of each part; `null` where there are none.
   */
  reformulated: (number | null)[];
  /** Share of the total gradient, Σ|∂L/∂x|, that comes from the rows of each part; sums to 1. */
  contribution: number[];
  /**
   * The weight of each of 10 bins that GHM-C would give in the trained model, whatever loss that
   * was trained with: the mean over the rows of all seeds; `null` where there are none.
   */
  beta: (number | null)[];
  /**
   * AP, or macro AP, on the validation rows, by training step: the median of the seeds, and from `low`
   * to `high` the middle 80 % of them.
   */
  learningCurve: { step: number; ap: number; low: number; high: number }[];
  /**
   * On the test rows of the first seed: the best precision at each recall, at most 200 points. With
   * three or more classes it is micro-averaged: each row is a case for each class, and positive for
   * its own.
   */
  precisionRecall: { recall: number; precision: number }[];
  /** Average precision of these rows or, with three or more classes, cases. */
  averagePrecision: number | null;
  /**
   * Calibration on the test rows of all seeds, in bins of probabilities that are narrow near 0 and 1,
   * without empty ones: how many rows, their mean probability, and the share that is positive. With three or more classes, of the likeliest class: how often it is right.
   */
  reliability: { count: number; probability: number; positives: number }[];
  /**
   * Share of the gradient that comes from known outliers, without (`before`) and with (`after`) the
   * weights of this loss; `null` if none are known.
   */
  outlierShare: { before: number; after: number } | null;
}

/** A metric at the threshold that is best for it on the validation rows. */
export interface TunedMetric {
  /** The threshold of each seed. */
  thresholds: number[];
  /** The metric on the test rows, for each seed. */
  values: (number | null)[];
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
  /** Such as "focal α=0.75": see `lossTitle`. With three or more classes BCE is "cross-entropy". */
  title: string;
  /** For each of the comparison's metrics. */
  metrics: PerMetric<MetricResult>;
  profile: LossProfile;
  /** What a tuned threshold makes of it; `null` with three or more classes, which need none. */
  tuned: { f1: TunedMetric; balancedAccuracy: TunedMetric } | null;
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
    /** Rows of class 1; `null` if there are three or more classes. */
    positives: number | null;
    /**
     * If rows have weights, the sum of theirs: losses, metrics and charts then count rows by these,
     * scaled to mean 1 in each part. Absent: all count alike.
     */
    weights?: number | undefined;
    /** Rows of each class. */
    classes: number[];
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
    /** Sizes of the layers, from the number of features to 1, or to that of three or more classes. */
    sizes: number[];
    activation: string;
    /** Whether the last bias started from the shares of the classes in the training rows. */
    priorBias: boolean;
  };
  /** The metrics that were measured, in the order of tables. */
  metrics: MetricInfo[];
  /** BCE first. */
  losses: ComparedLoss[];
  /** What to do, in one sentence. */
  advice: string;
  /** The findings in sentences, with the warnings and rules of thumb that apply. */
  summary: string[];
}
