/**
 * What `gradcheck.test.ts` differentiates: for each function rows of `[f, ...inputs]`. An input is a
 * shape, filled with normally distributed numbers, or a shape with a domain, such as
 * `positive([2, 3])`.
 *
 * To add an op, add a line. The test says, by name, which op and which function has none.
 */
import * as ops from "../src/index.js";
import * as fused from "../src/ops/fused.js";
import type { Axis, Generator, ReduceOptions, Shape, Tensor } from "../src/index.js";

export type Input = Shape | { shape: Shape; next: (generator: Generator) => number };
export type Row = readonly [f: (...inputs: Tensor[]) => Tensor, ...inputs: Input[]];

/** Numbers from [low, high). */
const between = (low: number, high: number) => (shape: Shape) => ({
  shape,
  next: (generator: Generator) => low + (high - low) * generator.uniform(),
});
const positive = between(0.5, 2.5);
const probability = between(0.05, 0.95);

/** Numbers of both signs at least 0.5 from 0, for functions with a kink there. */
const nonzero = (shape: Shape) => ({
  shape,
  next: (generator: Generator) => {
    const sign = generator.uniform() < 0.5 ? -1 : 1;
    return sign * (0.5 + 2 * generator.uniform());
  },
});

const normal = (shape: Shape): Input => shape;

/** An element-by-element function. */
function unary(f: (x: Tensor) => Tensor, domain: (shape: Shape) => Input = normal): Row[] {
  return [
    [f, domain([2, 3])],
    [f, domain([])],
    [f, domain([0, 2])],
  ];
}

/** An element-by-element function of two tensors that broadcast. */
function binary(
  f: (a: Tensor, b: Tensor) => Tensor,
  domainA: (shape: Shape) => Input = normal,
  domainB: (shape: Shape) => Input = normal,
): Row[] {
  return [
    [f, domainA([2, 3]), domainB([2, 3])],
    [f, domainA([2, 1, 3]), domainB([4, 1])],
    [f, domainA([3]), domainB([2, 3])],
    [f, domainA([]), domainB([2])],
    [f, domainA([]), domainB([])],
    [f, domainA([0, 3]), domainB([1, 3])],
  ];
}

/** A function of a tensor and the axes that it reduces. */
function reduction(
  f: (x: Tensor, axis?: Axis, options?: ReduceOptions) => Tensor,
  domain: (shape: Shape) => Input = normal,
): Row[] {
  return [
    [(x) => f(x), domain([2, 3])],
    [(x) => f(x, 0), domain([2, 3])],
    [(x) => f(x, -1), domain([2, 3])],
    [(x) => f(x, [0, -1]), domain([2, 3, 2])],
    [(x) => f(x, []), domain([2, 3])],
    [(x) => f(x, null, { keepdims: true }), domain([2, 3])],
    [(x) => f(x, [-2], { keepdims: true }), domain([2, 3])],
    [(x) => f(x, 1), domain([0, 3])],
    [(x) => f(x), domain([])],
  ];
}

/** Targets of shape [2, 3]; indices, too. */
const labels = [
  [0, 1, 1],
  [1, 0, 0],
];

/** What to pad a matrix with. */
const margins = [
  [0, 1],
  [2, 0],
] as const;

/** A loss of a prediction and a target of the same shape. */
function regression(f: (x: Tensor, y: Tensor, options?: ops.LossOptions) => Tensor): Row[] {
  return [
    [(x, y) => f(x, y), [2, 3], [2, 3]],
    [(x, y) => f(x, y, { reduction: "sum" }), [4], [4]],
    [(x, y) => f(x, y, { reduction: "none" }), [2, 2], [2, 2]],
    [(x, y) => f(x, y, { reduction: "none" }), [], []],
    [(x, y) => f(x, y, { reduction: "sum" }), [0, 2], [0, 2]],
  ];
}

