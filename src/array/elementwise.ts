/**
 * Element-by-element functions. Each has a plain form here, a function of one or two numbers. Some
 * also have a kernel of the same name. Where there is no kernel, ndarray-ops or a loop is used.
 */
import ops from "ndarray-ops";
import * as wasm from "./kernels/elementwise.js";
import type { BinaryKernel, UnaryKernel } from "./kernels/elementwise.js";
import { kernelsFor } from "./kernels/load.js";
import type { Strided } from "./kernels/scratch.js";
import { crossEntropyOf, erfOf, powOf, sigmoidMinusOf, sigmoidOf, softplusOf } from "./math.js";
import {
  dtypeOf,
  flat,
  isContiguous,
  promote,
  sizeOf,
  view,
  zeros,
  type NdArray,
  type Shape,
  type Values,
} from "./ndarray.js";
import { total } from "./reduce.js";
import { broadcastShapes, sameShape } from "./shape.js";
import { broadcastTo } from "./view.js";

/**
 * The size from which a kernel is faster than a loop, copying included. Measured by
 * bench/crossovers.mjs, like the other such sizes in src/array.
 */
const manyElements = 64;
/**
 * For functions whose kernel and loop differ in the last bit. The result for an element must not
 * depend on how many others there are, so the kernel is used for arrays of every size.
 */
const anySize = 1;

/**
 * A new array of f(x) for each element x.
 *
 * @param x - of any shape.
 * @param f - a function of one number.
 */
export function map(x: NdArray, f: (value: number) => number): NdArray {
  const source = flat(x);
  const out = zeros(x.shape, dtypeOf(x));
  for (let i = 0; i < source.length; i++) out.data[i] = f(source[i]);
  return out;
}

// The functions that make functions have no side effects, so that bundlers leave out what nobody calls.

/**
 * The function x → f(x). From `smallest` elements on it uses the kernel `name`, else `plain` or a
 * loop.
 */
/* @__NO_SIDE_EFFECTS__ */
function unary(
  name: UnaryKernel,
  f: (value: number) => number,
  smallest: number,
  plain = (x: NdArray) => map(x, f),
) {
  return (x: NdArray): NdArray => {
    const source = flat(x);
    const kernels = kernelsFor(source.length, smallest);
    if (kernels === null) return source.length < smallest ? map(x, f) : plain(x);
    return view(wasm.unary(kernels, name, source), x.shape);
  };
}

/** x → f(x), by a function of ndarray-ops that writes f(x) into `out`. */
/* @__NO_SIDE_EFFECTS__ */
function unaryOps(f: (out: NdArray, x: NdArray) => void): (x: NdArray) => NdArray {
  return (x) => {
    const out = zeros(x.shape, dtypeOf(x));
    f(out, x);
    return out;
  };
}

interface Binary {
  kernel?: BinaryKernel | undefined;
  /** Arrays of this size and larger use the kernel, or else `plain`. */
  smallest: number;
  /** A function of ndarray-ops that writes f(a, b) into `out`. */
  plain?: ((out: NdArray, a: NdArray, b: NdArray) => void) | undefined;
}

/** The function (a, b) → f(a, b), with NumPy broadcasting. */
/* @__NO_SIDE_EFFECTS__ */
function binary(name: string, f: (a: number, b: number) => number, how: Binary) {
  const { kernel, smallest, plain } = how;
  return (a: NdArray, b: NdArray): NdArray => {
    const shape = sameShape(a.shape, b.shape) ? a.shape : broadcastShapes(a.shape, b.shape, name);
    const size = sizeOf(shape);
    const kernels = dtypeOf(a) === dtypeOf(b) ? kernelsFor(size, smallest) : null;
    if (kernel !== undefined && kernels !== null) {
      return view(wasm.binary(kernels, kernel, pair(a, b, shape)), shape);
    }
    const out = zeros(shape, promote([a, b]));
    if (plain === undefined || size < smallest) loop(pair(a, b, shape), f, out.data);
    else plain(out, broadcastTo(a, shape), broadcastTo(b, shape));
    return out;
  };
}

/**
 * The elements of `a` and `b`, broadcast to `shape`, as two tables of the same size. A row is the
 * longest run of elements along which each array either is contiguous or repeats one element.
 */
