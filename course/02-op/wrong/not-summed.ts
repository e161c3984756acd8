/**
 * You give a row of b̄ for every row of a. But b is one row, which was used for all of them: L
 * hears of each b_j from every row, and what it hears adds up. Sum over the rows. (An op may leave
 * that to the package's tape; here it is yours.)
 */
import { array, mul, Op, sigmoid, sum } from "ghmgrad";
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
    return [() => mul(gradY, b), () => mul(gradY, a)];
  }
}
