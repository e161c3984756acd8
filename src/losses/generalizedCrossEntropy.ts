import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  add,
  lift,
  Op,
  Tensor,
  type Gradients,
  type Inputs,
  type TensorLike,
} from "../autograd/index.js";
import { sigmoidMinus } from "../ops/fused.js";
import { exp, mul, sub } from "../ops/index.js";
import { BCEWithLogits } from "./bce.js";
import { foundBefore } from "./foundBefore.js";
import { areLabels, warnOfTargets } from "./labels.js";
import { checkSameShape, reduce, type LossOptions } from "./reduction.js";

/**
 * y = (1 − p_t^q)/q with p_t = σ(x) for label 1, σ(−x) for label 0.
 *
 * p_t^q is e^(−q·CE), where CE = −log p_t is the cross-entropy. y comes from expm1, which keeps the
 * digits of a small loss; the slope comes from exp, which keeps those of a small p_t.
 */
export class GeneralizedCrossEntropy extends Op<2> {
  /** p_t^q·(p − p*) with p = σ(x), a by-product of the forward pass. */
  private slope!: NdArray;

  /** @param q - in (0, 1]. */
  constructor(readonly q: number) {
    super();
  }

  forward(x: NdArray, label: NdArray): NdArray {
    const { loss: crossEntropy, residual } = array.logisticLoss(x, label); // CE, p − p*
    const [ce, r] = [crossEntropy, residual].map(array.flat);
    const [y, slope] = [0, 0].map(() => array.zeros(x.shape, array.dtypeOf(crossEntropy)));
    this.slope = slope;
    const [out, slopes] = [y.data, slope.data]; // read once: V8 would at each element
    const { q } = this;
    for (let i = 0; i < out.length; i++) {
      const exponent = -q * ce[i];
      // One is found from the other where that loses no digits.
      const isSmall = exponent > -0.5;
      const minus1 = isSmall ? Math.expm1(exponent) : Math.exp(exponent) - 1;
      const power = isSmall ? minus1 + 1 : Math.exp(exponent);
      out[i] = -minus1 / q;
      slopes[i] = power * r[i];
    }
    return y;
  }

  backward(gradY: Tensor, [x, label]: Inputs<2>): Gradients<2> {
    const power = () => exp(mul(-this.q, new BCEWithLogits().apply(x, label))); // p_t^q
    const slope = () => mul(power(), sigmoidMinus(x, label));
    return [
      () => mul(gradY, foundBefore(this.slope, slope)), // x̄ = ȳ·p_t^q·(p − p*)
      null,
    ];
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
  const lossOf = (label: Tensor) => new GeneralizedCrossEntropy(q).apply(x, label);
  const all = (label: number) => new Tensor(array.full(x.shape, label, x.dtype));
  const loss = areLabels(t)
    ? lossOf(t)
    : add(mul(t, lossOf(all(1))), mul(sub(1, t), lossOf(all(0))));
  return reduce("generalizedCrossEntropy", loss, reduction);
}
