/** Platt scaling: probabilities out of logits that a loss has distorted. */
import { tensor } from "../../autograd/index.js";
import { bceWithLogits } from "../../losses/index.js";
import { LBFGS } from "../../optim/index.js";
import { checkExamples } from "../../train/metrics/check.js";

/** Turns a logit z into the logit `slope`·z + `intercept`, whose sigmoid is a probability. */
export interface Calibration {
  slope: number;
  intercept: number;
}

/**
 * Fits a calibration: the a and b with which σ(a·z + b) has the least cross-entropy. Targets are
 * (N₊ + 1)/(N₊ + 2) for the N₊ positive rows and 1/(N₋ + 2) for the others, so that a few rows
 * that are told apart perfectly do not make the slope infinite.
 *
 * Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999, as scikit-learn's
 * `CalibratedClassifierCV(method="sigmoid")`.
 *
 * @param logits - of rows that the model has not seen.
 * @param labels - of the same rows, 0 or 1.
 * @returns `null` if larger logits do not mean a larger share of positive rows (a ≤ 0): there is
 * nothing to calibrate.
 * @throws RangeError if the lengths differ, a label is neither 0 nor 1, or a logit is not finite.
 */
export function fitCalibration(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
): Calibration | null {
  const positives = checkExamples(labels, logits);
  const float64 = { dtype: "float64" } as const;
  const negatives = labels.length - positives;
  const [low, high] = [1 / (negatives + 2), (positives + 1) / (positives + 2)];
  const z = tensor(Array.from(logits), float64);
  const y = tensor(
    Array.from(labels, (label) => (label === 1 ? high : low)),
    float64,
  );
  const slope = tensor(1, { ...float64, requiresGrad: true });
  const intercept = tensor(0, { ...float64, requiresGrad: true });
  new LBFGS([slope, intercept]).minimize(() => bceWithLogits(z.mul(slope).add(intercept), y));
  return slope.item() > 0 ? { slope: slope.item(), intercept: intercept.item() } : null;
}

/** The calibrated logits; without a calibration, the logits themselves. */
export function calibrated(
  logits: ArrayLike<number>,
  calibration: Calibration | null,
): Float64Array {
  const { slope, intercept } = calibration ?? { slope: 1, intercept: 0 };
  return Float64Array.from(logits, (z) => slope * z + intercept);
}
