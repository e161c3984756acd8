/** Sums and means over axes. */
import * as array from "../array/index.js";
import { positiveAxes, sizeOver, type Axis, type NdArray } from "../array/index.js";
import {
  asTensor,
  broadcastTo,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { div } from "./arithmetic.js";
import { withAxes } from "./axes.js";

export interface ReduceOptions {
  /** Keep the reduced axes, with size 1. Default `false`. */
  keepdims?: boolean | undefined;
}

/** y = Σ x over axes */
export class Sum extends Op<1> {
  constructor(
    readonly axes: readonly number[],
    readonly keepdims: boolean,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.sum(x, this.axes, this.keepdims);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => broadcastTo(withAxes(gradY, x.shape, this.axes), x.shape)]; // x̄ᵢ = ȳ of its sum
  }
}

/** y = Σ x/n over axes, where n is the number of elements in a sum */
export class Mean extends Op<1> {
  constructor(
    readonly axes: readonly number[],
    readonly keepdims: boolean,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.mean(x, this.axes, this.keepdims);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    const share = () => div(gradY, sizeOver(x.shape, this.axes));
    return [() => broadcastTo(withAxes(share(), x.shape, this.axes), x.shape)]; // x̄ᵢ = ȳ/n
  }
}

/**
 * The sum over `axis`; 0 if there are no elements.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function sum(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = array.checkOptions("sum", options, { keepdims: false });
  const t = asTensor(x);
  return new Sum(positiveAxes(axis, t.ndim, "sum"), keepdims).apply(t);
}

/**
 * The mean over `axis`; NaN if there are no elements.
 *
 * @param x - of any shape.
 * @param axis - one axis, a list, or `null` for all; negative ones count from the end.
 * @param options - whether to keep the reduced axes.
 * @throws RangeError if there is no such axis.
 */
export function mean(x: TensorLike, axis: Axis = null, options: ReduceOptions = {}): Tensor {
  const { keepdims } = array.checkOptions("mean", options, { keepdims: false });
  const t = asTensor(x);
  return new Mean(positiveAxes(axis, t.ndim, "mean"), keepdims).apply(t);
}
