import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  lift,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { product, sigmoidMinus, weighted } from "../ops/fused.js";
import {
  abs,
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
import { foundBefore } from "./foundBefore.js";
import { areLabels, checkClassWeights, classesOf, readIndices, warnOfTargets } from "./labels.js";
import { checkSameShape, reduce, type LossOptions } from "./reduction.js";

/**
 * y = α_t·missᵞ·CE of a label, with miss = 1 − p_t = |p − p*| and CE = −log p_t, where p = σ(x).
 *
 * As p_t·(1 − p_t) is the derivative of p_t, the power of miss in the slope is γ, not γ − 1: it is
 * finite everywhere.
 */
export class FocalLoss extends Op<2> {
  /** dy/dx, a by-product of the forward pass. */
  private slope!: NdArray;

  /**
   * @param alpha - α of label 1; label 0 has 1 − α. `null`: both have 1.
   * @param gamma - γ ≥ 0.
   */
  constructor(
    readonly alpha: number | null,
    readonly gamma: number,
  ) {
    super();
  }

  forward(x: NdArray, label: NdArray): NdArray {
    const { alpha, gamma } = this;
    const { loss: crossEntropy, residual } = array.logisticLoss(x, label); // CE, p − p*
    const [labels, ce, r] = [label, crossEntropy, residual].map(array.flat);
    const [y, slope] = [0, 0].map(() => array.zeros(x.shape, array.dtypeOf(crossEntropy)));
    this.slope = slope;
    const [out, slopes] = [y.data, slope.data]; // read once: V8 would at each element
    const [weight0, weight1] = alpha === null ? [1, 1] : [1 - alpha, alpha]; // α_t
    for (let i = 0; i < out.length; i++) {
      const isPositive = labels[i] === 1;
      const weight = isPositive ? weight1 : weight0;
      const miss = Math.abs(r[i]);
      const factor = weight * (gamma === 2 ? miss * miss : miss ** gamma);
      // p_t·CE. e^−CE keeps the digits of a small p_t; where CE is infinite, the product is 0.
      const part = ce[i] < 1 ? (1 - miss) * ce[i] : Math.exp(-ce[i]) * Math.min(ce[i], 1000);
      out[i] = factor === 0 && ce[i] === Infinity ? 0 : factor * ce[i];
      slopes[i] = factor * (isPositive ? r[i] - gamma * part : r[i] + gamma * part);
    }
    return y;
  }

  backward(gradY: Tensor, [x, label]: Inputs<2>): Gradients<2> {
    const { alpha, gamma } = this;
    const slope = () => {
      const residual = sigmoidMinus(x, label); // p − p*
      const miss = abs(residual);
      const part = mul(sub(1, miss), new BCEWithLogits().apply(x, label)); // p_t·CE
      const weight = alpha === null ? 1 : where(label, alpha, 1 - alpha); // α_t
      const change = add(residual, mul(where(label, -gamma, gamma), part));
      return product(weight, powerOf(miss, gamma), change);
    };
    return [
      // x̄ = ȳ·α_t·missᵞ·(p − p* ± γ·p_t·CE), with − for label 1
      () => mul(gradY, foundBefore(this.slope, slope)),
      null,
    ];
  }
}

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
  } = array.checkOptions("focalLoss", options, {
    alpha: undefined, // may be null
    gamma: 2,
    reduction: "mean",
  });
  if (alpha !== null && !(typeof alpha === "number" && alpha >= 0 && alpha <= 1)) {
    throw new RangeError(`focalLoss: alpha must be in [0, 1], or null, not ${array.show(alpha)}`);
  }
  const [x, t] = lift([logits, target], "focalLoss");
  checkSameShape("focalLoss", x, t);
  warnOfTargets("focalLoss", t);
  checkGamma("focalLoss", gamma);
  if (areLabels(t)) {
    return reduce("focalLoss", new FocalLoss(alpha, gamma).apply(x, t), reduction);
  }
  // 1 − p_t = σ(x)(1 − t) + σ(−x)t keeps its digits where p_t is almost 1
  const miss = add(mul(sigmoid(x), sub(1, t)), mul(sigmoid(neg(x)), t));
  let loss = focused(miss, gamma, new BCEWithLogits().apply(x, t));
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
  const { alpha, gamma, reduction } = array.checkOptions("softmaxFocalLoss", options, {
    alpha: undefined,
    gamma: 2,
    reduction: "mean",
  });
  const [x, given] = lift([logits, target], "softmaxFocalLoss");
  checkGamma("softmaxFocalLoss", gamma);
  const classes = classesOf("softmaxFocalLoss", x);
  const { rows } = readIndices("softmaxFocalLoss", x, given);
  const ce = sum(weighted(neg(rows), logSoftmax(x)), -1);
  const miss = neg(expm1(neg(ce))); // 1 − p_t = 1 − e^(−ce)
  let loss = focused(miss, gamma, ce);
  if (alpha !== undefined) {
    const [, factors] = lift([x, alpha], "softmaxFocalLoss");
    checkClassWeights("softmaxFocalLoss", "alpha", factors, classes);
    loss = weighted(sum(mul(rows, factors), -1), loss);
  }
  return reduce("softmaxFocalLoss", loss, reduction);
}

function checkGamma(caller: string, gamma: number): void {
  if (gamma >= 0 && gamma < Infinity) return;
  throw new RangeError(`${caller}: gamma must be ≥ 0 and finite, not ${gamma}`);
}

/**
 * missᵞ. At miss = 0 the derivative of a power below 1 is infinite, so miss is clamped just above 0.
 */
function powerOf(miss: Tensor, gamma: number): Tensor {
  const least = miss.dtype === "float32" ? 2 ** -126 : 2 ** -1022;
  return pow(clamp(miss, { min: least }), gamma);
}

/**
 * missᵞ·ce. Where ce is infinite, miss no longer changes, and is a constant: the product rule would
 * give ∞·0.
 */
function focused(miss: Tensor, gamma: number, ce: Tensor): Tensor {
  const factor = powerOf(miss, gamma);
  if (array.allFinite(ce.data)) return mul(factor, ce); // nearly always
  const isLost = equal(ce, Infinity);
  return add(mul(factor, where(isLost, 0, ce)), mul(factor.detach(), where(isLost, ce, 0)));
}
