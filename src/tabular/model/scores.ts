/** The metrics of a model on some rows. */
import { flat, type NdArray } from "../../array/index.js";
import {
  auroc,
  averagePrecision,
  brier,
  classificationReport,
  ece,
  f1,
  logLoss,
  macroAuroc,
  macroAveragePrecision,
  macroF1,
  multiclassAccuracy,
  multiclassBalancedAccuracy,
  multiclassBrier,
  multiclassConfusionMatrix,
  multiclassEce,
  multiclassLogLoss,
  precision,
  recall,
  topClass,
  type ClassReport,
} from "../../train/metrics/index.js";

/** The metrics of a model of two classes; `null` where one is not defined. */
export interface TwoClassScores {
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

/** The metrics of a model of three or more classes; `null` where one is not defined. */
export interface SeveralClassScores {
  rows: number;
  accuracy: number;
  /** The mean of the classes' recalls. */
  balancedAccuracy: number | null;
  macroF1: number;
  /** The means over the classes of AP and AUROC, each class against the others. */
  macroAp: number | null;
  macroAuroc: number | null;
  /** From 0 to 2. */
  brier: number;
  logLoss: number;
  /** The expected calibration error of the answers. */
  ece: number;
  /** Precision, recall, F1 and rows of each class, by its number. */
  classes: ClassReport[];
  /** How often class i, the row, was answered with class j, the column. */
  confusion: number[][];
}

/** The metrics of a model, of two classes or of more. */
export type Scores = TwoClassScores | SeveralClassScores;

/**
 * @param labels - the numbers of the rows' classes.
 * @param p - as `calibratedProbabilities` returns them.
 * @param threshold - from which probability on a row is called positive; of three or more classes,
 * the answer is the likeliest.
 */
export function scoresOf(labels: ArrayLike<number>, p: NdArray, threshold: number): Scores {
  const [rows, outputs] = p.shape;
  if (outputs === 1) {
    const positive = flat(p);
    return {
      rows,
      positives: Array.from(labels).filter((label) => label === 1).length,
      ap: averagePrecision(labels, positive),
      auroc: auroc(labels, positive),
      f1: f1(labels, positive, threshold),
      precision: precision(labels, positive, threshold),
      recall: recall(labels, positive, threshold),
      brier: brier(labels, positive),
      logLoss: logLoss(labels, positive),
      ece: ece(labels, positive),
    };
  }
  const answers = topClass(p);
  return {
    rows,
    accuracy: multiclassAccuracy(labels, answers),
    balancedAccuracy: multiclassBalancedAccuracy(labels, answers),
    macroF1: macroF1(labels, answers),
    macroAp: macroAveragePrecision(labels, p),
    macroAuroc: macroAuroc(labels, p),
    brier: multiclassBrier(labels, p),
    logLoss: multiclassLogLoss(labels, p),
    ece: multiclassEce(labels, p),
    classes: classificationReport(labels, answers, outputs),
    confusion: multiclassConfusionMatrix(labels, answers, outputs),
  };
}