function pair(a: NdArray, b: NdArray, shape: Shape): wasm.Pairing {
  if (sameShape(a.shape, b.shape) && isContiguous(a) && isContiguous(b)) {
    return { shape, rows: 1, cols: a.size, a: operand(a, 0, 1), b: operand(b, 0, 1) };
  }
  let [rows, cols] = [1, 1];
  let [rowA, rowB] = [0, 0];
  let [colA, colB] = [1, 1];
  let fits = true;
  for (let axis = -1; axis >= -shape.length; axis--) {
    const n = shape[shape.length + axis];
    if (n === 1) continue;
    const [stepA, stepB] = [strideOf(a, axis), strideOf(b, axis)];
    if (cols === 1) [cols, colA, colB] = [n, stepA, stepB];
    else if (rows === 1 && stepA === cols * colA && stepB === cols * colB) cols *= n;
    else if (rows === 1) [rows, rowA, rowB] = [n, stepA, stepB];
    else if (stepA === rows * rowA && stepB === rows * rowB) rows *= n;
    else fits = false;
  }
  // Rows are copied together with what lies between them, which must not be much.
  const isRun = (col: number, row: number) =>
    (col === 0 || col === 1) && row >= 0 && row <= Math.max(2 * cols * col, 1);
  if (fits && isRun(colA, rowA) && isRun(colB, rowB)) {
    return { shape, rows, cols, a: operand(a, rowA, colA), b: operand(b, rowB, colB) };
  }
  // There is no such table: make one of copies.
  const whole = (x: NdArray) => ({
    values: flat(broadcastTo(x, shape)),
    offset: 0,
    row: 0,
    col: 1,
  });
  const values = [whole(a), whole(b)];
  return { shape, rows: 1, cols: values[0].values.length, a: values[0], b: values[1] };
}

/** The stride of an axis counted from the end; 0 where broadcasting repeats the elements. */
function strideOf(x: NdArray, axis: number): number {
  const at = x.shape.length + axis;
  return at < 0 || x.shape[at] === 1 ? 0 : x.stride[at];
}

function operand(x: NdArray, row: number, col: number): Strided {
  return { values: x.data, offset: x.offset, row, col };
}

function loop(
  { rows, cols, a, b }: wasm.Pairing,
  f: (a: number, b: number) => number,
  out: Values,
): void {
  for (let i = 0; i < rows; i++) {
    const startA = a.offset + i * a.row;
    const startB = b.offset + i * b.row;
    for (let j = 0; j < cols; j++) {
      out[i * cols + j] = f(a.values[startA + j * a.col], b.values[startB + j * b.col]);
    }
  }
}

/* @__NO_SIDE_EFFECTS__ */
const arithmetic = (
  kernel: BinaryKernel,
  f: (a: number, b: number) => number,
  plain: Binary["plain"],
) => binary(kernel, f, { kernel, smallest: manyElements, plain });
/* @__NO_SIDE_EFFECTS__ */
const comparison = (name: string, f: (a: number, b: number) => boolean, plain: Binary["plain"]) =>
  binary(name, (a, b) => Number(f(a, b)), { smallest: manyElements, plain });
/* @__NO_SIDE_EFFECTS__ */
const fused = (kernel: BinaryKernel, f: (a: number, b: number) => number, smallest = anySize) =>
  binary(kernel, f, { kernel, smallest });

export const add = arithmetic("add", (a, b) => a + b, ops.add);
export const sub = arithmetic("sub", (a, b) => a - b, ops.sub);
export const mul = arithmetic("mul", (a, b) => a * b, ops.mul);
export const div = arithmetic("div", (a, b) => a / b, ops.div);
export const maximum = arithmetic("maximum", Math.max, ops.max);
export const pow = binary("pow", powOf, {
  smallest: anySize,
  // A loop of its own, into which V8 inlines powOf: as fast as ops.pow.
  plain: (out, a, b) => {
    const [bases, exponents] = [flat(a), flat(b)];
    for (let i = 0; i < bases.length; i++) out.data[i] = powOf(bases[i], exponents[i]);
  },
});
/** 1 where a = b, else 0. The other comparisons are alike. */
export const equal = comparison("equal", (a, b) => a === b, ops.eq);
export const greater = comparison("greater", (a, b) => a > b, ops.gt);
export const greaterEqual = comparison("greaterEqual", (a, b) => a >= b, ops.geq);
export const less = comparison("less", (a, b) => a < b, ops.lt);
export const lessEqual = comparison("lessEqual", (a, b) => a <= b, ops.leq);

