/**
 * In a·b you gave each input the slope of the other: ȳ·a for a. If b is large, a nudge of a comes
 * out large, so the slope for a is b. Each gets the other one.
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
    return [() => mul(gradY, a), () => sum(mul(gradY, b), 0)];
  }
}
