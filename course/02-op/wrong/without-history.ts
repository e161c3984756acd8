/**
 * Your x̄ has the right numbers, but it was cut off from everything: detached, or made of arrays.
 * So its slope is 0 wherever it is asked for, and so is every second derivative. Make x̄ with ops,
 * from gradY and x as they are.
 */
import { array, mul, Op, sum, tensor } from "ghmgrad";
import type { Gradients, Inputs, NdArray, Tensor } from "ghmgrad";

export class Softplus extends Op<1> {
  forward(x: NdArray) {
    return array.softplus(x);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => tensor(array.mul(gradY.data, array.sigmoid(x.data)))];
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
