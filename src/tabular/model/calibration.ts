/** Platt scaling: probabilities out of logits that a loss has distorted. */
import { add, array, copy, full, mul, showShape, toList, type NdArray } from "../../array/index.js";
import { asTensor, tensor, Tensor, type TensorLike } from "../../autograd/index.js";
import { bceWithLogits, crossEntropy } from "../../losses/index.js";
import { LBFGS } from "../../optim/index.js";
import { checkClasses, checkNumbers, checkWeights } from "../../train/metrics/check.js";
import { countLabels } from "../table/labelledTable.js";
import { relativeWeights } from "../table/weights.js";

/**
 * Turns logits z into `slope`·z + `intercepts`, whose sigmoid, or softmax with three classes or
 * more, are probabilities.
 */
export interface Calibration {
  slope: number;
  /** One for each logit of a row. */
  intercepts: number[];
}

/**
 * Fits a calibration: the a and b with which σ(a·z + b) has the least cross-entropy. Targets are
 * (N₊ + 1)/(N₊ + 2) for the N₊ positive rows and 1/(N₋ + 2) for the others, so that rows that are
 * told apart perfectly do not make the slope infinite. With C classes, softmax(a·z + b) has a target
 * of (N_c + 1)/(N_c + 2) for the class of a row, and the others share the rest. With weights, the
 * cross-entropy is weighted, and N_c are sums of weights, scaled to mean 1.
 *
 * Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999, as scikit-learn's
 * `CalibratedClassifierCV(method="sigmoid")`. For several classes: Guo et al., "On Calibration of
 * Modern Neural Networks", ICML 2017, between their temperature and vector scaling.
 *
 * @param logits - of rows that the model has not seen: [N, 1] for two classes, [N, C] for C ≥ 3.
 * @param labels - the numbers of their classes, N of them.
 * @param weights - how much each row counts, N numbers above 0; `null`: all alike.
 * @returns a and b; a is 0, and p the same for all rows, if larger logits do not mean a larger share
 * of the class.
 * @throws RangeError if shapes do not fit, a label is no class, or a logit is not finite.
 */
export function fitCalibration(
  logits: TensorLike,
  labels: ArrayLike<number>,
  weights: readonly number[] | null = null,
): Calibration {
  checkNumbers("fitCalibration: labels", labels);
  const z = new Tensor(copy(asTensor(logits).data, "float64"));
  const [rows, outputs] = z.shape;
  if (z.ndim !== 2 || rows !== labels.length) {
    throw new RangeError(
      `fitCalibration takes logits of shape [N, 1] or [N, C], and N labels; there are ` +
        `${labels.length} labels for logits of shape ${showShape(z.shape)}`,
    );
  }
  const classes = outputs === 1 ? 2 : outputs;
  checkClasses("fitCalibration", "label", labels, classes);
  checkWeights("fitCalibration", labels, weights);
  const relative = weights && relativeWeights(weights);
  const counts = countLabels(labels, classes, relative);
  const own = counts.map((count) => (count + 1) / (count + 2));
  const float64 = { dtype: "float64" } as const;
  const y = tensor(
    Array.from(labels, (label) =>
      outputs === 1
        ? [label === 1 ? own[1] : 1 - own[0]]
        : own.map((share, c) => (c === label ? share : (1 - own[label]) / (classes - 1))),
    ),
    { ...float64, shape: [rows, outputs] },
  );
  const slope = tensor(1, { ...float64, requiresGrad: true });
  const found = minimise(z, y, slope, relative);
  return found.slope > 0 ? found : minimise(z, y, tensor(0, float64), relative);
}

/**
 * Finds the intercepts, and the slope if it requires a gradient.
 *
 * @param weights - of mean 1; `null`: all rows count alike.
 */
function minimise(
  z: Tensor,
  y: Tensor,
  slope: Tensor,
  weights: readonly number[] | null,
): Calibration {
  const outputs = z.shape[1];
  const intercepts = tensor(Array<number>(outputs).fill(0), {
    dtype: "float64",
    requiresGrad: true,
  });
  const lossOf = outputs === 1 ? bceWithLogits : crossEntropy;
  const shape = outputs === 1 ? [z.shape[0], 1] : [z.shape[0]];
  const factors = weights && tensor(weights, { dtype: "float64", shape });
  const loss = (logits: Tensor) =>
    factors === null
      ? lossOf(logits, y)
      : lossOf(logits, y, { reduction: "none" }).mul(factors).mean();
  const params = slope.requiresGrad ? [slope, intercepts] : [intercepts];
  new LBFGS(params).minimize(() => loss(z.mul(slope).add(intercepts)));
  return { slope: slope.item(), intercepts: toList(intercepts.data) };
}

/**
 * A calibration with the same slope, for a model trained on more rows: its intercepts are such that
 * the mean probability of each class is the class's share of the rows, both weighted.
 *
 * @param logits - of the model, for the rows that it was trained on.
 * @param labels - of the same rows.
 * @param weights - of the same rows, or `null`.
 */
export function recentred(
  { slope }: Calibration,
  logits: NdArray,
  labels: ArrayLike<number>,
  weights: readonly number[] | null = null,
): Calibration {
  const z = new Tensor(copy(logits, "float64"));
  const outputs = z.shape[1];
  const rows = Array.from(labels, (label) =>
    outputs === 1 ? [label] : Array.from({ length: outputs }, (_, c) => Number(c === label)),
  );
  const [y, fixed] = [tensor(rows, { dtype: "float64" }), tensor(slope, { dtype: "float64" })];
  return minimise(z, y, fixed, weights && relativeWeights(weights));
}

/** The calibrated logits in float64; without a calibration, the logits themselves. */
export function calibrated(logits: NdArray, calibration: Calibration | null): NdArray {
  const z = copy(logits, "float64");
  if (calibration === null) return z;
  const { slope, intercepts } = calibration;
  const [a, b] = [full([], slope, "float64"), array(intercepts, { dtype: "float64" })];
  return add(mul(z, a), b);
}
