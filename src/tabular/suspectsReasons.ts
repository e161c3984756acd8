/** Which columns make a model disagree with a label. */
import { flat } from "../array/index.js";
import { gradients, tensor, type Tensor } from "../autograd/index.js";
import type { Module } from "../nn/index.js";

const points = 20;

/**
 * How much each feature moves a model's score, from a baseline to a row: the gradient of the score at
 * 20 points of the straight way between them, averaged, times the difference of the feature. Over
 * a row's features, the contributions add up to the score's difference, but for what so few points
 * leave (a few percent).
 *
 * Source: Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks" (integrated gradients),
 * ICML 2017.
 *
 * @param model - from x of shape [N, F] to outputs of shape [N, O].
 * @param x - the rows, of shape [N, F].
 * @param baselines - of the same shape: where the way to each row starts.
 * @param signs - of shape [N, O]: the score of a row is the sum of its outputs times these.
 * @returns N·F contributions, row-major.
 */
export function integratedGradients(
  model: Module,
  x: Tensor,
  baselines: Tensor,
  signs: Tensor,
): Float64Array {
  const from = flat(baselines.data);
  const way = flat(x.data).map((value, i) => value - from[i]);
  const sums = new Float64Array(way.length);
  for (let point = 0; point < points; point++) {
    const part = (point + 0.5) / points;
    const at = tensor(
      way.map((value, i) => from[i] + part * value),
      { shape: x.shape, requiresGrad: true },
    );
    const score = model.forward(at).mul(signs).sum();
    const slopes = flat(gradients(score, [at])[0].data);
    for (let i = 0; i < sums.length; i++) sums[i] += slopes[i];
  }
  return sums.map((sum, i) => (sum / points) * way[i]);
}
