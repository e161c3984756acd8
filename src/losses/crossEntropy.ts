import * as array from "../array/index.js";
import { lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { add, div, logSoftmax, mul, neg, sum, where } from "../ops/index.js";
import { weighted } from "../ops/fused.js";
import { checkClassWeights, classesOf, readIndices } from "./labels.js";
import { checkReduction, checkSameShape, type LossOptions, type Reduction } from "./reduction.js";

export interface NLLOptions extends LossOptions {
  /**
   * A factor ≥ 0 for each class, of shape [C]. With class indices, the mean divides by the sum of
   * the targets' factors. Where it is 0, an infinite loss counts 0, its limit, but a NaN shows.
   */
  weight?: TensorLike | undefined;
  /**
   * Examples with this index take no part, even if their scores are NaN: their loss and gradient are
   * 0, and they do not count in the mean. A whole number. Default -100.
   */
  ignoreIndex?: number | undefined;
}

const nllDefaults = { weight: undefined, ignoreIndex: -100, reduction: "mean" } as const;

export interface CrossEntropyOptions extends NLLOptions {
  /** The share of the target that is spread evenly over all classes, in [0, 1]. Default 0. */
  labelSmoothing?: number | undefined;
}

/**
 * Cross-entropy of a softmax over the last axis, $-\sum_c w_c p^*_c \log p_c$.
 *
 * Source: `torch.nn.functional.cross_entropy`, with the classes last.
 *
 * @param logits - of shape [..., C].
 * @param target - class indices of shape [...], or probabilities of shape [..., C].
 * @param options - the class weights, the index to ignore, label smoothing, and how to reduce.
 * @throws RangeError if shapes do not fit, an index is not a class, a weight is negative or not
 * finite, or labelSmoothing is not in [0, 1].
 */
export function crossEntropy(
  logits: TensorLike,
  target: TensorLike,
  options: CrossEntropyOptions = {},
): Tensor {
  const { labelSmoothing, ...others } = array.checkOptions("crossEntropy", options, {
    ...nllDefaults,
    labelSmoothing: 0,
  });
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`crossEntropy: labelSmoothing must be in [0, 1], not ${labelSmoothing}`);
  }
  const [x, given] = lift([logits, target], "crossEntropy");
  const classes = classesOf("crossEntropy", x);
  const isIndex = given.ndim !== x.ndim;
  if (!isIndex) checkSameShape("crossEntropy", x, given);
  const { rows, kept } = isIndex
    ? readIndices("crossEntropy", x, given, others.ignoreIndex)
    : { rows: given, kept: x };
  const even = labelSmoothing / classes;
  // The row of an ignored index stays zero.
  const spread = isIndex ? mul(even, sum(rows, -1, { keepdims: true })) : even;
  const smoothed = add(mul(1 - labelSmoothing, rows), spread);
  const counted = isIndex ? rows : null;
  return expectedSurprise("crossEntropy", logSoftmax(kept), smoothed, counted, others);
}

/**
 * The negative log-likelihood $-w_t \log p_t$ of class indices, given log-probabilities.
 *
 * Source: `torch.nn.functional.nll_loss`, with the classes last.
 *
 * @param logProbabilities - of shape [..., C], as {@link logSoftmax} returns them.
 * @param target - class indices t, of shape [...].
 * @param options - the class weights, the index to ignore, and how to reduce.
 * @throws RangeError if shapes do not fit, an index is not a class, or a weight is negative or not
 * finite.
 */
export function nllLoss(
  logProbabilities: TensorLike,
  target: TensorLike,
  options: NLLOptions = {},
): Tensor {
  const filled = array.checkOptions("nllLoss", options, nllDefaults);
  const [logP, given] = lift([logProbabilities, target], "nllLoss");
  classesOf("nllLoss", logP);
  const { rows } = readIndices("nllLoss", logP, given, filled.ignoreIndex);
  // Other entries than the target's take no part, even if they are NaN.
  return expectedSurprise("nllLoss", where(rows, logP, 0), rows, rows, filled);
}

/**
 * −Σ w·q·log p over the classes. The mean divides by the sum of the weights of the classes in
 * `counted`, one-hot rows, or by the number of rows if `counted` is `null`.
 */
function expectedSurprise(
  caller: string,
  logP: Tensor,
  q: Tensor,
  counted: Tensor | null,
  { weight, reduction }: Pick<NLLOptions, "weight"> & { reduction: Reduction },
): Tensor {
  checkReduction(caller, reduction);
  const classes = logP.shape[logP.ndim - 1];
  const [, factors] = lift([logP, weight ?? array.full([classes], 1, logP.dtype)], caller);
  checkClassWeights(caller, "weight", factors, classes);
  // A class with share or weight 0 adds nothing, even where its log p is −∞.
  const loss = sum(weighted(mul(q, neg(factors)), logP), -1);
  if (reduction === "none") return loss;
  if (reduction === "sum") return sum(loss);
  return div(sum(loss), counted === null ? loss.size : sum(mul(counted, factors)));
}
