/**
 * The slope of log u is 1/u, and here u is 1 + eˣ: that far you are right. But u changes with x,
 * too, and its slope is eˣ. The chain rule holds inside of an op as well.
 */
import { add, array, div, exp, mul, Op, sum } from "ghmgrad";
import type { Gradients, Inputs, NdArray, Tensor } from "ghmgrad";

export class Softplus extends Op<1> {
  forward(x: NdArray) {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => div(gradY, add(exp(x), 1))];
  }
}

export class Scale extends Op<2> {
  forward(a: NdArray, b: NdArray) {
    return array.mul(a, b);
  }
  backward(gradY: Tensor, [a, b]: Inputs<2>): Gradients<2> {
    return [() => mul(gradY, b), () => sum(mul(gradY, a), 0)];
  }
}
