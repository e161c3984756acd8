import { checkOptions, sameShape } from "../array/index.js";
import { add, asTensor, describe, lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { clamp, expm1, indexSelect, mul, neg, pow, reshape, sigmoid, sub } from "../ops/index.js";
import { bceWithLogits } from "./bce.js";
import { crossEntropy } from "./crossEntropy.js";
import { classesOf, warnOfTargets } from "./labels.js";
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
  if (alpha !== null && !(alpha >= 0 && alpha <= 1)) {
    throw new RangeError(`focalLoss: alpha must be in [0, 1], or null, not ${alpha}`);
  }
  const [x, t] = lift([logits, target], "focalLoss");
  checkSameShape("focalLoss", x, t);
  warnOfTargets("focalLoss", t);
  // 1 − p_t = σ(x)(1 − t) + σ(−x)t keeps its digits where p_t is almost 1
  const miss = add(mul(sigmoid(x), sub(1, t)), mul(sigmoid(neg(x)), t));
  let loss = mul(focusing(miss, gamma), bceWithLogits(x, t, { reduction: "none" }));
  if (alpha !== null) loss = mul(loss, add(mul(alpha, t), mul(1 - alpha, sub(1, t))));
  return reduce(loss, reduction);
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
  const x = asTensor(logits);
  const classes = classesOf("softmaxFocalLoss", x);
  if (asTensor(target).ndim === x.ndim) {
    throw new RangeError(
      `softmaxFocalLoss: the target holds class indices, without the last axis of ${describe(x)}; ` +
        `it is ${describe(asTensor(target))}`,
    );
  }
  // No index is ignored: NaN is equal to nothing.
  const ce = crossEntropy(x, target, { ignoreIndex: NaN, reduction: "none" });
  const miss = neg(expm1(neg(ce))); // 1 − p_t = 1 − e^(−ce)
  let loss = mul(focusing(miss, gamma), ce);
  if (alpha !== undefined) {
    const [, factors] = lift([x, alpha], "softmaxFocalLoss");
    if (!sameShape(factors.shape, [classes])) {
      throw new RangeError(
        `softmaxFocalLoss: alpha, ${describe(factors)}, needs the shape [${classes}]`,
      );
    }
    loss = mul(loss, reshape(indexSelect(factors, reshape(target, [-1])), ce.shape));
  }
  return reduce(loss, reduction);
}

/**
 * missᵞ. At miss = 0 the derivative of a power below 1 is infinite, so miss is clamped just
 * above 0.
 */
function focusing(miss: Tensor, gamma: number): Tensor {
  if (!(gamma >= 0)) throw new RangeError(`focal loss: gamma must be ≥ 0, not ${gamma}`);
  return pow(clamp(miss, { min: miss.dtype === "float32" ? 2 ** -126 : 2 ** -1022 }), gamma);
}
