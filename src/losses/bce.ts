import { add, lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { mul, neg, softplus, sub } from "../ops/index.js";
import { checkSameShape, factorFor, reduce, type LossOptions } from "./reduction.js";

export interface BCEOptions extends LossOptions {
  /** A factor on each element's loss; broadcasts. */
  weight?: TensorLike | undefined;
  /** A factor on the loss of positive examples; broadcasts. */
  posWeight?: TensorLike | undefined;
}

/**
 * Binary cross-entropy on logits, $-w_+ p^* \log σ(x) - (1 - p^*) \log(1 - σ(x))$, computed as
 * $\mathrm{softplus}(x) - x p^*$, which does not overflow. Its gradient is σ(x) − p*.
 *
 * Source: `torch.nn.functional.binary_cross_entropy_with_logits`.
 *
 * @param target - p* of the logits' shape; values between 0 and 1 work as they are.
 * @throws RangeError naming both shapes if they differ, or a weight does not broadcast to them.
 */
export function bceWithLogits(
  logits: TensorLike,
  target: TensorLike,
  { weight, posWeight, reduction = "mean" }: BCEOptions = {},
): Tensor {
  const [x, pStar] = lift([logits, target], "bceWithLogits");
  checkSameShape("bceWithLogits", x, pStar);
  let loss = sub(softplus(x), mul(x, pStar));
  if (posWeight !== undefined) {
    // The positive part, −p*·log σ(x) = p*·softplus(−x), counts posWeight times.
    const more = sub(factorFor("bceWithLogits", x, posWeight), 1);
    loss = add(loss, mul(mul(pStar, more), softplus(neg(x))));
  }
  if (weight !== undefined) loss = mul(loss, factorFor("bceWithLogits", x, weight));
  return reduce(loss, reduction);
}
