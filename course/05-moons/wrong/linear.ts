/**
 * There is no tanh in your network. It has two layers, but (x·W + b)·V + c is x·(W·V) + (b·V + c):
 * a single sum of the features, that is, a line, however many units there are. What bends the
 * border is the tanh between.
 */
import { randn, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = randn([2, 16], { generator });
  const b = zeros([16]);
  const V = randn([16, 1], { generator }).div(4);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
