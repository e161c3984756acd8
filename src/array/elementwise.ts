/**
 * Element-by-element functions. Small arrays go through a plain loop and larger ones through
 * WebAssembly; what it has no function for, or may not be used for, through ndarray-ops or a loop.
 */
import ops from "ndarray-ops";
import * as fast from "./kernels/elementwise.js";
import { kernelsFor } from "./kernels/load.js";
import type { Strided } from "./kernels/scratch.js";
import { crossEntropyOf, erfOf, sigmoidMinusOf, sigmoidOf, softplusOf } from "./math.js";
import {
  dtypeOf,
  empty,
  flat,
  isContiguous,
  promote,
  type NdArray,
  type Shape,
  type Values,
} from "./ndarray.js";
import { broadcastShapes, sameShape } from "./shape.js";
import { broadcastTo } from "./view.js";

/**
 * From how many elements on WebAssembly adds and multiplies faster than a loop, with copying: measured by
 * bench/crossovers.mjs, as the other such numbers in src/array.
 */
const MANY = 64;
/**
 * Where the two differ in the last bit, WebAssembly computes small arrays, too: what becomes of an
 * element shall not depend on how many others there are.
 */
const ALWAYS = 1;

/** A fresh array of f(x) for each element x. */
export function map(x: NdArray, f: (value: number) => number): NdArray {
  const source = flat(x);
  const out = empty(x.shape, dtypeOf(x));
  for (let i = 0; i < source.length; i++) out.data[i] = f(source[i]);
  return out;
}

/** x → f(x), by the kernel of that name from `many` elements on; else by `plain`. */
function unary(
  f: (value: number) => number,
  name: fast.UnaryName,
  many: number,
  plain = (x: NdArray) => map(x, f),
) {
  return (x: NdArray): NdArray => {
    const source = flat(x);
    const available = kernelsFor(source.length, many);
    if (available === null) return source.length < many ? map(x, f) : plain(x);
    const out = empty(x.shape, dtypeOf(x));
    fast.unary(available, name, source, out.data);
    return out;
  };
}

/** A function of ndarray-ops that writes f(x) into `out`. */
function unaryOps(kernel: (out: NdArray, x: NdArray) => void): (x: NdArray) => NdArray {
  return (x) => {
    const out = empty(x.shape, dtypeOf(x));
    kernel(out, x);
    return out;
  };
}

/** (a, b) → f(a, b) with NumPy broadcasting, by the kernel of that name from `many` elements on. */
function binary(
  name: string,
  f: (a: number, b: number) => number,
  kernel: fast.BinaryName | null,
  many: number,
  plain?: (out: NdArray, a: NdArray, b: NdArray) => void,
) {
  return (a: NdArray, b: NdArray): NdArray => {
    const shape = sameShape(a.shape, b.shape) ? a.shape : broadcastShapes(a.shape, b.shape, name);
    const dtype = promote([a, b]);
    const out = empty(shape, dtype);
    const n = out.data.length;
    const hasKernel = kernel !== null && dtypeOf(a) === dtypeOf(b);
    const available = hasKernel ? kernelsFor(n, many) : null;
    if (available === null && n >= many && plain !== undefined) {
      plain(out, broadcastTo(a, shape), broadcastTo(b, shape));
      return out;
    }
    const pairing = pair(a, b, shape);
    if (available === null) loop(pairing, f, out.data);
    else if (kernel !== null) fast.binary(available, kernel, pairing, out.data);
    return out;
  };
}

/**
 * How the elements of `a` and `b`, broadcast to `shape`, meet: in a table whose rows are the longest
 * run of elements that both have side by side, or repeat.
 */
