/**
 * You add up the rows of a first, and then multiply by ȳ. But ȳ has a row for each row of a, so b̄
 * gets as many rows, and in each of them the whole sum counts. Each row of a has its own row of ȳ:
 * multiply first, then sum.
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
    return [() => mul(gradY, b), () => mul(gradY, sum(a, 0))];
  }
}
