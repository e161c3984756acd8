/** Element-by-element functions. ndarray-ops does what it has kernels for. */
import ops from "ndarray-ops";
import { erfOf, logistic, softplusOf } from "./math.js";
import { dtypeOf, flat, promote, zeros, type NdArray } from "./ndarray.js";
import { broadcastShapes, sameShape } from "./shape.js";
import { broadcastTo } from "./view.js";

/** A fresh array of f(x) for each element x. */
export function map(x: NdArray, f: (value: number) => number): NdArray {
  const source = flat(x);
  const out = zeros(x.shape, dtypeOf(x));
  for (let i = 0; i < source.length; i++) out.data[i] = f(source[i]);
  return out;
}

/** A kernel of ndarray-ops that writes f(a) into `out`. */
function unary(kernel: (out: NdArray, a: NdArray) => void): (x: NdArray) => NdArray {
  return (x) => {
    const out = zeros(x.shape, dtypeOf(x));
    kernel(out, x);
    return out;
  };
}

/** A kernel of ndarray-ops that writes f(a, b) into `out`, with NumPy broadcasting. */
function binary(name: string, kernel: (out: NdArray, a: NdArray, b: NdArray) => void) {
  return (a: NdArray, b: NdArray): NdArray => {
    const shape = broadcastShapes(a.shape, b.shape, name);
    const out = zeros(shape, promote([a, b]));
    const spread = (x: NdArray) => (sameShape(x.shape, shape) ? x : broadcastTo(x, shape));
    kernel(out, spread(a), spread(b));
    return out;
  };
}

export const add = binary("add", ops.add);
export const sub = binary("sub", ops.sub);
export const mul = binary("mul", ops.mul);
export const div = binary("div", ops.div);
export const pow = binary("pow", ops.pow);
export const maximum = binary("maximum", ops.max);
/** 1 where a = b, else 0; the other comparisons likewise. */
export const equal = binary("equal", ops.eq);
export const greater = binary("greater", ops.gt);
export const greaterEqual = binary("greaterEqual", ops.geq);
export const less = binary("less", ops.lt);
export const lessEqual = binary("lessEqual", ops.leq);

export const neg = unary(ops.neg);
export const reciprocal = unary(ops.recip);
export const abs = unary(ops.abs);
export const exp = unary(ops.exp);
export const log = unary(ops.log);
export const sqrt = unary(ops.sqrt);
export const sin = unary(ops.sin);
export const cos = unary(ops.cos);

export const expm1 = (x: NdArray) => map(x, Math.expm1);
export const log1p = (x: NdArray) => map(x, Math.log1p);
export const tanh = (x: NdArray) => map(x, Math.tanh);
export const sign = (x: NdArray) => map(x, Math.sign);
export const rsqrt = (x: NdArray) => map(x, (v) => 1 / Math.sqrt(v));
export const sigmoid = (x: NdArray) => map(x, logistic);
export const softplus = (x: NdArray) => map(x, softplusOf);
export const erf = (x: NdArray) => map(x, erfOf);

/** `a` where `condition` is not 0, else `b`; all three broadcast. */
export function where(condition: NdArray, a: NdArray, b: NdArray): NdArray {
  const shape = broadcastShapes(
    condition.shape,
    broadcastShapes(a.shape, b.shape, "where"),
    "where",
  );
  const [c, x, y] = [condition, a, b].map((array) => flat(broadcastTo(array, shape)));
  const out = zeros(shape, promote([a, b]));
  for (let i = 0; i < out.data.length; i++) out.data[i] = c[i] !== 0 ? x[i] : y[i];
  return out;
}
