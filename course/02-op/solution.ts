/**
 * Why this is right. By the chain rule x̄ is ȳ times the op's own slope, and the slope of log(1 + eˣ)
 * is eˣ/(1 + eˣ) = σ(x): it rises from 0 to 1, as softplus bends from level to the line x. sigmoid
 * does not overflow where eˣ does. In Scale, b_j is in every row, so L hears of it from every row;
 * the chain rule adds up all the ways from b_j to L. Both are made of ops, and so they have slopes
 * of their own. You will meet σ again: the gradient of nearly every loss in this course holds it.
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
    return [() => mul(gradY, b), () => sum(mul(gradY, a), 0)];
  }
}
