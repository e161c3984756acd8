/** Functions with a kink. Their derivatives there are those of PyTorch. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  asTensor,
  lift,
  Op,
  Tensor,
  type Gradients,
  type Inputs,
  type TensorLike,
} from "../autograd/index.js";
import { mul, neg } from "./arithmetic.js";
import { equal, greater, greaterEqual, less, lessEqual } from "./compare.js";
import { exp } from "./exponential.js";
import { reluBackward } from "./fused.js";
import { where } from "./where.js";

/** y = |x| */
export class Abs extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.abs(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, new Tensor(array.sign(x.data)))]; // x̄ = ȳ·sign x; 0 at 0
  }
}

/** y = max(x, 0) */
export class Relu extends Op<1> {
  forward(x: NdArray): NdArray {
    return array.relu(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => reluBackward(gradY, x)]; // x̄ = ȳ where x > 0; 0 at 0
  }
}

/** y = the larger of a and b */
export class Maximum extends Op<2> {
  forward(a: NdArray, b: NdArray): NdArray {
    return array.maximum(a, b);
  }
  backward(gradY: Tensor, [a, b]: Inputs<2>): Gradients<2> {
    // ȳ, half of it on a tie, 0 for the smaller. Selected, not multiplied: 0·∞ is NaN.
    const share = (isSmaller: Tensor) =>
      where(equal(a, b), mul(0.5, gradY), where(isSmaller, 0, gradY));
    return [() => share(less(a, b)), () => share(greater(a, b))];
  }
}

/** y = x, limited to [min, max] */
export class Clamp extends Op<1> {
  constructor(
    readonly min: number,
    readonly max: number,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.map(x, (value) => Math.min(Math.max(value, this.min), this.max));
  }
  backward(gradY: Tensor, [x]: Inputs<1>, y: Tensor): Gradients<1> {
    // x̄ = ȳ where min ≤ x ≤ max, limits included; else 0, as y − y, which is NaN at NaN: it must show
    const inside = () => mul(greaterEqual(x, this.min), lessEqual(x, this.max));
    return [() => where(inside(), gradY, new Tensor(array.sub(y.data, y.data)))];
  }
}

/** y = x where x > 0, else alpha·(eˣ − 1) */
export class Elu extends Op<1> {
  constructor(readonly alpha: number) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.map(x, (value) => (value > 0 ? value : this.alpha * Math.expm1(value)));
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    // x̄ = ȳ where x > 0, else ȳ·alpha·eˣ. Without the clamp, eˣ of large x would be infinite, and
    // its gradient 0·∞.
    const slope = () => mul(this.alpha, exp(clamp(x, { max: 0 })));
    return [() => where(greater(x, 0), gradY, mul(gradY, slope()))];
  }
}

/**
 * |x|. Its derivative at 0 is 0, and NaN at NaN.
 *
 * @param x - of any shape.
 */
export function abs(x: TensorLike): Tensor {
  return new Abs().apply(x);
}

/**
 * max(x, 0). Its derivative at 0 is 0, and 1 at NaN, as in PyTorch: the value shows it.
 *
 * @param x - of any shape.
 */
export function relu(x: TensorLike): Tensor {
  return new Relu().apply(x);
}

/**
 * x where x > 0, else slope·x. Its derivative at 0 is `slope`, also at NaN, as in PyTorch.
 *
 * @param x - of any shape.
 * @param slope - the factor for x ≤ 0.
 * @throws RangeError unless `slope` is a finite number.
 */
export function leakyRelu(x: TensorLike, slope = 0.01): Tensor {
  checkFactor("leakyRelu: slope", slope);
  return where(greater(x, 0), x, mul(slope, x));
}

/**
 * x where x > 0, else alpha·(eˣ − 1). Its derivative at 0 is `alpha` (Clevert et al. 2015).
 *
 * @param x - of any shape.
 * @param alpha - the factor for x ≤ 0; for x → −∞ the function goes to −alpha.
 * @throws RangeError unless `alpha` is a finite number.
 */
export function elu(x: TensorLike, alpha = 1): Tensor {
  checkFactor("elu: alpha", alpha);
  return new Elu(alpha).apply(x);
}

function checkFactor(what: string, value: unknown): void {
  if (Number.isFinite(value)) return;
  throw new RangeError(`${what} must be a finite number, not ${array.show(value)}`);
}

/**
 * The larger of a and b, with broadcasting. Where they are equal, each gets half the gradient; where
 * one is NaN, each gets all of it, as in PyTorch.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return new Maximum().apply(a, b);
}

/**
 * The smaller of a and b, with broadcasting. Where they are equal, each gets half the gradient;
 * where one is NaN, each gets all of it, as in PyTorch.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with that of `a`.
 * @throws RangeError if the shapes do not broadcast.
 */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = lift([a, b], "minimum");
  return neg(maximum(neg(x), neg(y)));
}

/**
 * `x`, limited to [min, max]. The derivative at the limits is 1, and NaN at NaN.
 *
 * @param x - of any shape.
 * @param options - `min` and `max`. A limit that is left out does not apply.
 * @throws RangeError if `min` > `max`, or one is NaN.
 */
export function clamp(
  x: TensorLike,
  options: { min?: number | undefined; max?: number | undefined },
): Tensor {
  const { min, max } = array.checkOptions("clamp", options, { min: -Infinity, max: Infinity });
  if (!(min <= max)) throw new RangeError(`clamp: min ${min} is not ≤ max ${max}`);
  return new Clamp(min, max).apply(asTensor(x));
}
