/**
 * You sum over everything, and get one number. b_j is only in column j: what the other columns say
 * is about other numbers of b. Sum over the rows alone, along axis 0.
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
    return [() => mul(gradY, b), () => sum(mul(gradY, a))];
  }
}
