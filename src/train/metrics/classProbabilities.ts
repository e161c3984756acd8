/**
 * Metrics of the probabilities that models of several classes give, K for each example.
 *
 * All take them in one of two ways: as a tensor, an ndarray or nested lists of shape [N, K]; or row
 * by row in one flat list or typed array of N·K numbers.
 */
import { array, flat, showShape, type NdArray } from "../../array/index.js";
import { Tensor, type TensorLike } from "../../autograd/index.js";
import { calibrationError } from "./calibration.js";
import { checkClasses, checkNotEmpty, checkNumbers, checkWeights, type Weights } from "./check.js";
import { auroc, averagePrecision } from "./ranking.js";

/**
 * The answer of a model of several classes: in each row the class of the highest score, the first
 * of them where several tie.
 *
 * ```ts
 * multiclassAccuracy(target, topClass(model.forward(x)));
 * ```
 *
 * Source: `numpy.argmax` with `axis=1`.
 *
 * @param score - a score for each class, logits or probabilities: a tensor, an ndarray or nested
 * lists, of shape [N, K].
 * @returns N class indices, from 0 to K − 1.
 * @throws RangeError if the shape is not [N, K] with K ≥ 1, or a score is NaN.
 */
export function topClass(score: TensorLike): number[] {
  const data = readArray("topClass: the scores", score);
  const [rows, classes] = data.shape;
  if (data.shape.length !== 2 || classes === 0) {
    throw new RangeError(
      `topClass takes scores of shape [N, K], one for each class, not of shape ` +
        showShape(data.shape),
    );
  }
  const values = flat(data);
  const bad = values.findIndex(Number.isNaN);
  if (bad >= 0) {
    throw new RangeError(
      `topClass: the score of class ${bad % classes} in row ${Math.floor(bad / classes)} is NaN`,
    );
  }
  return Array.from({ length: rows }, (_, row) => highestOf(values, row, classes));
}

/** The class of the highest score in a row, the first where several tie. */
function highestOf(values: ArrayLike<number>, row: number, classes: number): number {
  const start = row * classes;
  let best = 0;
  for (let k = 1; k < classes; k++) if (values[start + k] > values[start + best]) best = k;
  return best;
}

/** In float64 where `data` are plain numbers. */
function readArray(label: string, data: TensorLike): NdArray {
  return data instanceof Tensor ? data.data : array(data, { dtype: "float64" }, label);
}

/** How far the sum of a row may be from 1, since probabilities are often rounded to two digits. */
const slack = 0.05;

/** Probabilities row by row, and the number of classes, which is that of the columns. */
interface Rows {
  /** The number of examples, or the sum of their weights. */
  total: number;
  values: ArrayLike<number>;
  classes: number;
}

/**
 * Reads and checks probabilities, and checks targets and weights.
 *
 * @param caller - the function that messages name.
 * @param target - N class indices.
 * @param probability - of shape [N, K], or N·K numbers.
 * @param weights - N numbers ≥ 0, or none.
 * @throws RangeError if the shape does not fit, a target is not the index of a class, a probability
 * is not in [0, 1], a row does not sum to 1, or a weight is negative or not finite.
 */
function readRows(
  caller: string,
  target: ArrayLike<number>,
  probability: TensorLike,
  weights: Weights,
): Rows {
  checkNumbers(`${caller}: the targets`, target);
  const data = readArray(`${caller}: the probabilities`, probability);
  const [n, { shape, size }] = [target.length, data];
  const isFlat = shape.length === 1;
  const classes = n === 0 ? 0 : size / n;
  const fits = isFlat ? Number.isInteger(classes) : shape.length === 2 && shape[0] === n;
  if (!(n === 0 ? size === 0 : fits && classes >= 2)) {
    throw new RangeError(
      `${caller}: probabilities of shape ${showShape(shape)} do not fit ${n} targets; each target ` +
        `needs K ≥ 2, one for each class, in shape [${n}, K] or row by row`,
    );
  }
  checkClasses(caller, "target", target, classes);
  const total = checkWeights(caller, target, weights);
  const values = flat(data);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const p = values[row * classes + k];
      if (!(p >= 0 && p <= 1)) {
        throw new RangeError(
          `${caller} takes probabilities in [0, 1]; that of class ${k} in row ${row} is ${p}. Of ` +
            `logits, take the softmax first`,
        );
      }
      sum += p;
    }
    if (Math.abs(sum - 1) > slack) {
      throw new RangeError(
        `${caller}: the probabilities of row ${row} sum to ${sum}, not 1; take the softmax ` +
          `of the logits, or divide each row by its sum`,
      );
    }
  }
  return { total, values, classes };
}

