/**
 * Why this is right. A unit's gradient is made of its own h, its own slope and its own weight in
 * V: units that begin different stay different, and random numbers make them so. b and c can begin
 * at 0, since the units differ already. V is divided by √16 because 16 units add up in a score: so
 * it begins near 0, where p is undecided, whatever the number of units. Numbers ten times as large
 * in W would put most units where tanh is flat, and numbers near 0 would make them nearly alike.
 * The score itself has no tanh, so that it can grow as far as the data let it.
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
