import * as array from "../array/index.js";
import { add, describe, lift, Tensor, type TensorLike } from "../autograd/index.js";
import {
  broadcastTo,
  div,
  equal,
  logSoftmax,
  mul,
  neg,
  sub,
  sum,
  unsqueeze,
} from "../ops/index.js";
import { weighted } from "../ops/fused.js";
import { classesOf, oneHot, showClasses } from "./labels.js";
import {
  checkReduction,
  checkSameShape,
  classesLast,
  type LossOptions,
  type Reduction,
} from "./reduction.js";

export interface NLLOptions extends LossOptions {
  /**
   * A factor for each class, of shape [C]. With class indices, the mean divides by the sum of the
   * targets' factors.
   */
  weight?: TensorLike | undefined;
  /** Examples with this index have loss 0 and do not count in the mean. Default -100. */
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
 * @throws RangeError if shapes do not fit, an index is not a class, or labelSmoothing is not in
 * [0, 1].
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
  const rows = isIndex ? oneHotRows("crossEntropy", x, given, others.ignoreIndex) : given;
  const even = labelSmoothing / classes;
  // The row of an ignored index stays zero.
  const spread = isIndex ? mul(even, sum(rows, -1, { keepdims: true })) : even;
  const smoothed = add(mul(1 - labelSmoothing, rows), spread);
  const counted = isIndex ? rows : null;
  return expectedSurprise("crossEntropy", logSoftmax(x), smoothed, counted, others);
}

/**
 * The negative log-likelihood $-w_t \log p_t$ of class indices, given log-probabilities.
 *
 * Source: `torch.nn.functional.nll_loss`, with the classes last.
 *
 * @param logProbabilities - of shape [..., C], as {@link logSoftmax} returns them.
 * @param target - class indices t, of shape [...].
 * @param options - the class weights, the index to ignore, and how to reduce.
 * @throws RangeError if shapes do not fit, or an index is not a class.
 */
export function nllLoss(
  logProbabilities: TensorLike,
  target: TensorLike,
  options: NLLOptions = {},
): Tensor {
  const filled = array.checkOptions("nllLoss", options, nllDefaults);
  const [logP, given] = lift([logProbabilities, target], "nllLoss");
  classesOf("nllLoss", logP);
  const rows = oneHotRows("nllLoss", logP, given, filled.ignoreIndex);
  return expectedSurprise("nllLoss", logP, rows, rows, filled);
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
  checkReduction(reduction);
  const classes = logP.shape[logP.ndim - 1];
  const [, factors] = lift([logP, weight ?? array.full([classes], 1, logP.dtype)], caller);
  if (!array.sameShape(factors.shape, [classes])) {
    throw new RangeError(
      `${caller}: the class weights, ${describe(factors)}, need the shape [${classes}]`,
    );
  }
  // A class with share 0 adds nothing, even where its log p is −∞.
  const loss = sum(weighted(weighted(q, neg(factors)), logP), -1);
  if (reduction === "none") return loss;
  if (reduction === "sum") return sum(loss);
  return div(sum(loss), counted === null ? loss.size : sum(mul(counted, factors)));
}

/** Class indices as one-hot rows; the row of an ignored index is zero. */
function oneHotRows(caller: string, logP: Tensor, target: Tensor, ignoreIndex = -100): Tensor {
  if (!array.sameShape(target.shape, logP.shape.slice(0, -1))) {
    throw new RangeError(
      `${caller}: for scores of ${describe(logP)} the target holds class indices, without the last ` +
        `axis; it is ${describe(target)}${classesLast(logP, target)}`,
    );
  }
  const classes = logP.shape[logP.ndim - 1];
  array.flat(target.data).forEach((index, i) => {
    if (index !== ignoreIndex && !(index >= 0 && index < classes)) {
      throw new RangeError(
        `${caller}: entry ${i} of the target is ${index}; ${showClasses(classes)}`,
      );
    }
  });
  const counts = new Tensor(array.copy(sub(1, equal(target, ignoreIndex)).data, logP.dtype));
  return oneHot(target, broadcastTo(unsqueeze(counts, -1), logP.shape));
}
