/**
 * b is missing in your units: each sum is x·W alone. It looks harmless, since c is there. But then
 * each ramp stands at (0, 0), whatever its direction, and no border can bend anywhere else.
 */
import { randn, zeros, type Generator, type Tensor } from "ghmgrad";

export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  return x.matmul(W).tanh().matmul(V).add(c);
}

export function initial(generator: Generator): Parameters {
  const W = randn([2, 16], { generator });
  const b = zeros([16]);
  const V = randn([16, 1], { generator }).div(4);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
