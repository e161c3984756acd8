/** log Σ eˣ and functions that derive from it. None of them overflows. */
import * as array from "../array/index.js";
import { positiveAxes, type Axis, type NdArray } from "../array/index.js";
import {
  asTensor,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { mul, sub } from "./arithmetic.js";
import { withAxes } from "./axes.js";
import { less } from "./compare.js";
import { exp } from "./exponential.js";
import { abs } from "./piecewise.js";
import { sum, type ReduceOptions } from "./sum.js";
import { where } from "./where.js";

/** y = log Σ eˣ over axes */
export class LogSumExp extends Op<1> {
  constructor(
    readonly axes: readonly number[],
    readonly keepdims: boolean,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.logsumexp(x, this.axes, this.keepdims);
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    const aligned = (t: Tensor) => withAxes(t, x.shape, this.axes);
    const share = () => {
      if (array.allFinite(y.data)) return softmax(x, this.axes);
      // Where y = ±∞, e^(x − ∞): 0 where x < ∞. softmax is NaN there, and so is its derivative.
      const size = abs(aligned(y));
      const isFinite = less(size, Infinity);
      return where(isFinite, softmax(where(isFinite, x, 0), this.axes), exp(sub(x, size)));
    };
    return [() => mul(aligned(gradY), share())]; // x̄ = ȳ·softmax(x)
  }
}

/** yᵢ = e^xᵢ / Σ e^xⱼ */
export class Softmax extends Op<1> {
  constructor(readonly axes: readonly number[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.softmax(x, this.axes);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    const weightedGrad = () => sum(mul(gradY, y), this.axes, { keepdims: true });
    return [() => mul(y, sub(gradY, weightedGrad()))]; // x̄ = y·(ȳ − Σ ȳ·y)
  }
}

/** yᵢ = xᵢ − log Σ e^xⱼ */
export class LogSoftmax extends Op<1> {
  constructor(readonly axes: readonly number[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.logSoftmax(x, this.axes);
  }
  backward(gradY: Tensor, _inputs: Inputs<1>, y: Tensor): Gradients<1> {
    const total = () => sum(gradY, this.axes, { keepdims: true });
    return [() => sub(gradY, mul(exp(y), total()))]; // x̄ = ȳ − eʸ·Σ ȳ
  }
}

/**
 * log Σ eˣ over `axis`; −∞ if there are no elements, or all are −∞: then their gradients are 0, and
 * so are second derivatives.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function logsumexp(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = array.checkOptions("logsumexp", options, { keepdims: false });
  const t = asTensor(x);
  return new LogSumExp(positiveAxes(axis, t.ndim, "logsumexp"), keepdims).apply(t);
}

/**
 * eˣ / Σ eˣ over `axis`: numbers ≥ 0 whose sum is 1.
 *
 * @param x - of any shape, usually logits of shape [N, C].
 * @param axis - one axis (by default the last), a list, or `null` for all.
 * @throws RangeError if there is no such axis.
 */
export function softmax(x: TensorLike, axis: Axis = -1): Tensor {
  const t = asTensor(x);
  return new Softmax(positiveAxes(axis, t.ndim, "softmax")).apply(t);
}

/**
 * x − log Σ eˣ over `axis`: the logarithm of {@link softmax}, accurate even where that underflows.
 *
 * @param x - of any shape, usually logits of shape [N, C].
 * @param axis - one axis (by default the last), a list, or `null` for all.
 * @throws RangeError if there is no such axis.
 */
export function logSoftmax(x: TensorLike, axis: Axis = -1): Tensor {
  const t = asTensor(x);
  return new LogSoftmax(positiveAxes(axis, t.ndim, "logSoftmax")).apply(t);
}
