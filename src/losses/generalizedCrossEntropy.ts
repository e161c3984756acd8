import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  add,
  lift,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { exp, logSigmoid, mul, neg, sigmoid, sub } from "../ops/index.js";
import { warnOfTargets } from "./labels.js";
import { checkSameShape, reduce, type LossOptions } from "./reduction.js";

/**
 * y = (1 − p^q)/q with p = σ(x), where x is the logit of the true label.
 *
 * p^q is e^(q·log σ(x)) in both passes. The forward pass uses expm1, which keeps the digits of a
 * small loss; the backward pass uses exp, which keeps those of a small p. The derivative of expm1,
 * y + 1, would not.
 */
export class GeneralizedCrossEntropy extends Op<1> {
  /** @param q - in (0, 1]. */
  constructor(readonly q: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    const crossEntropy = array.softplus(array.neg(x)); // −log p
    return array.map(crossEntropy, (value) => -Math.expm1(-this.q * value) / this.q);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    // x̄ = −ȳ·p^q·(1 − p)
    return [() => neg(mul(gradY, mul(exp(mul(this.q, logSigmoid(x))), sigmoid(neg(x)))))];
  }
}

export interface GeneralizedCrossEntropyOptions extends LossOptions {
  /**
   * q, in (0, 1]: near 0 the loss is cross-entropy, at 1 the mean absolute error. Default 0.7, as
   * in the paper.
   */
  q?: number | undefined;
}

/**
 * Generalized cross-entropy on logits, $L_q = (1 - p_t^q)/q$, with $p_t$ the probability of the
 * true label: a loss for data with wrong labels.
 *
 * Its gradient is that of cross-entropy times $p_t^q$, so examples that stay wrong lose their
 * weight, and no loss is above 1/q. As q → 0 it becomes cross-entropy, $-\log p_t$. At q = 1 it is
 * $1 - p_t = |p - p^*|$, the mean absolute error of the probability: half of the paper's, which
 * adds up both classes.
 *
 * Source: Zhang & Sabuncu, "Generalized Cross Entropy Loss for Training Deep Neural Networks with
 * Noisy Labels", NeurIPS 2018, equation 6; for two classes.
 *
 * @param logits - of any shape.
 * @param target - of the logits' shape. A target t between 0 and 1 gives t times the loss of
 * label 1 plus 1 − t times that of label 0.
 * @param options - q, and how to reduce the losses.
 * @throws RangeError if the shapes differ, or q is not in (0, 1].
 */
export function generalizedCrossEntropy(
  logits: TensorLike,
  target: TensorLike,
  options: GeneralizedCrossEntropyOptions = {},
): Tensor {
  const { q, reduction } = array.checkOptions("generalizedCrossEntropy", options, {
    q: 0.7,
    reduction: "mean",
  });
  if (!(q > 0 && q <= 1)) {
    throw new RangeError(
      `generalizedCrossEntropy: q must be in (0, 1], not ${q}; for q → 0 there is ` +
        `bceWithLogits`,
    );
  }
  const [x, t] = lift([logits, target], "generalizedCrossEntropy");
  checkSameShape("generalizedCrossEntropy", x, t);
  warnOfTargets("generalizedCrossEntropy", t);
  const ofPositive = new GeneralizedCrossEntropy(q).apply(x);
  const ofNegative = new GeneralizedCrossEntropy(q).apply(neg(x));
  return reduce(
    "generalizedCrossEntropy",
    add(mul(t, ofPositive), mul(sub(1, t), ofNegative)),
    reduction,
  );
}