export const table: Readonly<Record<string, readonly Row[]>> = {
  // Arithmetic
  add: [...binary(ops.add), [(x) => ops.add(x, x), [2]], [(x) => ops.add(2, x), [2]]],
  sub: [...binary(ops.sub), [(x) => ops.sub(x, x), [2]], [(x) => ops.sub(2, x), [2]]],
  mul: [...binary(ops.mul), [(x) => ops.mul(x, x), [2]], [(x) => ops.mul(2, x), [2]]],
  div: [...binary(ops.div, normal, nonzero), [(x) => ops.div(x, x), nonzero([2])]],
  neg: unary(ops.neg),
  reciprocal: unary(ops.reciprocal, nonzero),
  square: unary(ops.square),
  pow: [
    ...binary(ops.pow, positive),
    ...unary((x) => ops.pow(x, 3)),
    ...unary((x) => ops.pow(x, -2), nonzero),
    [(x) => ops.pow(x, 0.5), positive([3])],
    [(x) => ops.pow(x, 1), [3]],
    [(x) => ops.pow(x, 0), [3]],
    [(x) => ops.pow(2, x), [3]],
    [(x) => ops.pow(x, [2, 3, -1]), nonzero([3])],
  ],
  sqrt: unary(ops.sqrt, positive),
  rsqrt: unary(ops.rsqrt, positive),

  // Functions of one element
  exp: unary(ops.exp),
  expm1: unary(ops.expm1),
  log: unary(ops.log, positive),
  log1p: unary(ops.log1p, between(-0.8, 2)),
  sin: unary(ops.sin),
  cos: unary(ops.cos),
  sigmoid: unary(ops.sigmoid),
  softplus: unary(ops.softplus),
  logSigmoid: unary(ops.logSigmoid),
  silu: unary(ops.silu),
  tanh: unary(ops.tanh),
  erf: unary(ops.erf),
  gelu: [...unary((x) => ops.gelu(x)), ...unary((x) => ops.gelu(x, "tanh"))],

  // Functions with a kink
  abs: unary(ops.abs, nonzero),
  relu: unary(ops.relu, nonzero),
  leakyRelu: [
    ...unary((x) => ops.leakyRelu(x), nonzero),
    [(x) => ops.leakyRelu(x, 0.3), nonzero([4])],
  ],
  elu: [...unary((x) => ops.elu(x), nonzero), [(x) => ops.elu(x, 1.5), nonzero([4])]],
  maximum: [...binary(ops.maximum), [(x) => ops.maximum(x, 0), nonzero([4])]],
  minimum: [...binary(ops.minimum), [(x) => ops.minimum(0, x), nonzero([4])]],
  clamp: [
    ...unary((x) => ops.clamp(x, { min: -0.1, max: 3 }), nonzero),
    [(x) => ops.clamp(x, { min: 0 }), nonzero([4])],
    [(x) => ops.clamp(x, { max: 0 }), nonzero([4])],
  ],
  where: [
    ...binary((a, b) => ops.where(ops.greater(a, b), a, b)),
    [(a, b) => ops.where([[1], [0]], a, b), [2, 3], [3]],
    [(a, b) => ops.where([1, 0, 1], a, b), [], [2, 1]],
  ],

  // Reductions
  sum: [...reduction(ops.sum), [(x) => ops.sum(x, 0), [0, 3]]],
  mean: reduction(ops.mean),
  prod: [
    ...reduction(ops.prod),
    [(x) => ops.prod(x, 0), [0, 3]],
    [(x) => ops.prod(x), [7]],
    [(x) => ops.prod(ops.mul(x, [1, 0, 1])), [3]],
    [(x) => ops.prod(ops.mul(x, [0, 0, 1])), [3]],
  ],
  max: reduction(ops.max),
  min: reduction(ops.min),
  variance: [
    ...reduction((x, axis, options) => ops.variance(x, axis, { correction: 0, ...options })),
    [(x) => ops.variance(x), [2, 3]],
    [(x) => ops.variance(x, 0, { keepdims: true }), [4, 2]],
  ],
  std: [
    ...reduction((x, axis, options) => ops.std(x, axis, { correction: 0, ...options })),
    [(x) => ops.std(x), [2, 3]],
    [(x) => ops.std(x, 0, { keepdims: true }), [4, 2]],
  ],
  norm: reduction(ops.norm, nonzero),
  logsumexp: reduction(ops.logsumexp),
  softmax: [
    [(x) => ops.softmax(x), [2, 3]],
    [(x) => ops.softmax(x, 0), [2, 3]],
    [(x) => ops.softmax(x, [0, -1]), [2, 3, 2]],
    [(x) => ops.softmax(x, null), [2, 3]],
    [(x) => ops.softmax(x, null), []],
    [(x) => ops.softmax(x), [0, 3]],
  ],
  logSoftmax: [
    [(x) => ops.logSoftmax(x), [2, 3]],
    [(x) => ops.logSoftmax(x, 0), [2, 3]],
    [(x) => ops.logSoftmax(x, [0, -1]), [2, 3, 2]],
    [(x) => ops.logSoftmax(x, null), [2, 3]],
    [(x) => ops.logSoftmax(x, null), []],
    [(x) => ops.logSoftmax(x), [0, 3]],
  ],
  cumsum: [
    [(x) => ops.cumsum(x), [2, 3]],
    [(x) => ops.cumsum(x, 0), [2, 3]],
    [(x) => ops.cumsum(x, -1), [2, 3, 2]],
    [(x) => ops.cumsum(x, 1), [0, 3]],
    [(x) => ops.cumsum(x), []],
  ],
  layerNorm: [
    [(x) => ops.layerNorm(x, [3]), [2, 3]],
    [(x, weight, bias) => ops.layerNorm(x, [3], { weight, bias, eps: 0.1 }), [2, 3], [3], [3]],
    [(x, weight) => ops.layerNorm(x, [3, 2], { weight }), [2, 3, 2], [3, 2]],
    [(x) => ops.layerNorm(x, [3]), [0, 3]],
  ],

  // Matrices
  matmul: [
    [(a, b) => ops.matmul(a, b), [2, 3], [3, 4]],
    [(a, b) => ops.matmul(a, b), [3], [3]],
    [(a, b) => ops.matmul(a, b), [3], [3, 2]],
    [(a, b) => ops.matmul(a, b), [2, 3], [3]],
    [(a, b) => ops.matmul(a, b), [2, 2, 3], [2, 3, 2]],
    [(a, b) => ops.matmul(a, b), [2, 3], [2, 3, 2]],
    [(a, b) => ops.matmul(a, b), [2, 1, 2, 3], [2, 3, 1]],
    [(a, b) => ops.matmul(a, b), [2, 2, 3], [3]],
    [(a, b) => ops.matmul(a, b), [3], [2, 3, 2]],
    [(a, b) => ops.matmul(a, b), [2, 0], [0, 3]],
    [(a, b) => ops.matmul(a, b), [0, 2], [2, 3]],
    [(a) => ops.matmul(a, a), [2, 2]],
  ],

  // The same elements elsewhere
  broadcastTo: [
    [(x) => ops.broadcastTo(x, [2, 3]), [2, 1]],
    [(x) => ops.broadcastTo(x, [2, 4, 3]), [3]],
    [(x) => ops.broadcastTo(x, [2, 2]), []],
    [(x) => ops.broadcastTo(x, [0, 3]), [1, 3]],
    [(x) => ops.broadcastTo(x, [2, 3]), [2, 3]],
  ],
  reshape: [
    [(x) => ops.reshape(x, [3, 2]), [2, 3]],
    [(x) => ops.reshape(x, [2, -1]), [2, 3, 2]],
    [(x) => ops.reshape(x, []), [1, 1]],
    [(x) => ops.reshape(x, [1]), []],
    [(x) => ops.reshape(x, [3, 0]), [0, 2]],
  ],
  squeeze: [
    [(x) => ops.squeeze(x), [1, 2, 1]],
    [(x) => ops.squeeze(x, -1), [1, 2, 1]],
    [(x) => ops.squeeze(x, [0, 2]), [1, 2, 1]],
    [(x) => ops.squeeze(x), []],
    [(x) => ops.squeeze(x), [0, 1]],
  ],
  unsqueeze: [
    [(x) => ops.unsqueeze(x, 1), [2, 3]],
    [(x) => ops.unsqueeze(x, -1), [2, 3]],
    [(x) => ops.unsqueeze(x, 0), []],
    [(x) => ops.unsqueeze(x, 0), [0]],
  ],
  permute: [
    [(x) => ops.permute(x, [2, 0, 1]), [2, 3, 4]],
    [(x) => ops.permute(x, [-1, 0]), [2, 3]],
    [(x) => ops.permute(x, []), []],
    [(x) => ops.permute(x, [1, 0]), [0, 2]],
  ],
  transpose: [
    [(x) => ops.transpose(x), [2, 3]],
    [(x) => ops.transpose(x, 0, -1), [2, 3, 4]],
    [(x) => ops.transpose(x), [0, 3]],
  ],
  flip: [
    [(x) => ops.flip(x), [2, 3]],
    [(x) => ops.flip(x, -1), [2, 3]],
    [(x) => ops.flip(x, [0, 2]), [2, 3, 2]],
    [(x) => ops.flip(x), []],
    [(x) => ops.flip(x), [0, 3]],
  ],
  slice: [
    [(x) => ops.slice(x, [0]), [2, 3]],
    [(x) => ops.slice(x, [null, -1]), [2, 3]],
    [(x) => ops.slice(x, [1, 2]), [2, 3]],
    [(x) => ops.slice(x, [[1, 3]]), [4, 2]],
    [(x) => ops.slice(x, [[null, null, -1]]), [4]],
    [(x) => ops.slice(x, [null, [-1, null, -2]]), [2, 5]],
    [(x) => ops.slice(x, [[2, 2]]), [3, 2]],
    [(x) => ops.slice(x, []), []],
    [(x) => ops.slice(x, [null, [1, 3]]), [0, 3]],
  ],
  pad: [
    [(x) => ops.pad(x, [[1, 2]]), [3]],
    [(x) => ops.pad(x, margins, 7), [2, 3]],
    [(x) => ops.pad(x, []), []],
    [(x) => ops.pad(x, [[1, 1]]), [0]],
  ],
  concat: [
    [(a, b) => ops.concat([a, b]), [2, 3], [1, 3]],
    [(a, b, c) => ops.concat([a, b, c], -1), [2, 1], [2, 2], [2, 0]],
    [(a, b) => ops.concat([a, b, a]), [2], [3]],
    [(a) => ops.concat([a, [1, 2]]), [3]],
    [(a) => ops.concat([a]), [2, 2]],
  ],
  stack: [
    [(a, b) => ops.stack([a, b]), [2, 3], [2, 3]],
    [(a, b) => ops.stack([a, b], -1), [2, 3], [2, 3]],
    [(a, b) => ops.stack([a, b, a]), [], []],
    [(a, b) => ops.stack([a, b], 1), [0], [0]],
  ],
  gather: [
    [(x) => ops.gather(x, [[2, 0, 0]], 1), [2, 3]],
    [(x) => ops.gather(x, labels, 0), [2, 3]],
    [(x) => ops.gather(x, [[[1], [0]]], -1), [2, 2, 2]],
    [(x) => ops.gather(x, [1, 1, 1, 0], 0), [2]],
    [(x) => ops.gather(x, [], 0), [3]],
  ],
  indexSelect: [
    [(x) => ops.indexSelect(x, [2, 0, 2]), [3, 2]],
    [(x) => ops.indexSelect(x, [1], -1), [2, 3]],
    [(x) => ops.indexSelect(x, [0, 0, 1], 1), [2, 2, 2]],
    [(x) => ops.indexSelect(x, []), [3, 2]],
    [(x) => ops.square(ops.indexSelect(x, [2, 0, 2])), [3, 2]], // its backward pass depends on x, too
  ],

  // With random numbers: the same ones at each call
  dropout: [
    ...unary((x) => ops.dropout(x, 0.4, { generator: new ops.Generator(1) })),
    [(x) => ops.dropout(x, 1), [3]],
    [(x) => ops.dropout(x, 0.5, { training: false }), [3]],
  ],

  // Losses of probabilities and logits
  bceWithLogits: [
    ...regression(ops.bceWithLogits),
    [(x) => ops.bceWithLogits(x, labels, { posWeight: [1, 2, 3] }), [2, 3]],
    [(x, weight) => ops.bceWithLogits(x, labels, { weight }), [2, 3], positive([3])],
  ],
  focalLoss: [
    [(x) => ops.focalLoss(x, labels), [2, 3]],
    [(x) => ops.focalLoss(x, labels, { alpha: null, gamma: 0.5, reduction: "sum" }), [2, 3]],
    [(x, t) => ops.focalLoss(x, t, { reduction: "none" }), [2, 3], probability([2, 3])],
  ],
  generalizedCrossEntropy: [
    [(x) => ops.generalizedCrossEntropy(x, labels), [2, 3]],
    [(x) => ops.generalizedCrossEntropy(x, labels, { q: 1, reduction: "sum" }), [2, 3]],
    [
      (x, t) => ops.generalizedCrossEntropy(x, t, { q: 0.2, reduction: "none" }),
      [2, 3],
      probability([2, 3]),
    ],
  ],
  softmaxFocalLoss: [
    [(x) => ops.softmaxFocalLoss(x, [0, 2]), [2, 3]],
    [(x) => ops.softmaxFocalLoss(x, [0, 2], { gamma: 1.5, reduction: "none" }), [2, 3]],
    [(x, alpha) => ops.softmaxFocalLoss(x, [0, 2], { alpha }), [2, 3], positive([3])],
  ],
  crossEntropy: [
    [(x) => ops.crossEntropy(x, [0, 2]), [2, 3]],
    [(x) => ops.crossEntropy(x, 1), [3]],
    [(x) => ops.crossEntropy(x, [0, -100], { reduction: "sum" }), [2, 3]],
    [(x) => ops.crossEntropy(x, [0, 2], { reduction: "none", labelSmoothing: 0.1 }), [2, 3]],
    [(x, weight) => ops.crossEntropy(x, [0, 2], { weight }), [2, 3], positive([3])],
    [(x, t) => ops.crossEntropy(x, t), [2, 3], probability([2, 3])],
  ],
  nllLoss: [
    [(x) => ops.nllLoss(x, [0, 2]), [2, 3]],
    [(x, weight) => ops.nllLoss(x, [0, 2], { weight }), [2, 3], positive([3])],
  ],

  // Losses of real numbers
  mse: regression(ops.mse),
  l1: regression(ops.l1),
  huber: [...regression(ops.huber), [(x, y) => ops.huber(x, y, { delta: 0.5 }), [4], [4]]],
  smoothL1: [
    ...regression(ops.smoothL1),
    [(x, y) => ops.smoothL1(x, y, { beta: 0.5 }), [4], [4]],
    [(x, y) => ops.smoothL1(x, y, { beta: 0 }), [4], [4]],
  ],
  asl1: [
    ...regression((x, y, options) => ops.asl1(x, y, { mu: 0.5, ...options })),
    [(x, y) => ops.asl1(x, y), [3], [3]],
  ],

  // Harmonised losses. Their weights are constant between the borders of bins.
  ghmcLoss: [
    [(x) => ops.ghmcLoss(x, labels), [2, 3]],
    [
      (x) =>
        ops.ghmcLoss(x, labels, {
          mask: [
            [1, 1, 0],
            [1, 0, 1],
          ],
          lossWeight: 3,
        }),
      [2, 3],
    ],
    [(x) => ops.ghmcLoss(x, [2, 0], { reduction: "sum" }), [2, 3]],
    [(x, t) => ops.ghmcLoss(x, t, { reduction: "none" }), [2, 3], probability([2, 3])],
    [(x) => ops.ghmcLoss(x, labels, { density: new ops.WindowDensity(0.2) }), [2, 3]],
    [(x) => ops.ghmcLoss(x, [], { reduction: "sum" }), [0]],
  ],
  ghmcSoftmaxLoss: [
    [(x) => ops.ghmcSoftmaxLoss(x, [0, 2]), [2, 3]],
    [(x) => ops.ghmcSoftmaxLoss(x, [0, 2], { gradientNorm: "l2", reduction: "none" }), [2, 3]],
    [(x) => ops.ghmcSoftmaxLoss(x, [0, 2, 1], { mask: [1, 0, 1], lossWeight: 2 }), [3, 3]],
  ],
  ghmrLoss: [
    [(x, y) => ops.ghmrLoss(x, y, { mu: 0.5 }), [2, 3], [2, 3]],
    [(x, y) => ops.ghmrLoss(x, y, { mu: 0.5, mask: [1, 0, 2], reduction: "sum" }), [3], [3]],
    [(x, y) => ops.ghmrLoss(x, y, { mu: 0.5, reduction: "none" }), [3], [3]],
  ],
  harmonize: [
    [(x) => ops.harmonize(ops.bceWithLogits(x, labels, { reduction: "none" }), x), [2, 3]],
    [(x) => ops.harmonize(ops.crossEntropy(x, [0, 2], { reduction: "none" }), x), [2, 3]],
  ],
  // Fused ops
  affine: [
    [fused.affine, [4, 3], [3, 2], [2]],
    [fused.affine, [2, 4, 3], [3, 2], [2]],
    [fused.affine, [3], [3, 2], [2]],
    [fused.affine, [0, 3], [3, 2], [2]],
  ],
  product: [
    [fused.product, [], [2, 3], [2, 3]],
    [fused.product, [2, 3], [2, 3], [2, 3]],
    [fused.product, [3], [2, 1], [2, 3]],
    [(a) => fused.product(a, a, a), [3]],
  ],
  weighted: binary(fused.weighted),
  sigmoidMinus: binary((x, t) => fused.sigmoidMinus(x, t)),
  sigmoidBackward: binary(fused.sigmoidBackward),
  softplusBackward: binary(fused.softplusBackward),
  tanhBackward: binary(fused.tanhBackward),
  reluBackward: binary(fused.reluBackward, normal, nonzero),
  ohem: [
    [(x) => ops.ohem(ops.square(x), 2), [4]],
    [(x) => ops.ohem(ops.square(x), 3, { reduction: "none" }), [2, 3]],
  ],
};