/**
 * The mean over the classes of a metric of one class against all others.
 *
 * @param metric - of targets that are 1 for the class, of its probabilities, and of the weights.
 * @returns `null` unless there are examples of two classes or more.
 */
function macro(
  caller: string,
  target: ArrayLike<number>,
  probability: TensorLike,
  weights: Weights,
  metric: typeof averagePrecision,
): number | null {
  const { values, classes } = readRows(caller, target, probability, weights);
  const counted = Array.from(target).filter((_, i) => weights?.[i] !== 0);
  const occurring = [...new Set(counted)].sort((a, b) => a - b);
  if (occurring.length < 2) return null;
  const isClass = new Uint8Array(target.length);
  const column = new Float64Array(target.length);
  let total = 0;
  for (const k of occurring) {
    for (let i = 0; i < target.length; i++) {
      isClass[i] = Number(target[i] === k);
      column[i] = values[i * classes + k];
    }
    total += metric(isClass, column, weights) as number; // there are examples of k, and of others
  }
  return total / occurring.length;
}

/**
 * The mean over the classes of {@link averagePrecision} of each class against all others, by its
 * probabilities. The mean is over the classes among the targets: without examples, a class has no
 * average precision.
 *
 * ```ts
 * macroAveragePrecision([0, 2, 1], softmax(model.forward(x))); // x of 3 rows
 * ```
 *
 * Source: `sklearn.metrics.average_precision_score` with `average="macro"`, of targets binarized;
 * there, a class without examples counts, with 0.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param probability - of each class, in [0, 1]; of shape [N, K], K ≥ 2, or N·K numbers row by row.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of two classes or more.
 * @throws RangeError if the shapes do not fit, a target is not a whole number from 0 to K − 1, a
 * probability is not in [0, 1], or a row's sum is further than 0.05 from 1.
 */
export function macroAveragePrecision(
  target: ArrayLike<number>,
  probability: TensorLike,
  weights?: Weights,
): number | null {
  return macro("macroAveragePrecision", target, probability, weights, averagePrecision);
}

/**
 * The mean over the classes of the area under the ROC curve ({@link auroc}) of each class against
 * all others, by its probabilities. The mean is over the classes among the targets: without
 * examples, a class has no ROC curve.
 *
 * Source: `sklearn.metrics.roc_auc_score` with `multi_class="ovr"` and `average="macro"`, which
 * refuses targets among which a class does not occur.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param probability - of each class, in [0, 1]; of shape [N, K], K ≥ 2, or N·K numbers row by row.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @returns `null` unless there are examples of two classes or more.
 * @throws RangeError if the shapes do not fit, a target is not a whole number from 0 to K − 1, a
 * probability is not in [0, 1], or a row's sum is further than 0.05 from 1.
 */
export function macroAuroc(
  target: ArrayLike<number>,
  probability: TensorLike,
  weights?: Weights,
): number | null {
  return macro("macroAuroc", target, probability, weights, auroc);
}

