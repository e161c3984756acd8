import {
  auroc,
  averagePrecision,
  brier,
  ece,
  f1,
  logLoss,
  precision,
  recall,
} from "../../train/metrics/index.js";

/** A model's metrics on some rows; `null` where one is not defined. */
export interface Scores {
  rows: number;
  positives: number;
  /** Average precision. */
  ap: number | null;
  auroc: number | null;
  /** At the model's threshold, like precision and recall. */
  f1: number;
  precision: number;
  recall: number;
  brier: number;
  logLoss: number | null;
  /** The expected calibration error. */
  ece: number;
}

export function scoresOf(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): Scores {
  return {
    rows: labels.length,
    positives: Array.from(labels).filter((label) => label === 1).length,
    ap: averagePrecision(labels, probabilities),
    auroc: auroc(labels, probabilities),
    f1: f1(labels, probabilities, threshold),
    precision: precision(labels, probabilities, threshold),
    recall: recall(labels, probabilities, threshold),
    brier: brier(labels, probabilities),
    logLoss: logLoss(labels, probabilities),
    ece: ece(labels, probabilities),
  };
}
