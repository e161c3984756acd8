/**
 * Your units are sigmoids. They bend as well, and tanh is a sigmoid, too, stretched to [−1, 1]:
 * tanh(x) = 2σ(2x) − 1. But where its sum is near 0, σ is near 0.5 and tanh near 0: with σ each
 * unit adds a constant to every score before it has learnt anything. The exercise asks for tanh.
 */
import { randn, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).sigmoid().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = randn([2, 16], { generator });
  const b = zeros([16]);
  const V = randn([16, 1], { generator }).div(4);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
