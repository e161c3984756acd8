/**
 * You take the mean over the rows. It looks as if many rows should not make b̄ larger; but if b_j
 * grows by a little, every row adds its part to L, and L is what b̄ is about. If L is a mean, then
 * ȳ already has the 1/N in it.
 */
import { array, mean, mul, Op, sigmoid } from "ghmgrad";
import type { Gradients, Inputs, NdArray, Tensor } from "ghmgrad";

export class Softplus extends Op<1> {
  forward(x: NdArray) {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, sigmoid(x))];
  }
}

export class Scale extends Op<2> {
  forward(a: NdArray, b: NdArray) {
    return array.mul(a, b);
  }
  backward(gradY: Tensor, [a, b]: Inputs<2>): Gradients<2> {
    return [() => mul(gradY, b), () => mean(mul(gradY, a), 0)];
  }
}
