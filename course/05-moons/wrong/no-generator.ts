/**
 * Your weights are random, but not from the generator that is given: without it, randn goes on
 * where some other code stopped. Then nobody can repeat your training, you included.
 */
import { randn, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).tanh().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = randn([2, 16]);
  const b = zeros([16]);
  const V = randn([16, 1]).div(4);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