const weightedLoop = binary("weighted", (w, x) => (w === 0 && !Number.isNaN(x) ? 0 : w * x), {
  smallest: anySize,
});
/** w·x, but 0 where w = 0 and x is infinite, its limit. A NaN shows, whatever its weight. */
export function weighted(w: NdArray, x: NdArray): NdArray {
  const y = mul(w, x);
  return Number.isNaN(total(y)) ? weightedLoop(w, x) : y; // 0·∞ is NaN
}

export const neg = unary("neg", (x) => -x, manyElements, unaryOps(ops.neg));
export const abs = unary("abs", Math.abs, manyElements, unaryOps(ops.abs));
export const sqrt = unary("sqrt", Math.sqrt, manyElements, unaryOps(ops.sqrt));
export const relu = unary("relu", (x) => Math.max(x, 0), manyElements);
export const exp = unary("exp", Math.exp, anySize, unaryOps(ops.exp));
export const log1p = unary("log1p", Math.log1p, anySize);
export const tanh = unary("tanh", Math.tanh, anySize);
export const sigmoid = unary("sigmoid", sigmoidOf, anySize);
export const softplus = unary("softplus", softplusOf, anySize);

export const reciprocal = unaryOps(ops.recip);
export const log = unaryOps(ops.log);
export const sin = unaryOps(ops.sin);
export const cos = unaryOps(ops.cos);
export const expm1 = (x: NdArray) => map(x, Math.expm1);
export const sign = (x: NdArray) => map(x, Math.sign);
export const rsqrt = (x: NdArray) => map(x, (v) => 1 / Math.sqrt(v));
export const erf = (x: NdArray) => map(x, erfOf);

// Backward passes and losses in one pass over the elements, for the ops of src/ops/fused.ts.

/** ȳ·(1 − y²): the backward pass of y = tanh x. */
export const tanhBackward = fused("tanhBackward", (gradY, y) => gradY * ((1 - y) * (1 + y)));
/** ȳ·y·(1 − y): the backward pass of y = σ(x). */
export const sigmoidBackward = fused("sigmoidBackward", (gradY, y) => gradY * (y * (1 - y)));
/**
 * ȳ·σ(x): the backward pass of y = log(1 + eˣ). σ(x) is rounded first, as in the kernel: where that
 * makes it 0, an infinite ȳ gives NaN.
 */
export const softplusBackward = binary("softplusBackward", (gradY, x) => gradY * sigmoidOf(x), {
  kernel: "softplusBackward",
  smallest: anySize,
  plain: (out, gradY, x) => {
    ops.mul(out, gradY, sigmoid(x));
  },
});
/** ȳ where x > 0, else 0: the backward pass of y = max(x, 0). */
export const reluBackward = fused("reluBackward", (gradY, x) => (x <= 0 ? 0 : gradY), manyElements);
/** σ(x) − t, accurate even where σ(x) is near t = 1. */
export const sigmoidMinus = fused("sigmoidMinus", sigmoidMinusOf);
/** −t·log σ(x) − (1 − t)·log(1 − σ(x)), for logits x and targets t. */
export const binaryCrossEntropy = fused("binaryCrossEntropy", crossEntropyOf);

/**
 * a·(b·c) with broadcasting; in one pass if `a` is a single number.
 *
 * @param a - of any shape.
 * @param b - of any shape that broadcasts with the others.
 * @param c - of any shape that broadcasts with the others.
 */
export function product(a: NdArray, b: NdArray, c: NdArray): NdArray {
  const isOneDtype = dtypeOf(a) === dtypeOf(b) && dtypeOf(b) === dtypeOf(c);
  const isScaled = isOneDtype && a.shape.length === 0 && sameShape(b.shape, c.shape);
  const kernels = isScaled ? kernelsFor(b.size, manyElements) : null;
  if (kernels === null) return mul(a, mul(b, c));
  return view(wasm.scaledProduct(kernels, a.data[a.offset], flat(b), flat(c)), b.shape);
}

/**
 * `a` where `condition` is not 0, else `b`; all three broadcast.
 *
 * @param condition - of any shape.
 * @param a - of any shape that broadcasts with the others.
 * @param b - of any shape that broadcasts with the others.
 */
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
