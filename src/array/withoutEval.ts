/**
 * Stand-ins for ndarray and ndarray-ops, which generate code. The bundles in `dist` use them where
 * a page's Content-Security-Policy forbids that: see scripts/without-eval.mjs.
 */
import type { NdArray, Values } from "./ndarray.js";

/** `value`, or `otherwise` if it is not a number ≥ 0: what ndarray makes of an argument. */
const natural = (value: number | null | undefined, otherwise: number) =>
  typeof value === "number" && value >= 0 ? value : otherwise;

/**
 * Takes the place of ndarray's `compileConstructor`: gives the function that makes views with
 * `ndim` axes.
 *
 * @param dtype - the dtype, as ndarray names it.
 * @param ndim - the number of axes.
 */
export function viewMaker(dtype: string, ndim: number) {
  const count = Math.max(ndim, 0); // ndarray has a class for −1 axes

  class View {
    readonly shape: number[];
    readonly stride: number[];
    readonly offset: number;
    readonly dtype = dtype;
    readonly dimension = ndim;

    constructor(
      readonly data: Values,
      ...rest: number[]
    ) {
      this.shape = rest.slice(0, count);
      this.stride = rest.slice(count, 2 * count);
      this.offset = rest[2 * count] ?? 0;
    }
    get size(): number {
      return ndim < 0 ? 0 : this.shape.reduce((size, n) => size * n, 1);
    }
    /** The axes in ascending order of their strides. */
    get order(): number[] {
      const steps = this.stride.map((step, axis) => [Math.abs(step), axis]);
      return steps.sort(([a], [b]) => a - b).map(([, axis]) => axis);
    }
    index(...at: number[]): number {
      return this.stride.reduce((place, step, axis) => place + step * at[axis], this.offset);
    }
    get(...at: number[]): number {
      return this.data[this.index(...at)];
    }
    set(...args: number[]): number {
      return (this.data[this.index(...args)] = args[count]);
    }
    hi(...to: (number | null)[]): View {
      return this.#like(this.shape.map((n, axis) => natural(to[axis], n)));
    }
    lo(...from: (number | null)[]): View {
      const starts = this.shape.map((_, axis) => natural(from[axis], 0));
      const shape = this.shape.map((n, axis) => n - starts[axis]);
      return this.#like(shape, this.stride, this.index(...starts));
    }
    step(...by: (number | null)[]): View {
      const steps = this.shape.map((_, axis) => by[axis] ?? 1);
      const shape = this.shape.map((n, axis) => Math.ceil(n / Math.abs(steps[axis])));
      const stride = this.stride.map((step, axis) => step * steps[axis]);
      const ends = this.shape.map((n, axis) => (steps[axis] < 0 ? n - 1 : 0));
      return this.#like(shape, stride, this.index(...ends));
    }
    transpose(...axes: (number | undefined)[]): View {
      const order = this.shape.map((_, i) => axes[i] ?? i);
      return this.#like(
        order.map((axis) => this.shape[axis]),
        order.map((axis) => this.stride[axis]),
      );
    }
    pick(...at: (number | null)[]): unknown {
      const kept = this.shape.map((_, axis) => axis).filter((axis) => natural(at[axis], -1) < 0);
      const place = this.index(...this.shape.map((_, axis) => natural(at[axis], 0)));
      const [shape, stride] = [this.shape, this.stride].map((all) => kept.map((axis) => all[axis]));
      return viewMaker(dtype, kept.length)(this.data, shape, stride, place);
    }
    #like(shape: number[], stride = this.stride, offset = this.offset): View {
      return new View(this.data, ...shape, ...stride, offset);
    }
  }

  return (data: Values, shape: number[], stride: number[], offset: number) =>
    new View(data, ...shape, ...stride, offset) as unknown as NdArray;
}

const makers = new Map<string, ReturnType<typeof viewMaker>>();

/**
 * Takes the place of ndarray's function, for floats: a view of `data`.
 *
 * @param data - the memory.
 * @param shape - the size of each axis.
 * @param stride - the distance of neighbours along each axis, in elements.
 * @param offset - where the first element is.
 */
export function ndarray(data: Values, shape: number[], stride: number[], offset: number): NdArray {
  const dtype = data instanceof Float32Array ? "float32" : "float64";
  const key = `${dtype}, ${shape.length}`;
  const make = makers.get(key) ?? viewMaker(dtype, shape.length);
  makers.set(key, make);
  return make(data, shape, stride, offset);
}

/**
 * out[i] = f(a[i], b[i]) for all indices i that continue from `axis` on, starting at the given
 * positions.
 */
function walk(
  f: (a: number, b: number) => number,
  [out, a, b]: readonly NdArray[],
  axis: number,
  [to, fromA, fromB]: readonly number[],
): void {
  if (axis === out.shape.length) {
    out.data[to] = f(a.data[fromA], b.data[fromB]);
    return;
  }
  const [step, stepA, stepB] = [out, a, b].map((x) => x.stride[axis]);
  for (let i = 0; i < out.shape[axis]; i++) {
    walk(f, [out, a, b], axis + 1, [to + i * step, fromA + i * stepA, fromB + i * stepB]);
  }
}

/* @__NO_SIDE_EFFECTS__ */
const binary = (f: (a: number, b: number) => number) => (out: NdArray, a: NdArray, b: NdArray) => {
  walk(f, [out, a, b], 0, [out.offset, a.offset, b.offset]);
};
/* @__NO_SIDE_EFFECTS__ */
const unary = (f: (a: number) => number) => (out: NdArray, a: NdArray) => {
  binary(f)(out, a, a);
};

/** The functions of ndarray-ops that src/array uses. */
export const ops = {
  assign: unary((a) => a),
  neg: unary((a) => -a),
  recip: unary((a) => 1 / a),
  abs: unary(Math.abs),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
  pow: binary((a, b) => Math.pow(a, b)),
  max: binary((a, b) => Math.max(a, b)),
  eq: binary((a, b) => Number(a === b)),
  gt: binary((a, b) => Number(a > b)),
  geq: binary((a, b) => Number(a >= b)),
  lt: binary((a, b) => Number(a < b)),
  leq: binary((a, b) => Number(a <= b)),
};
