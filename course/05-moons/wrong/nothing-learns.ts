/**
 * No gradient is asked for: requiresGrad of your tensors is false, as it is for data. They would
 * be constants to the tape, and the optimiser refuses them.
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
  return [W, b, V, c];
}
