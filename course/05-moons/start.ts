import { zeros, type Generator, type Tensor } from "ghmgrad";

/** W of shape [2, 16], b [16], V [16, 1], c [1]. */
export type Parameters = [W: Tensor, b: Tensor, V: Tensor, c: Tensor];

/** The score of each row of x, of shape [N, 2]: a tensor of shape [N, 1]. */
export function scores(x: Tensor, [W, b, V, c]: Parameters): Tensor {
  // Your turn: a layer of tanh units, and the weighted sum of what they say.
  return zeros([x.shape[0], 1]);
}

/**
 * The parameters before the first step.
 *
 * generator: where random numbers come from, as in `randn([3, 4], { generator })`, a tensor of
 * numbers around 0.
 */
export function initial(generator: Generator): Parameters {
  // Your turn: lesson 4 began at zeros.
  const W = zeros([2, 16]);
  const b = zeros([16]);
  const V = zeros([16, 1]);
  const c = zeros([1]);
  for (const each of [W, b, V, c]) each.requiresGrad = true;
  return [W, b, V, c];
}
