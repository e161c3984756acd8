/**
 * Why this is right. A unit's gradient is made of its own h, its own slope and its own weight in V:
 * units that begin different stay different, and random numbers make them so. It would be enough to
 * draw W or V, but where V is 0 nothing comes back to W in the first step, and where W is 0 all h
 * are 0. b and c have no symmetry to break. V is smaller, by √16, because 16 units add up in a
 * score: it begins near 0, where p is undecided, whatever the number of units. And the last layer
 * has no tanh, so that a score may grow as far as the data let it.
 */
import { randn, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).tanh().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = randn([2, 16], { generator });
  const b = zeros([16]);
  const V = randn([16, 1], { generator }).div(4);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
