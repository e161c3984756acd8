import * as array from "../array/index.js";
import { add, asTensor, describe, Tensor, type TensorLike } from "../autograd/index.js";
import { div, equal, logSoftmax, mul, neg, sum, unsqueeze, where } from "../ops/index.js";
import { oneHot } from "./labels.js";
import { checkReduction, checkSameShape, type LossOptions } from "./reduction.js";

export interface NLLOptions extends LossOptions {
  /** A factor for each class, of shape [C]. The mean divides by the sum of the targets' factors. */
  weight?: TensorLike | undefined;
  /** Examples with this index have loss 0 and do not count. Default -100. */
  ignoreIndex?: number | undefined;
}

export interface CrossEntropyOptions extends NLLOptions {
  /** The share of the target that is spread evenly over all classes. Default 0. */
  labelSmoothing?: number | undefined;
}

/**
 * Cross-entropy of a softmax over the last axis, $-\sum_c w_c p^*_c \log p_c$.
 *
 * Source: `torch.nn.functional.cross_entropy`, with the classes last.
 *
 * @param logits - of shape [..., C].
 * @param target - class indices of shape [...], or probabilities of shape [..., C].
 * @throws RangeError if shapes do not fit, an index is no class, or labelSmoothing is not in [0, 1].
 */
export function crossEntropy(
  logits: TensorLike,
  target: TensorLike,
  options: CrossEntropyOptions = {},
): Tensor {
  return negativeLogLikelihood("crossEntropy", logSoftmax(logits), target, options);
}

/**
 * The negative log-likelihood $-w_t \log p_t$ of class indices, given logarithms of probabilities.
 *
 * Source: `torch.nn.functional.nll_loss`, with the classes last.
 *
 * @param logProbabilities - of shape [..., C], as `logSoftmax` gives them.
 * @param target - class indices of shape [...].
 * @throws RangeError if shapes do not fit, or an index is no class.
 */
export function nllLoss(
  logProbabilities: TensorLike,
  target: TensorLike,
  options: NLLOptions = {},
): Tensor {
  return negativeLogLikelihood("nllLoss", asTensor(logProbabilities), target, options);
}

function negativeLogLikelihood(
  caller: string,
  logP: Tensor,
  target: TensorLike,
  { weight, ignoreIndex = -100, labelSmoothing = 0, reduction = "mean" }: CrossEntropyOptions,
): Tensor {
  checkReduction(reduction);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(`${caller}: labelSmoothing must be in [0, 1], not ${labelSmoothing}`);
  }
  const classes = logP.shape[logP.ndim - 1];
  const factors = weight === undefined ? null : asTensor(weight);
  if (factors !== null && !array.sameShape(factors.shape, [classes])) {
    throw new RangeError(
      `${caller}: the class weights, ${describe(factors)}, need the shape [${classes}]`,
    );
  }
  const weighted = (q: Tensor) => (factors === null ? q : mul(q, factors));
  const given = asTensor(target);
  const isProbability = given.ndim === logP.ndim;
  if (isProbability) checkSameShape(caller, logP, given);
  const valid = isProbability ? null : where(equal(given, ignoreIndex), 0, 1);
  const q = valid === null ? given : classRows(caller, given, valid, logP);

  const smoothed = add(mul(1 - labelSmoothing, q), labelSmoothing / classes);
  const share = weighted(valid === null ? smoothed : mul(smoothed, unsqueeze(valid, -1)));
  // A class without a share adds nothing, also where its log p is −∞.
  const loss = neg(sum(where(share, mul(share, logP), 0), -1));
  if (reduction === "none") return loss;
  if (reduction === "sum") return sum(loss);
  return div(sum(loss), valid === null ? loss.size : sum(weighted(q)));
}

/** The target as one-hot rows; rows that do not count are zero. */
function classRows(caller: string, target: Tensor, valid: Tensor, logP: Tensor): Tensor {
  if (!array.sameShape(target.shape, logP.shape.slice(0, -1))) {
    throw new RangeError(
      `${caller}: for scores of ${describe(logP)} the target must be class indices without its ` +
        `last axis, or probabilities of the same shape; it is ${describe(target)}`,
    );
  }
  const classes = logP.shape[logP.ndim - 1];
  const counts = array.flat(valid.data);
  array.flat(target.data).forEach((index, i) => {
    if (counts[i] !== 0 && !(index >= 0 && index < classes)) {
      throw new RangeError(
        `${caller}: entry ${i} of the target is ${index}; classes are 0 to ${classes - 1}`,
      );
    }
  });
  const spread = array.broadcastTo(array.reshape(valid.data, [...valid.shape, 1]), logP.shape);
  return oneHot(target, new Tensor(array.copy(spread, logP.dtype)));
}
