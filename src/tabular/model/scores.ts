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
import { countLabels } from "../table/labelledTable.js";

/** The metrics of a model of two classes; `null` where one is not defined. */
export interface TwoClassScores {
  rows: number;
  positives: number;
  /**
   * If rows have weights, the sums of those of all and of the positive ones; all that follows is then
   * weighted.
   */
  weights?: { rows: number; positives: number };
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
  /** If rows have weights, their sum; all that follows is then weighted. */
  weights?: { rows: number };
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
  /** Precision, recall, F1 and rows of each class, or the sum of their weights, by its number. */
  classes: ClassReport[];
  /** How often class i, the row, was answered with class j, the column, or the sum of the weights. */
  confusion: number[][];
}

/** The metrics of a model, of two classes or of more. */
export type Scores = TwoClassScores | SeveralClassScores;

/**
 * @param labels - the numbers of the rows' classes.
 * @param p - as `calibratedProbabilities` returns them.
 * @param threshold - from which probability on a row is called positive; of three or more classes,
 * the answer is the likeliest.
 * @param weights - how much each row counts; `null`: all alike.
 */
export function scoresOf(
  labels: ArrayLike<number>,
  p: NdArray,
  threshold: number,
  weights: readonly number[] | null = null,
): Scores {
  const [rows, outputs] = p.shape;
  const ofClasses = countLabels(labels, outputs === 1 ? 2 : outputs, weights);
  const total = ofClasses.reduce((sum, ofClass) => sum + ofClass, 0);
  if (outputs === 1) {
    const positive = flat(p);
    return {
      rows,
      positives: countLabels(labels, 2)[1],
      ...(weights && { weights: { rows: total, positives: ofClasses[1] } }),
      ap: averagePrecision(labels, positive, weights),
      auroc: auroc(labels, positive, weights),
      f1: f1(labels, positive, threshold, weights),
      precision: precision(labels, positive, threshold, weights),
      recall: recall(labels, positive, threshold, weights),
      brier: brier(labels, positive, weights),
      logLoss: logLoss(labels, positive, weights),
      ece: ece(labels, positive, 10, weights),
    };
  }
  const answers = topClass(p);
  return {
    rows,
    ...(weights && { weights: { rows: total } }),
    accuracy: multiclassAccuracy(labels, answers, weights),
    balancedAccuracy: multiclassBalancedAccuracy(labels, answers, weights),
    macroF1: macroF1(labels, answers, weights),
    macroAp: macroAveragePrecision(labels, p, weights),
    macroAuroc: macroAuroc(labels, p, weights),
    brier: multiclassBrier(labels, p, weights),
    logLoss: multiclassLogLoss(labels, p, weights),
    ece: multiclassEce(labels, p, 10, weights),
    classes: classificationReport(labels, answers, outputs, weights),
    confusion: multiclassConfusionMatrix(labels, answers, outputs, weights),
  };
}
