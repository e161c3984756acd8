/**
 * Your x̄ has the right numbers, but no history. Numbers that were taken out of a tensor, by array
 * functions, toArray, detach or tensor(…), are constants from there on, and the slope of a constant
 * is 0: so a part of the second derivative is missing. Make x̄ with ops, from gradY and x as they
 * are.
 */
import { array, mul, Op, sum, tensor } from "ghmgrad";
import type { Gradients, Inputs, NdArray, Tensor } from "ghmgrad";

export class Softplus extends Op<1> {
  forward(x: NdArray) {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => mul(gradY, tensor(array.sigmoid(x.data)))];
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