function pair(a: NdArray, b: NdArray, shape: Shape): fast.Pairing {
  if (sameShape(a.shape, b.shape) && isContiguous(a) && isContiguous(b)) {
    return { rows: 1, cols: a.size, a: operand(a, 0, 1), b: operand(b, 0, 1) };
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
  // Rows are copied with what lies between them: it must not be much.
  const isRun = (col: number, row: number) =>
    (col === 0 || col === 1) && row >= 0 && row <= Math.max(2 * cols * col, 1);
  if (fits && isRun(colA, rowA) && isRun(colB, rowB)) {
    return { rows, cols, a: operand(a, rowA, colA), b: operand(b, rowB, colB) };
  }
  // No such table: make one of copies.
  const whole = (x: NdArray) => ({
    values: flat(broadcastTo(x, shape)),
    offset: 0,
    row: 0,
    col: 1,
  });
  const values = [whole(a), whole(b)];
  return { rows: 1, cols: values[0].values.length, a: values[0], b: values[1] };
}

/** The stride of an axis counted from the end: 0 where broadcasting repeats the elements. */
function strideOf(x: NdArray, axis: number): number {
  const at = x.shape.length + axis;
  return at < 0 || x.shape[at] === 1 ? 0 : x.stride[at];
}

function operand(x: NdArray, row: number, col: number): Strided {
  return { values: x.data, offset: x.offset, row, col };
}

function loop(
  { rows, cols, a, b }: fast.Pairing,
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

export const add = binary("add", (a, b) => a + b, "add", MANY, ops.add);
export const sub = binary("sub", (a, b) => a - b, "sub", MANY, ops.sub);
export const mul = binary("mul", (a, b) => a * b, "mul", MANY, ops.mul);
export const div = binary("div", (a, b) => a / b, "div", MANY, ops.div);
export const maximum = binary("maximum", Math.max, "maximum", MANY, ops.max);
export const pow = binary("pow", (a, b) => a ** b, null, ALWAYS, ops.pow);
/** 1 where a = b, else 0; the other comparisons likewise. */
export const equal = binary("equal", (a, b) => Number(a === b), null, MANY, ops.eq);
export const greater = binary("greater", (a, b) => Number(a > b), null, MANY, ops.gt);
export const greaterEqual = binary("greaterEqual", (a, b) => Number(a >= b), null, MANY, ops.geq);
export const less = binary("less", (a, b) => Number(a < b), null, MANY, ops.lt);
export const lessEqual = binary("lessEqual", (a, b) => Number(a <= b), null, MANY, ops.leq);

export const neg = unary((x) => -x, "neg", MANY, unaryOps(ops.neg));
export const abs = unary(Math.abs, "abs", MANY, unaryOps(ops.abs));
export const sqrt = unary(Math.sqrt, "sqrt", MANY, unaryOps(ops.sqrt));
export const relu = unary((x) => Math.max(x, 0), "relu", MANY);
export const exp = unary(Math.exp, "exp", ALWAYS, unaryOps(ops.exp));
export const log1p = unary(Math.log1p, "log1p", ALWAYS);
export const tanh = unary(Math.tanh, "tanh", ALWAYS);
export const sigmoid = unary(sigmoidOf, "sigmoid", ALWAYS, (x) => {
  const source = flat(x);
  const out = empty(x.shape, dtypeOf(x));
  for (let i = 0; i < source.length; i++) out.data[i] = sigmoidOf(source[i]);
  return out;
});
export const softplus = unary(softplusOf, "softplus", ALWAYS);

export const reciprocal = unaryOps(ops.recip);
export const log = unaryOps(ops.log);
export const sin = unaryOps(ops.sin);
export const cos = unaryOps(ops.cos);
export const expm1 = (x: NdArray) => map(x, Math.expm1);
export const sign = (x: NdArray) => map(x, Math.sign);
export const rsqrt = (x: NdArray) => map(x, (v) => 1 / Math.sqrt(v));
export const erf = (x: NdArray) => map(x, erfOf);

/** ȳ·(1 − y²): what goes back through y = tanh x, given ȳ and y. */
export const tanhBackward = binary(
  "tanhBackward",
  (gradY, y) => gradY * (1 - y * y),
  "tanhBackward",
  ALWAYS,
);
/** ȳ·y·(1 − y): what goes back through y = σ(x), given ȳ and y. */
export const sigmoidBackward = binary(
  "sigmoidBackward",
  (gradY, y) => gradY * (y * (1 - y)),
  "sigmoidBackward",
  ALWAYS,
);
/** ȳ·σ(x): what goes back through y = log(1 + eˣ), given ȳ and x. */
export const softplusBackward = binary(
  "softplusBackward",
  (gradY, x) => gradY * sigmoidOf(x),
  "softplusBackward",
  ALWAYS,
);
/** ȳ where x > 0, else 0: what goes back through y = max(x, 0), given ȳ and x. */
export const reluBackward = binary(
  "reluBackward",
  (gradY, x) => (x <= 0 ? 0 : gradY),
  "reluBackward",
  MANY,
);

// These two have loops of their own where there is no WebAssembly: a loop that calls whatever
// function it is given takes three times as long.

/** σ(x) − t, which keeps its digits where σ(x) is near t = 1. */
export const sigmoidMinus = binary(
  "sigmoidMinus",
  sigmoidMinusOf,
  "sigmoidMinus",
  ALWAYS,
  (out, x, t) => {
    const [a, b] = [flat(x), flat(t)];
    for (let i = 0; i < a.length; i++) out.data[i] = sigmoidMinusOf(a[i], b[i]);
  },
);

/** −t·log σ(x) − (1 − t)·log(1 − σ(x)), for logits x. */
export const binaryCrossEntropy = binary(
  "binaryCrossEntropy",
  crossEntropyOf,
  "binaryCrossEntropy",
  ALWAYS,
  (out, x, t) => {
    const [a, b] = [flat(x), flat(t)];
    for (let i = 0; i < a.length; i++) out.data[i] = crossEntropyOf(a[i], b[i]);
  },
);

/** `a` where `condition` is not 0, else `b`; all three broadcast. */
export function where(condition: NdArray, a: NdArray, b: NdArray): NdArray {
  const shape = broadcastShapes(
    condition.shape,
    broadcastShapes(a.shape, b.shape, "where"),
    "where",
  );
  const [c, x, y] = [condition, a, b].map((array) => flat(broadcastTo(array, shape)));
  const out = empty(shape, promote([a, b]));
  for (let i = 0; i < out.data.length; i++) out.data[i] = c[i] !== 0 ? x[i] : y[i];
  return out;
}
