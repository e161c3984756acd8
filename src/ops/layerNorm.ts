import { checkList, checkOptions, sameShape, showShape, type Shape } from "../array/index.js";
import { add, asTensor, type Tensor, type TensorLike } from "../autograd/index.js";
import { mul, sub } from "./arithmetic.js";
import { rsqrt } from "./pow.js";
import { mean } from "./sum.js";
import { variance } from "./variance.js";

export interface LayerNormOptions {
  /** Factors, of shape `normalizedShape`. Default: none. */
  weight?: TensorLike | undefined;
  /** Summands, of shape `normalizedShape`. Default: none. */
  bias?: TensorLike | undefined;
  /** Added to the variance, so that it is not 0. Default 1e-5. */
  eps?: number | undefined;
}

/**
 * weight·(x − mean)/√(variance + eps) + bias, with the mean and the (biased) variance over the last
 * axes (Ba, Kiros & Hinton 2016).
 *
 * @param x - of shape [..., ...normalizedShape].
 * @param normalizedShape - the sizes of the axes to normalise over.
 * @param options - the factors, the summands, and eps.
 * @throws RangeError if the shape of `x` does not end with `normalizedShape`, or the weight or the
 * bias does not have that shape.
 */
export function layerNorm(
  x: TensorLike,
  normalizedShape: Shape,
  options: LayerNormOptions = {},
): Tensor {
  const { weight, bias, eps } = checkOptions("layerNorm", options, {
    weight: undefined,
    bias: undefined,
    eps: 1e-5,
  });
  if (!(eps >= 0 && eps < Infinity)) {
    throw new RangeError(`layerNorm: eps must be a finite number ≥ 0, not ${eps}`);
  }
  checkList(normalizedShape, "layerNorm", "[16], the sizes of the last axes");
  const t = asTensor(x);
  const first = t.ndim - normalizedShape.length;
  if (!sameShape(t.shape.slice(first), normalizedShape)) {
    throw new RangeError(
      `layerNorm: shape ${showShape(t.shape)} does not end with ${showShape(normalizedShape)}`,
    );
  }
  for (const [name, factor] of Object.entries({ weight, bias })) {
    if (factor !== undefined && !sameShape(asTensor(factor).shape, normalizedShape)) {
      throw new RangeError(
        `layerNorm: ${name}, of shape ${showShape(asTensor(factor).shape)}, needs the shape ` +
          showShape(normalizedShape),
      );
    }
  }
  const axes = normalizedShape.map((_, axis) => first + axis);
  const spread = variance(t, axes, { correction: 0, keepdims: true });
  let y = mul(sub(t, mean(t, axes, { keepdims: true })), rsqrt(add(spread, eps)));
  if (weight !== undefined) y = mul(y, weight);
  if (bias !== undefined) y = add(y, bias);
  return y;
}
