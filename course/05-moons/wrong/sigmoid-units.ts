/**
 * Your units are sigmoids. They bend as well, and tanh is a sigmoid itself, stretched to [−1, 1]:
 * tanh(x) = 2σ(2x) − 1. But σ is 0.5 where its sum is 0, so that all units begin by saying the
 * same, and the sum of 16 of them is far from 0. The exercise asks for tanh.
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
