/**
 * Your units move, but all together: they begin with equal weights, so they say the same, get the
 * same gradient and take the same step. 16 units do what one does. Draw each weight by itself,
 * from the generator.
 */
import { ones, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).tanh().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = ones([2, 16]);
  const b = zeros([16]);
  const V = ones([16, 1]);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
