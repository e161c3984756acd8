import { allFinite, checkOptions, show } from "../array/index.js";
import { lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { weighted } from "../ops/fused.js";
import {
  add,
  clamp,
  equal,
  expm1,
  logSoftmax,
  mul,
  neg,
  pow,
  sigmoid,
  sub,
  sum,
  where,
} from "../ops/index.js";
import { BCEWithLogits } from "./bce.js";
import { checkClassWeights, classesOf, readIndices, warnOfTargets } from "./labels.js";
import { checkSameShape, reduce, type LossOptions } from "./reduction.js";

export interface FocalOptions extends LossOptions {
  /**
   * α, a factor on positive examples, in [0, 1]; negative ones get 1 − α. `null`: no factors.
   * Default 0.25.
   */
  alpha?: number | null | undefined;
  /** γ ≥ 0: the larger it is, the less easy examples count; 0 counts all alike. Default 2. */
  gamma?: number | undefined;
}

/**
 * Focal loss on logits, $-α_t (1 - p_t)^γ \log p_t$, with $p_t$ the probability of the true label.
 *
 * Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, equation 5;
 * `torchvision.ops.sigmoid_focal_loss`.
 *
 * @param logits - of any shape.
 * @param target - of the logits' shape; soft labels between 0 and 1 also work.
 * @param options - α and γ, and how to reduce the losses.
 * @throws RangeError if the shapes differ, alpha is not in [0, 1], or gamma is negative.
 */
export function focalLoss(
  logits: TensorLike,
  target: TensorLike,
  options: FocalOptions = {},
): Tensor {
  const {
    alpha = 0.25,
    gamma,
    reduction,
  } = checkOptions("focalLoss", options, {
    alpha: undefined, // may be null
    gamma: 2,
    reduction: "mean",
  });
  if (alpha !== null && !(typeof alpha === "number" && alpha >= 0 && alpha <= 1)) {
    throw new RangeError(`focalLoss: alpha must be in [0, 1], or null, not ${show(alpha)}`);
  }
  const [x, t] = lift([logits, target], "focalLoss");
  checkSameShape("focalLoss", x, t);
  warnOfTargets("focalLoss", t);
  // 1 − p_t = σ(x)(1 − t) + σ(−x)t keeps its digits where p_t is almost 1
  const miss = add(mul(sigmoid(x), sub(1, t)), mul(sigmoid(neg(x)), t));
  let loss = focused("focalLoss", miss, gamma, new BCEWithLogits().apply(x, t));
  if (alpha !== null) loss = weighted(add(mul(alpha, t), mul(1 - alpha, sub(1, t))), loss);
  return reduce("focalLoss", loss, reduction);
}

export interface SoftmaxFocalOptions extends LossOptions {
  /** α, a factor for each class, of shape [C]. Default: none. */
  alpha?: TensorLike | undefined;
  /** γ ≥ 0: the larger it is, the less easy examples count; 0 counts all alike. Default 2. */
  gamma?: number | undefined;
}

/**
 * Focal loss of a softmax over the last axis, $-α_t (1 - p_t)^γ \log p_t$, with $p_t$ the
 * probability of the true class.
 *
 * Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017.
 *
 * @param logits - of shape [..., C].
 * @param target - class indices of shape [...].
 * @param options - the class factors and γ, and how to reduce the losses.
 * @throws RangeError if shapes do not fit, an index is not a class, or gamma is negative.
 */
export function softmaxFocalLoss(
  logits: TensorLike,
  target: TensorLike,
  options: SoftmaxFocalOptions = {},
): Tensor {
  const { alpha, gamma, reduction } = checkOptions("softmaxFocalLoss", options, {
    alpha: undefined,
    gamma: 2,
    reduction: "mean",
  });
  const [x, given] = lift([logits, target], "softmaxFocalLoss");
  const classes = classesOf("softmaxFocalLoss", x);
  const { rows } = readIndices("softmaxFocalLoss", x, given);
  const ce = sum(weighted(neg(rows), logSoftmax(x)), -1);
  const miss = neg(expm1(neg(ce))); // 1 − p_t = 1 − e^(−ce)
  let loss = focused("softmaxFocalLoss", miss, gamma, ce);
  if (alpha !== undefined) {
    const [, factors] = lift([x, alpha], "softmaxFocalLoss");
    checkClassWeights("softmaxFocalLoss", "alpha", factors, classes);
    loss = weighted(sum(mul(rows, factors), -1), loss);
  }
  return reduce("softmaxFocalLoss", loss, reduction);
}

/**
 * missᵞ·ce. At miss = 0 the derivative of a power below 1 is infinite, so miss is clamped just
 * above 0. Where ce is infinite, miss no longer changes, and is a constant: the product rule would
 * give ∞·0.
 */
function focused(caller: string, miss: Tensor, gamma: number, ce: Tensor): Tensor {
  if (!(gamma >= 0 && gamma < Infinity)) {
    throw new RangeError(`${caller}: gamma must be ≥ 0 and finite, not ${gamma}`);
  }
  const least = miss.dtype === "float32" ? 2 ** -126 : 2 ** -1022;
  const factor = pow(clamp(miss, { min: least }), gamma);
  if (allFinite(ce.data)) return mul(factor, ce); // nearly always
  const isLost = equal(ce, Infinity);
  return add(mul(factor, where(isLost, 0, ce)), mul(factor.detach(), where(isLost, ce, 0)));
}
