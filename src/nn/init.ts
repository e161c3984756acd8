/** Initial values of parameters. The shape of a weight is [fanIn, fanOut]. */
import { checkOptions, checkShape, show, showShape, type Shape } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { rand, randn, type RandomOptions } from "../ops/index.js";

export type InitOptions = Pick<RandomOptions, "dtype" | "generator">;

/** Makes the initial values of a weight of shape [fanIn, fanOut]. */
export type Initializer = (shape: Shape, options?: InitOptions) => Tensor;

interface Drawn {
  fanIn: number;
  fanOut: number;
  /** The options, checked. */
  how: InitOptions;
}

function read(caller: string, shape: Shape, options: InitOptions = {}): Drawn {
  checkShape(shape, caller);
  if (shape.length !== 2) {
    throw new RangeError(`${caller}: a weight has shape [fanIn, fanOut], not ${showShape(shape)}`);
  }
  const how = checkOptions(caller, options, { dtype: undefined, generator: undefined });
  return { fanIn: shape[0], fanOut: shape[1], how };
}

/** Uniform over [−bound, bound). */
function uniform(shape: Shape, bound: number, how: InitOptions): Tensor {
  return rand(shape, how)
    .sub(0.5)
    .mul(2 * bound);
}

/**
 * Uniform with variance 2/(fanIn + fanOut), that is, within √(6/(fanIn + fanOut)) of 0: for tanh
 * and similar activations (Glorot & Bengio 2010, equation 16).
 *
 * @param shape - of the weight, [fanIn, fanOut].
 * @param options - the dtype, and the generator of the random numbers.
 * @throws RangeError unless the shape has two axes.
 */
export function glorotUniform(shape: Shape, options?: InitOptions): Tensor {
  const { fanIn, fanOut, how } = read("glorotUniform", shape, options);
  return uniform(shape, Math.sqrt(6 / (fanIn + fanOut)), how);
}

/**
 * Normal with mean 0 and variance 2/(fanIn + fanOut) (Glorot & Bengio 2010).
 *
 * @param shape - of the weight, [fanIn, fanOut].
 * @param options - the dtype, and the generator of the random numbers.
 * @throws RangeError unless the shape has two axes.
 */
export function glorotNormal(shape: Shape, options?: InitOptions): Tensor {
  const { fanIn, fanOut, how } = read("glorotNormal", shape, options);
  return randn(shape, how).mul(Math.sqrt(2 / (fanIn + fanOut)));
}

/**
 * Uniform with variance 2/fanIn, that is, within √(6/fanIn) of 0: for ReLU, which lets half of its
 * input through (He et al. 2015).
 *
 * @param shape - of the weight, [fanIn, fanOut].
 * @param options - the dtype, and the generator of the random numbers.
 * @throws RangeError unless the shape has two axes.
 */
export function heUniform(shape: Shape, options?: InitOptions): Tensor {
  const { fanIn, how } = read("heUniform", shape, options);
  return uniform(shape, Math.sqrt(6 / fanIn), how);
}

/**
 * Normal with mean 0 and variance 2/fanIn (He et al. 2015, equation 10).
 *
 * @param shape - of the weight, [fanIn, fanOut].
 * @param options - the dtype, and the generator of the random numbers.
 * @throws RangeError unless the shape has two axes.
 */
export function heNormal(shape: Shape, options?: InitOptions): Tensor {
  const { fanIn, how } = read("heNormal", shape, options);
  return randn(shape, how).mul(Math.sqrt(2 / fanIn));
}

/**
 * The bias $b = -\log((1 - π)/π)$ with which an untrained classifier predicts σ(b) = π, so that a
 * rare class does not swamp the first steps (Lin et al. 2017, "Focal Loss", section 4.1).
 *
 * @param pi - π, the probability of a positive example, in (0, 1).
 * @throws RangeError unless π is in (0, 1).
 */
export function priorBias(pi: number): number {
  if (!(Number.isFinite(pi) && pi > 0 && pi < 1)) {
    throw new RangeError(
      `priorBias: pi is the probability of a positive, in (0, 1), not ${show(pi)}`,
    );
  }
  return -Math.log((1 - pi) / pi);
}
