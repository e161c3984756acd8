/**
 * Your network begins at zeros, as lesson 4 did, and there it stays. Where W is 0, each h is
 * tanh(0) = 0, so V gets no gradient; where V is 0, nothing comes back to W. Only c learns: how
 * many points are ●. For one layer zeros are a good start; with two, the weights must differ.
 */
import { randn, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).tanh().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = zeros([2, 16]);
  const b = zeros([16]);
  const V = zeros([16, 1]);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
