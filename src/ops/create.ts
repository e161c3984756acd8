/** Tensors made from a shape alone. */
import * as array from "../array/index.js";
import { checkShape, defaultGenerator, type Generator, type Shape } from "../array/index.js";
import { Tensor, type TensorOptions } from "../autograd/index.js";

/** The dtype, whether a gradient is required, and a name. */
export type CreateOptions = Omit<TensorOptions, "shape">;

export interface RandomOptions extends CreateOptions {
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | undefined;
}

const defaults = { dtype: undefined, requiresGrad: false, name: undefined };

function create(
  caller: string,
  shape: Shape,
  options: CreateOptions,
  next: (i: number) => number,
): Tensor {
  const filled = array.checkOptions(caller, options, defaults);
  const { dtype = array.getDefaultDtype(), requiresGrad, name } = filled;
  array.checkDtype(dtype);
  checkShape(shape, caller);
  const data = array.zeros(shape, dtype);
  for (let i = 0; i < data.size; i++) data.data[i] = next(i);
  return new Tensor(data, { requiresGrad, name });
}

/**
 * A tensor of zeros.
 *
 * @param shape - the size of each axis; `[]` for a single number.
 * @param options - the dtype, whether a gradient is required, and a name.
 * @throws RangeError if a size is not a whole number ≥ 0.
 */
export function zeros(shape: Shape, options: CreateOptions = {}): Tensor {
  return create("zeros", shape, options, () => 0);
}

/**
 * A tensor of ones.
 *
 * @param shape - the size of each axis; `[]` for a single number.
 * @param options - the dtype, whether a gradient is required, and a name.
 * @throws RangeError if a size is not a whole number ≥ 0.
 */
export function ones(shape: Shape, options: CreateOptions = {}): Tensor {
  return create("ones", shape, options, () => 1);
}

/**
 * A tensor whose elements all have one value.
 *
 * @param shape - the size of each axis; `[]` for a single number.
 * @param value - the value of every element.
 * @param options - the dtype, whether a gradient is required, and a name.
 * @throws TypeError if `value` is not a number.
 * @throws RangeError if a size is not a whole number ≥ 0.
 */
export function full(shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  if (typeof value !== "number") throw new TypeError(`full: ${array.show(value)} is not a number`);
  return create("full", shape, options, () => value);
}

/**
 * The numbers start, start + step, … before `stop`, as a vector. `arange(n)` gives n whole numbers
 * from 0 on.
 *
 * @param start - the first number. If `stop` is left out, this is `stop`, and the numbers start at
 * 0.
 * @param stop - the end, which is not included.
 * @param step - the difference between neighbours, negative to count down; not 0.
 * @param options - the dtype, whether a gradient is required, and a name.
 * @throws RangeError if `step` is 0 or a number is not finite.
 */
export function arange(
  start: number,
  stop?: number,
  step = 1,
  options: CreateOptions = {},
): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0 || ![from, to, step].every(Number.isFinite)) {
    throw new RangeError(
      `arange: cannot go from ${array.show(from)} to ${array.show(to)} in steps of ${array.show(step)}`,
    );
  }
  const count = Math.max(0, Math.ceil((to - from) / step));
  return create("arange", [count], options, (i) => from + i * step);
}

/**
 * `count` evenly spaced numbers from `start` to `stop`, both included, as a vector.
 *
 * @param start - the first number.
 * @param stop - the last number.
 * @param count - how many numbers there are.
 * @param options - the dtype, whether a gradient is required, and a name.
 * @throws RangeError if `count` is not a whole number ≥ 0, or an end is not finite.
 */
export function linspace(
  start: number,
  stop: number,
  count = 50,
  options: CreateOptions = {},
): Tensor {
  if (![start, stop].every(Number.isFinite)) {
    throw new RangeError(
      `linspace: cannot go from ${array.show(start)} to ${array.show(stop)}: both must be finite numbers`,
    );
  }
  checkShape([count], "linspace");
  const gap = (stop - start) / (count - 1);
  // start + (count − 1)·gap may miss stop by a rounding error.
  const at = (i: number) => (i === 0 ? start : i === count - 1 ? stop : start + i * gap);
  return create("linspace", [count], options, at);
}

/**
 * The n × m matrix with ones on the diagonal, and zeros elsewhere.
 *
 * @param n - the number of rows.
 * @param m - the number of columns.
 * @param options - the dtype, whether a gradient is required, and a name.
 * @throws RangeError if a size is not a whole number ≥ 0.
 */
export function eye(n: number, m = n, options: CreateOptions = {}): Tensor {
  return create("eye", [n, m], options, (i) => (Math.floor(i / m) === i % m ? 1 : 0));
}

function readRandomOptions(caller: string, options: RandomOptions) {
  return array.checkOptions(caller, options, { ...defaults, generator: defaultGenerator() });
}

/**
 * Random numbers from the uniform distribution on [0, 1).
 *
 * @param shape - the size of each axis; `[]` for a single number.
 * @param options - the dtype, whether a gradient is required, a name, and the source of the
 * numbers.
 * @throws RangeError if a size is not a whole number ≥ 0.
 */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  const { generator, ...others } = readRandomOptions("rand", options);
  // In float32, multiples of 2⁻²⁴: a number just below 1 would round to 1.
  const next = () => Math.floor(generator.uniform() * 2 ** 24) / 2 ** 24;
  const isFloat64 = (others.dtype ?? array.getDefaultDtype()) === "float64";
  return create("rand", shape, others, isFloat64 ? () => generator.uniform() : next);
}

/**
 * Random numbers from the standard normal distribution.
 *
 * @param shape - the size of each axis; `[]` for a single number.
 * @param options - the dtype, whether a gradient is required, a name, and the source of the
 * numbers.
 * @throws RangeError if a size is not a whole number ≥ 0.
 */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  const { generator, ...others } = readRandomOptions("randn", options);
  return create("randn", shape, others, () => generator.normal());
}