/**
 * Log loss of several classes, the mean of $-\log(p_{iy_i} / \sum_k p_{ik})$, where $y_i$ is the
 * true class: cross-entropy.
 *
 * First, each p is moved into [ε, 1 − ε], where ε = 2⁻⁵² is that of float64, as in
 * {@link logLoss}; then each row is divided by its sum, as in scikit-learn 1.2.1.
 *
 * Source: `sklearn.metrics.log_loss` with `labels=range(K)`. Unlike {@link logLoss}, it has a value
 * also if all targets are of one class: the columns say what other classes there are.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param probability - of each class, in [0, 1]; of shape [N, K], K ≥ 2, or N·K numbers row by row.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the shapes do not fit, a target is not a whole number
 * from 0 to K − 1, a probability is not in [0, 1], or a row's sum is further than 0.05 from 1.
 */
export function multiclassLogLoss(
  target: ArrayLike<number>,
  probability: TensorLike,
  weights?: Weights,
): number {
  const { total, values, classes } = readRows("multiclassLogLoss", target, probability, weights);
  checkNotEmpty("multiclassLogLoss", total);
  const clip = (p: number) => Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON);
  let losses = 0;
  for (let i = 0; i < target.length; i++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += clip(values[i * classes + k]);
    losses -= (weights?.[i] ?? 1) * Math.log(clip(values[i * classes + target[i]]) / sum);
  }
  return losses / total;
}

/**
 * Brier score of several classes, $\frac{1}{N} \sum_i \sum_k (p_{ik} - y_{ik})^2$, where $y_{ik}$ is
 * 1 for the true class and 0 for the others; from 0, which is best, to 2.
 *
 * For two classes this is twice {@link brier}, which has only the term of the positive class.
 *
 * Source: Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather
 * Review 78, 1950.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param probability - of each class, in [0, 1]; of shape [N, K], K ≥ 2, or N·K numbers row by row.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the shapes do not fit, a target is not a whole number
 * from 0 to K − 1, a probability is not in [0, 1], or a row's sum is further than 0.05 from 1.
 */
export function multiclassBrier(
  target: ArrayLike<number>,
  probability: TensorLike,
  weights?: Weights,
): number {
  const { total, values, classes } = readRows("multiclassBrier", target, probability, weights);
  checkNotEmpty("multiclassBrier", total);
  let squares = 0;
  for (let i = 0; i < target.length; i++) {
    for (let k = 0; k < classes; k++) {
      squares += (weights?.[i] ?? 1) * (values[i * classes + k] - Number(target[i] === k)) ** 2;
    }
  }
  return squares / total;
}

/**
 * Expected calibration error of the answers: {@link ece} of whether the top class is right, by its
 * probability, the confidence: $\sum_b \frac{n_b}{N} |\text{accuracy}_b - \text{confidence}_b|$; 0
 * is best. Of classes that tie, the first is the answer, as in {@link topClass}.
 *
 * It looks at the probability of the answer only. For two classes it is not `ece`, which looks at
 * that of the positive class.
 *
 * Source: Guo, Pleiss, Sun & Weinberger, "On Calibration of Modern Neural Networks", ICML 2017, with
 * the bins of {@link ece}, which contain their lower ends; there, they contain their upper ends.
 *
 * @param target - the true classes, N indices from 0 to K − 1.
 * @param probability - of each class, in [0, 1]; of shape [N, K], K ≥ 2, or N·K numbers row by row.
 * @param bins - the number of bins, ≥ 1.
 * @param weights - one number ≥ 0 for each target: an example of weight k counts as k. Default: all 1.
 * @throws RangeError if there are no examples, the shapes do not fit, a target is not a whole number
 * from 0 to K − 1, a probability is not in [0, 1], a row's sum is further than 0.05 from 1, or
 * `bins` is not a whole number from 1 to 2²⁰.
 */
export function multiclassEce(
  target: ArrayLike<number>,
  probability: TensorLike,
  bins = 10,
  weights?: Weights,
): number {
  const { values, classes } = readRows("multiclassEce", target, probability, weights);
  const right = new Uint8Array(target.length);
  const confidence = new Float64Array(target.length);
  for (let i = 0; i < target.length; i++) {
    const answer = highestOf(values, i, classes);
    right[i] = Number(answer === target[i]);
    confidence[i] = values[i * classes + answer];
  }
  return calibrationError("multiclassEce", right, confidence, bins, weights);
}
