import { add, asTensor, type Tensor, type TensorLike } from "../autograd/index.js";
import { mul, neg, softplus, sub } from "../ops/index.js";
import { checkSameShape, reduce, type LossOptions } from "./reduction.js";

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
 * @throws RangeError naming both shapes if they differ.
 */
export function bceWithLogits(
  logits: TensorLike,
  target: TensorLike,
  { weight, posWeight, reduction = "mean" }: BCEOptions = {},
): Tensor {
  const x = asTensor(logits);
  const pStar = asTensor(target);
  checkSameShape("bceWithLogits", x, pStar);
  let loss = sub(softplus(x), mul(x, pStar));
  if (posWeight !== undefined) {
    // The positive part, −p*·log σ(x) = p*·softplus(−x), counts posWeight times.
    loss = add(loss, mul(mul(pStar, sub(posWeight, 1)), softplus(neg(x))));
  }
  if (weight !== undefined) loss = mul(loss, weight);
  return reduce(loss, reduction);
}
