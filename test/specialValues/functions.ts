/** The functions of scripts/special-values.py, by its names. */
import * as g from "../../src/index.js";
import type { Tensor } from "../../src/index.js";

type F = (...inputs: Tensor[]) => Tensor;

const each = { reduction: "none" } as const;
const powers = [0, 1, 2, 3, 0.5, -1, -2, -0.5, Infinity, -Infinity, NaN];
const pythonName = (n: number) => String(n).replace("Infinity", "inf").replace("NaN", "nan");

/** Of one number. */
export const unary: Readonly<Record<string, F>> = {
  neg: g.neg,
  reciprocal: g.reciprocal,
  square: g.square,
  exp: g.exp,
  expm1: g.expm1,
  log: g.log,
  log1p: g.log1p,
  sqrt: g.sqrt,
  rsqrt: g.rsqrt,
  sin: g.sin,
  cos: g.cos,
  erf: g.erf,
  gelu: (x) => g.gelu(x),
  "gelu tanh": (x) => g.gelu(x, "tanh"),
  abs: g.abs,
  relu: g.relu,
  leakyRelu: (x) => g.leakyRelu(x),
  elu: (x) => g.elu(x),
  "elu 1.5": (x) => g.elu(x, 1.5),
  clamp: (x) => g.clamp(x, { min: -1, max: 2 }),
  "clamp min": (x) => g.clamp(x, { min: 0 }),
  sigmoid: g.sigmoid,
  logSigmoid: g.logSigmoid,
  softplus: g.softplus,
  silu: g.silu,
  tanh: g.tanh,
  ...Object.fromEntries(
    powers.map((n): [string, F] => [`pow ${pythonName(n)}`, (x) => g.pow(x, n)]),
  ),
};

/** Of two numbers. */
export const binary: Readonly<Record<string, F>> = {
  add: g.add,
  sub: g.sub,
  mul: g.mul,
  div: g.div,
  pow: g.pow,
  maximum: g.maximum,
  minimum: g.minimum,
  where: (a, b) => g.where(a, a, b),
  equal: g.equal,
  greater: g.greater,
  greaterEqual: g.greaterEqual,
  less: g.less,
  lessEqual: g.lessEqual,
  mse: (x, y) => g.mse(x, y, each),
  l1: (x, y) => g.l1(x, y, each),
  huber: (x, y) => g.huber(x, y, each),
  smoothL1: (x, y) => g.smoothL1(x, y, each),
  asl1: (x, y) => g.asl1(x, y, each),
};

const ignored = (x: Tensor) => Array<number>(x.shape[0]).fill(-100);
const classZero = (x: Tensor) => Array<number>(x.shape[0]).fill(0);

/** Of rows of two. */
export const rows: Readonly<Record<string, F>> = {
  sum: (x) => g.sum(x, 1),
  mean: (x) => g.mean(x, 1),
  prod: (x) => g.prod(x, 1),
  max: (x) => g.max(x, 1),
  min: (x) => g.min(x, 1),
  variance: (x) => g.variance(x, 1),
  std: (x) => g.std(x, 1),
  norm: (x) => g.norm(x, 1),
  logsumexp: (x) => g.logsumexp(x, 1),
  softmax: (x) => g.softmax(x),
  logSoftmax: (x) => g.logSoftmax(x),
  cumsum: (x) => g.cumsum(x, 1),
  layerNorm: (x) => g.layerNorm(x, [2]),
  matmul: (x) => g.matmul(x, [[1], [0.5]]),
  crossEntropy: (x) => g.crossEntropy(x, classZero(x), each),
  "crossEntropy of probabilities": (x) =>
    g.crossEntropy(x, g.broadcastTo([0.25, 0.75], x.shape), each),
  softmaxFocalLoss: (x) => g.softmaxFocalLoss(x, classZero(x), each),
  nllLoss: (x) => g.nllLoss(x, classZero(x), each),
  "crossEntropy weight 0": (x) => g.crossEntropy(x, classZero(x), { ...each, weight: [0, 1] }),
  "crossEntropy of probabilities, weight 0": (x) =>
    g.crossEntropy(x, g.broadcastTo([0.25, 0.75], x.shape), { ...each, weight: [0, 1] }),
  "crossEntropy ignored": (x) => g.crossEntropy(x, ignored(x), each),
  "nllLoss weight 0": (x) => g.nllLoss(x, classZero(x), { ...each, weight: [0, 1] }),
  "nllLoss ignored": (x) => g.nllLoss(x, ignored(x), each),
  "softmaxFocalLoss alpha 0": (x) =>
    g.softmaxFocalLoss(x, classZero(x), { ...each, alpha: [0, 1] }),
};

/** Of a logit and a target. */
export const labels: Readonly<Record<string, F>> = {
  bceWithLogits: (x, t) => g.bceWithLogits(x, t, each),
  "bceWithLogits posWeight": (x, t) => g.bceWithLogits(x, t, { ...each, posWeight: 3 }),
  "bceWithLogits weight 0": (x, t) => g.bceWithLogits(x, t, { ...each, weight: 0 }),
  "bceWithLogits posWeight 0": (x, t) => g.bceWithLogits(x, t, { ...each, posWeight: 0 }),
  "focalLoss alpha 1": (x, t) => g.focalLoss(x, t, { ...each, alpha: 1 }),
  focalLoss: (x, t) => g.focalLoss(x, t, { ...each, alpha: null }),
  "focalLoss gamma 0": (x, t) => g.focalLoss(x, t, { ...each, alpha: null, gamma: 0 }),
  generalizedCrossEntropy: (x, t) => g.generalizedCrossEntropy(x, t, each),
};
