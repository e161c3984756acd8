/** What models that have not seen the rows say of their labels. */
import type { NdArray } from "../../array/index.js";
import { Tensor } from "../../autograd/index.js";
import { stratifiedSplit } from "../../train/index.js";
import { fitCalibration, type Calibration } from "../model/calibration.js";
import type { Opinion } from "./count.js";
import { takeTensor } from "./reasons.js";

/** An opinion, and how it ranks among others: see `margin` of `Suspect`. */
export interface RankedOpinion extends Opinion {
  /** The likeliest class beside the label. */
  rival: number;
  /** The calibrated logit of the label minus that of the rival. */
  margin: number;
  /** The logit of the label minus the largest other one, as the model gave them. */
  rawMargin: number;
}

/** More logits than these take longer to calibrate than they are worth. */
const mostCalibrated = 2 ** 22;

/** The calibration of logits of rows, by as many rows as it takes. */
export function calibrationOf(
  logits: NdArray,
  labels: readonly number[],
  weights: readonly number[] | null,
  seed: number,
): Calibration {
  const share = mostCalibrated / logits.size;
  if (share >= 1) return fitCalibration(new Tensor(logits), labels, weights);
  const [rows] = stratifiedSplit(labels, [share], seed);
  const ofRows = rows.map((row) => labels[row]);
  const taken = weights && rows.map((row) => weights[row]);
  return fitCalibration(takeTensor(new Tensor(logits), rows), ofRows, taken);
}

/** What the calibrated logits of a row say of its label. */
export function opinionOf(
  logits: NdArray,
  row: number,
  label: number,
  { slope, intercepts }: Calibration,
): RankedOpinion {
  const outputs = logits.shape[1];
  const ofRow = Array.from({ length: outputs }, (_, k) => logits.data[row * outputs + k]);
  const raw = perClass(ofRow);
  const z = perClass(ofRow.map((value, k) => slope * value + intercepts[k]));
  const rival = largestBut(label, z);
  const top = z[rival] > z[label] ? rival : label;
  const total = z.reduce((sum, value) => sum + Math.exp(value - z[top]), 0);
  return {
    ...{ label, top, rival },
    probability: Math.exp(z[label] - z[top]) / total,
    topProbability: 1 / total,
    margin: z[label] - z[rival],
    rawMargin: raw[label] - raw[largestBut(label, raw)],
  };
}

/** A logit of two classes is the difference of theirs. */
const perClass = (logits: readonly number[]) => (logits.length === 1 ? [0, logits[0]] : logits);

/** The class with the largest logit, other than `label`. */
function largestBut(label: number, logits: readonly number[]): number {
  let most = -1;
  logits.forEach((value, k) => {
    if (k !== label && (most < 0 || value > logits[most])) most = k;
  });
  return most;
}
