import { checkOptions, show, defaultGenerator, map, type Generator } from "../array/index.js";
import { asTensor, Tensor, type TensorLike } from "../autograd/index.js";
import { mul } from "./arithmetic.js";

export interface DropoutOptions {
  /** Outside training, `x` is returned unchanged. Default `true`. */
  training?: boolean | undefined;
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | undefined;
}

/**
 * Sets each element to 0 with probability `p`, and divides the others by 1 − p, so that the
 * expected value does not change (Srivastava et al. 2014).
 *
 * @param x - of any shape.
 * @param p - the probability that an element becomes 0, in [0, 1].
 * @param options - whether this is training, and the source of the random numbers.
 * @throws RangeError if `p` is not in [0, 1].
 */
export function dropout(x: TensorLike, p = 0.5, options: DropoutOptions = {}): Tensor {
  const { training, generator } = checkOptions("dropout", options, {
    training: true,
    generator: defaultGenerator(),
  });
  if (!(Number.isFinite(p) && p >= 0 && p <= 1))
    throw new RangeError(`dropout: p is a probability, not ${show(p)}`);
  const t = asTensor(x);
  if (!training) return t;
  const scale = p === 1 ? 0 : 1 / (1 - p);
  const mask = map(t.data, () => (generator.uniform() < p ? 0 : scale));
  return mul(t, new Tensor(mask));
}
