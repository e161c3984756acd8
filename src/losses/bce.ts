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
import { sigmoidMinus, weighted } from "../ops/fused.js";
import { mul, neg, softplus, sub } from "../ops/index.js";
import { warnOfTargets } from "./labels.js";
import { checkSameShape, factorFor, reduce, type LossOptions } from "./reduction.js";

/** y = −p*·log p − (1 − p*)·log(1 − p) with p = σ(x) */
export class BCEWithLogits extends Op<2> {
  forward(x: NdArray, pStar: NdArray): NdArray {
    return array.binaryCrossEntropy(x, pStar);
  }
  backward(gradY: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    return [
      () => mul(gradY, sigmoidMinus(x, pStar)), // x̄ = ȳ·(p − p*)
      () => neg(mul(gradY, x)), // p̄* = −ȳ·x, for targets that are learnt
    ];
  }
}

export interface BCEOptions extends LossOptions {
  /**
   * A factor ≥ 0 on the loss of each element; broadcasts to the logits' shape. Where it is 0, an
   * infinite loss counts 0, its limit, but a NaN shows.
   */
  weight?: TensorLike | undefined;
  /** $w_+$, a factor ≥ 0 on the loss of positive examples; broadcasts to the logits' shape. */
  posWeight?: TensorLike | undefined;
}

/**
 * Binary cross-entropy on logits, $-w_+ p^* \log σ(x) - (1 - p^*) \log(1 - σ(x))$, accurate for
 * large and small x alike. Without weights its gradient is σ(x) − p*.
 *
 * Source: `torch.nn.functional.binary_cross_entropy_with_logits`.
 *
 * @param logits - x, of any shape.
 * @param target - p*, of the logits' shape; soft labels between 0 and 1 also work.
 * @param options - the weights, and how to reduce the losses.
 * @throws RangeError naming both shapes if they differ, or if a weight does not broadcast to them; or
 * if a weight is negative or not finite.
 */
export function bceWithLogits(
  logits: TensorLike,
  target: TensorLike,
  options: BCEOptions = {},
): Tensor {
  const { weight, posWeight, reduction } = array.checkOptions("bceWithLogits", options, {
    weight: undefined,
    posWeight: undefined,
    reduction: "mean",
  });
  const [x, pStar] = lift([logits, target], "bceWithLogits");
  checkSameShape("bceWithLogits", x, pStar);
  warnOfTargets("bceWithLogits", pStar);
  let loss: Tensor;
  if (posWeight === undefined) loss = new BCEWithLogits().apply(x, pStar);
  else {
    const factor = factorFor("bceWithLogits", "posWeight", x, posWeight);
    const ofPositive = weighted(mul(pStar, factor), softplus(neg(x))); // −p*·log σ(x)
    loss = add(ofPositive, weighted(sub(1, pStar), softplus(x)));
  }
  if (weight !== undefined) loss = weighted(factorFor("bceWithLogits", "weight", x, weight), loss);
  return reduce("bceWithLogits", loss, reduction);
}
