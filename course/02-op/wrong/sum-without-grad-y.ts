/**
 * You add up the rows of a, without ȳ. That is right if every number of y counts the same, as in
 * the lesson's sum. Otherwise each row speaks with its own ȳ: multiply first, then sum.
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
    return [() => mul(gradY, b), () => sum(a, 0)];
  }
}
