/**
 * Every function on arrays that have no elements: the shapes and values of NumPy and PyTorch, and
 * gradients, to the second order, of the shapes of their inputs. A function without a row in
 * `table` fails by name.
 */
import { describe, expect, it } from "vitest";
import * as g from "../../src/index.js";
import { gradients, ones, tensor, type Shape, type Tensor } from "../../src/index.js";
import * as losses from "../../src/losses/index.js";
import * as concat from "../../src/ops/concat.js";
import * as functions from "../../src/ops/functions.js";
import * as fused from "../../src/ops/fused.js";
import * as where from "../../src/ops/where.js";

const shapes: readonly Shape[] = [
  ...[[0], [0, 3], [2, 0], [0, 0], [1, 0], [2, 2, 0], [0, 2, 2], [3, 1, 0], [2, 0, 3]],
];

interface Call {
  f: (...inputs: Tensor[]) => Tensor;
  inputs: Shape[];
  /** The shape of the result, and the value of its elements, if it has any; or the error. */
  gives: { shape: Shape; value?: number | undefined } | RegExp;
}
type Row = (shape: Shape) => Call[];

const alike =
  (f: (x: Tensor) => Tensor): Row =>
  (shape) => [{ f, inputs: [shape], gives: { shape } }];

/** With all that broadcasts to the shape. */
const pairs =
  (f: (a: Tensor, b: Tensor) => Tensor): Row =>
  (shape) =>
    [shape, [], [1], ...shape.map((_, axis) => shape.with(axis, 1))].flatMap((other) =>
      // A size of 1 becomes 0, but not the other way round.
      [
        { f, inputs: [shape, other], gives: { shape } },
        { f, inputs: [other, shape], gives: { shape } },
      ],
    );

const axesOf = (shape: Shape): (number | number[] | null)[] => [
  ...[null, [], -1, [...shape.keys()]],
  ...shape.keys(),
  ...(shape.length > 1 ? [[0, -1]] : []),
];

/** What a reduction gives of no elements: a value, or an error that names the empty axes. */
const reduction =
  (
    f: (x: Tensor, axis: g.Axis, options: g.ReduceOptions) => Tensor,
    ofNone: number | string,
  ): Row =>
  (shape) =>
    axesOf(shape).flatMap((axis) =>
      [false, true].map((keepdims): Call => {
        const named = axis === null ? [...shape.keys()] : [axis].flat();
        const axes = named.map((a) => (a < 0 ? a + shape.length : a)).sort();
        const empty = axes.filter((a) => shape[a] === 0);
        const kept = shape.map((n, a) => (axes.includes(a) ? 1 : n));
        const dropped = shape.filter((_, a) => !axes.includes(a));
        return {
          f: (x) => f(x, axis, { keepdims }),
          inputs: [shape],
          gives:
            typeof ofNone === "string" && empty.length > 0
              ? new RegExp(`^${ofNone}: shape .* no elements along axis .${empty.join(", ")}.$`)
              : { shape: keepdims ? kept : dropped, value: Number(ofNone) },
        };
      }),
    );

const alongAxes =
  (f: (x: Tensor, axis: number) => Tensor): Row =>
  (shape) =>
    [-1, ...shape.keys()].flatMap((axis) => alike((x) => f(x, axis))(shape));

type Loss = (x: Tensor, t: Tensor, options: g.LossOptions) => Tensor;

const reduced = (
  f: Loss,
  inputs: Shape[],
  target: Shape,
  each: { shape: Shape; value?: number | undefined },
  meanOfNone: number,
): Call[] =>
  (["none", "mean", "sum"] as const).map((reduction) => {
    const value = { none: each.value, mean: meanOfNone, sum: 0 }[reduction];
    return {
      f: (x) => f(x, g.zeros(target), { reduction }),
      inputs,
      gives: { shape: reduction === "none" ? each.shape : [], value },
    };
  });

/** A loss for each element. */
const elementLoss =
  (f: Loss, meanOfNone = NaN): Row =>
  (shape) =>
    reduced(f, [shape], shape, { shape }, meanOfNone);

/** A loss for each row, of class indices: an error where there are rows, but no classes. */
const rowLoss =
  (f: Loss, meanOfNone = NaN): Row =>
  (shape) => {
    const rows = shape.slice(0, -1);
    if (!rows.includes(0)) {
      const inputs = [shape];
      return [{ f: (x) => f(x, g.zeros(rows), {}), inputs, gives: /there are no classes/ }];
    }
    return reduced(f, [shape], rows, { shape: rows }, meanOfNone);
  };

const both =
  (...parts: Row[]): Row =>
  (shape) =>
    parts.flatMap((row) => row(shape));

const ghmc =
  (options: g.GHMOptions = {}): Loss =>
  (x, t, { reduction }) =>
    g.ghmcLoss(x, t, { ...options, reduction });

/** Pairs of shapes with what their matrix product has. */
const products: [Shape, Shape, Shape][] = [
  [[0], [0], []],
  [[0], [0, 3], [3]],
  [[2, 0], [0], [2]],
  [
    [2, 0],
    [0, 3],
    [2, 3],
  ],
  [
    [0, 2],
    [2, 3],
    [0, 3],
  ],
  [
    [2, 3],
    [3, 0],
    [2, 0],
  ],
  [
    [0, 0],
    [0, 0],
    [0, 0],
  ],
  [[3], [3, 0], [0]],
  [[0, 3], [3], [0]],
  [
    [2, 2, 0],
    [0, 3],
    [2, 2, 3],
  ],
  [[2, 2, 0], [0], [2, 2]],
  [
    [3, 1, 0],
    [0, 2],
    [3, 1, 2],
  ],
  [
    [0, 2, 3],
    [3, 4],
    [0, 2, 4],
  ],
  [[0, 2, 3], [3], [0, 2]],
  [
    [0, 2, 3],
    [0, 3, 4],
    [0, 2, 4],
  ],
  [
    [2, 0, 3],
    [3, 0],
    [2, 0, 0],
  ],
  [
    [2, 3],
    [0, 3, 4],
    [0, 2, 4],
  ],
  [[0], [2, 0, 3], [2, 3]],
  [
    [4, 1, 2, 0],
    [3, 0, 2],
    [4, 3, 2, 2],
  ],
];
const productCalls = products.map(([a, b, shape]): Call => {
  return { f: g.matmul, inputs: [a, b], gives: { shape, value: 0 } };
});

const table: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(
    [
      ...[g.abs, g.cos, g.dropout, g.elu, g.erf, g.exp, g.expm1, g.flip, g.gelu, g.leakyRelu],
      ...[g.log, g.log1p, g.logSigmoid, g.neg, g.reciprocal, g.relu, g.rsqrt, g.sigmoid, g.silu],
      ...[g.sin, g.softplus, g.sqrt, g.square, g.tanh],
    ].map((f) => [f.name, alike((x) => f(x))]),
  ),
  ...Object.fromEntries(
    [g.add, g.sub, g.mul, g.div, g.maximum, g.minimum].map((f) => [f.name, pairs(f)]),
  ),
  ...Object.fromEntries(
    [g.equal, g.greater, g.greaterEqual, g.less, g.lessEqual].map((f) => [f.name, pairs(f)]),
  ),
  clamp: alike((x) => g.clamp(x, { min: 0 })),
  pow: both(
    pairs(g.pow),
    alike((x) => g.pow(x, 0)),
    alike((x) => g.pow(x, 3)),
  ),
  where: both(
    pairs((a, b) => g.where([1], a, b)),
    pairs((a, b) => g.where(g.zeros(a.ndim > b.ndim ? a.shape : b.shape), a, b)),
  ),

  sum: reduction(g.sum, 0),
  mean: reduction(g.mean, NaN),
  prod: reduction(g.prod, 1),
  max: reduction(g.max, "max and min"),
  min: reduction(g.min, "max and min"),
  variance: reduction(g.variance, NaN),
  std: reduction(g.std, NaN),
  norm: reduction(g.norm, 0),
  logsumexp: reduction(g.logsumexp, -Infinity),
  softmax: both(
    alongAxes(g.softmax),
    alike((x) => g.softmax(x, null)),
  ),
  logSoftmax: both(
    alongAxes(g.logSoftmax),
    alike((x) => g.logSoftmax(x, null)),
  ),
  cumsum: both(alongAxes(g.cumsum), (shape) => [
    { f: (x) => g.cumsum(x), inputs: [shape], gives: { shape: [0] } },
  ]),
  layerNorm: (shape) =>
    shape.flatMap((_, axis) => [
      { f: (x) => g.layerNorm(x, shape.slice(axis)), inputs: [shape], gives: { shape } },
      {
        f: (x, weight, bias) => g.layerNorm(x, shape.slice(axis), { weight, bias }),
        inputs: [shape, shape.slice(axis), shape.slice(axis)],
        gives: { shape },
      },
    ]),

  matmul: () => productCalls,
  affine: () =>
    productCalls
      .map(({ inputs, gives }) => {
        const columns = inputs[1].length < 2 ? 1 : inputs[1][inputs[1].length - 1];
        return {
          f: (x: Tensor, w: Tensor) => fused.affine(x, w, g.zeros([columns])),
          inputs,
          gives,
        };
      })
      .filter(({ inputs }) => inputs[1].length > 1),

  broadcastTo: (shape) => [
    {
      f: (x) => g.broadcastTo(x, [2, ...shape]),
      inputs: [shape],
      gives: { shape: [2, ...shape] },
    },
    { f: (x) => g.broadcastTo(x, shape), inputs: [[1]], gives: { shape } },
  ],
  reshape: (shape) => [
    { f: (x) => g.reshape(x, [-1]), inputs: [shape], gives: { shape: [0] } },
    { f: (x) => g.reshape(x, [-1, 5]), inputs: [shape], gives: { shape: [0, 5] } },
    { f: (x) => g.reshape(x, [0, 7]), inputs: [shape], gives: { shape: [0, 7] } },
    {
      f: (x) => g.reshape(x, [-1, 0]),
      inputs: [shape],
      gives: /-1 in \[-1, 0\] could be any size; name it/,
    },
    { f: (x) => g.reshape(x, [2]), inputs: [shape], gives: /0 elements, which do not fill \[2\]/ },
  ],
  squeeze: (shape) => [
    {
      f: (x) => g.squeeze(x),
      inputs: [shape],
      gives: { shape: shape.filter((n) => n !== 1) },
    },
  ],
  unsqueeze: (shape) => [
    { f: (x) => g.unsqueeze(x, 0), inputs: [shape], gives: { shape: [1, ...shape] } },
    { f: (x) => g.unsqueeze(x, -1), inputs: [shape], gives: { shape: [...shape, 1] } },
  ],
  permute: (shape) => [
    {
      f: (x) => g.permute(x, [...shape.keys()].reverse()),
      inputs: [shape],
      gives: { shape: shape.toReversed() },
    },
  ],
  transpose: (shape) => [
    {
      f: (x) => g.transpose(x, 0, -1),
      inputs: [shape],
      gives: {
        shape: shape.with(0, shape[shape.length - 1]).with(shape.length - 1, shape[0]),
      },
    },
  ],
  slice: (shape) => [
    { f: (x) => g.slice(x, [[null, null, -1]]), inputs: [shape], gives: { shape } },
    {
      f: (x) => g.slice(x, [[1, null, 2]]),
      inputs: [shape],
      gives: { shape: shape.with(0, Math.floor(shape[0] / 2)) },
    },
    {
      f: (x) => g.slice(x, [0]),
      inputs: [shape],
      gives:
        shape[0] === 0 ? /no entry 0 along axis 0, which has size 0/ : { shape: shape.slice(1) },
    },
    { f: (x) => g.slice(x, [[0, 0]]), inputs: [[2, 3]], gives: { shape: [0, 3] } },
  ],
  pad: (shape) => [
    {
      f: (x) =>
        g.pad(
          x,
          shape.map(() => [1, 2]),
          7,
        ),
      inputs: [shape],
      gives: { shape: shape.map((n) => n + 3), value: 7 },
    },
  ],
  concat: (shape) =>
    shape.map((_, axis) => ({
      f: (a, b) => g.concat([a, b], axis),
      inputs: [shape, shape],
      gives: { shape: shape.with(axis, 2 * shape[axis]) },
    })),
  stack: (shape) =>
    [0, -1].map((axis) => ({
      f: (a, b) => g.stack([a, b], axis),
      inputs: [shape, shape],
      gives: { shape: axis === 0 ? [2, ...shape] : [...shape, 2] },
    })),
  gather: (shape) => [
    { f: (x) => g.gather(x, g.zeros(shape), 0), inputs: [shape], gives: { shape } },
    {
      f: (x) => g.gather(x, g.zeros(shape.map(() => 0)), -1),
      inputs: [shape.map(() => 2)],
      gives: { shape: shape.map(() => 0) },
    },
    {
      f: (x) => g.gather(x, [0], 0),
      inputs: [[0]],
      gives: /index 0 is none of the 0 places along axis 0$/,
    },
  ],
  indexSelect: (shape) => [
    { f: (x) => g.indexSelect(x, []), inputs: [shape], gives: { shape: shape.with(0, 0) } },
    { f: (x) => g.indexSelect(x, []), inputs: [[2, 3]], gives: { shape: [0, 3] } },
  ],
  backward: alike((x) => {
    const y = x.mul(2);
    const leaf = tensor(x, { requiresGrad: true });
    leaf.mul(2).backward(ones(x.shape));
    expect(leaf.grad?.shape).toEqual(x.shape);
    return y;
  }),

  // Fused ops
  product: (shape) => [
    { f: fused.product, inputs: [[], shape, shape], gives: { shape } },
    { f: fused.product, inputs: [shape, [1], shape], gives: { shape } },
  ],
  weighted: pairs(fused.weighted),
  sigmoidMinus: pairs((x, t) => fused.sigmoidMinus(x, t)),
  sigmoidBackward: pairs(fused.sigmoidBackward),
  softplusBackward: pairs(fused.softplusBackward),
  tanhBackward: pairs(fused.tanhBackward),
  reluBackward: pairs(fused.reluBackward),

  // Losses
  ...Object.fromEntries(
    [
      ...[g.focalLoss, g.generalizedCrossEntropy],
      ...[g.mse, g.l1, g.huber, g.smoothL1, g.asl1],
    ].map((f) => [f.name, elementLoss(f)]),
  ),
  bceWithLogits: both(
    elementLoss(g.bceWithLogits),
    elementLoss((x, t, options) =>
      g.bceWithLogits(x, t, { ...options, weight: ones(x.shape), posWeight: 2 }),
    ),
  ),
  crossEntropy: both(
    rowLoss(g.crossEntropy),
    rowLoss((x, t, options) => g.crossEntropy(x, t, { ...options, labelSmoothing: 0.1 })),
    (shape) => {
      const each = { shape: shape.slice(0, -1), value: 0 };
      return reduced(g.crossEntropy, [shape], shape, each, each.shape.includes(0) ? NaN : 0);
    },
  ),
  nllLoss: rowLoss(g.nllLoss),
  softmaxFocalLoss: both(
    rowLoss(g.softmaxFocalLoss),
    rowLoss((x, t, options) =>
      g.softmaxFocalLoss(x, t, { ...options, alpha: ones(x.shape.slice(-1)) }),
    ),
  ),
  ghmcLoss: both(
    elementLoss(ghmc(), 0),
    elementLoss((x, t, options) => ghmc({ mask: ones(x.shape) })(x, t, options), 0),
    elementLoss(ghmc({ density: new g.WindowDensity(0.2) }), 0),
    (shape) => {
      const classes = shape[shape.length - 1];
      if (shape.length < 2 || classes === 0) return [];
      const density = new g.GradientDensity({ classes });
      return [shape, shape.slice(0, -1)].flatMap((target) =>
        reduced(ghmc({ density }), [shape], target, { shape }, 0),
      );
    },
  ),
  ghmcGradientNorm: (shape) => [
    { f: (x) => g.ghmcGradientNorm(x, g.zeros(shape)), inputs: [shape], gives: { shape } },
  ],
  ghmrLoss: elementLoss(g.ghmrLoss, 0),
  ghmcSoftmaxLoss: both(rowLoss(g.ghmcSoftmaxLoss, 0), (shape) => {
    const rows = shape.slice(0, -1);
    return rows.includes(0)
      ? reduced(g.ghmcSoftmaxLoss, [shape], shape, { shape: rows }, 0)
      : [{ f: (x) => g.ghmcSoftmaxLoss(x, x), inputs: [shape], gives: /there are no classes/ }];
  }),
  harmonize: (shape) =>
    [0, ...shape.keys()].flatMap((axis) =>
      reduced(
        (x, _, options) => {
          const each = g.square(x).sum(shape.slice(axis).map((_, a) => axis + a));
          return g.harmonize(axis === 0 ? g.square(x) : each, x, undefined, options);
        },
        [shape],
        [],
        { shape: axis === 0 ? shape : shape.slice(0, axis), value: 0 },
        0,
      ),
    ),
  ohem: (shape) => [
    { f: (x) => g.ohem(x, 1), inputs: [shape], gives: /k must be a whole number from 1 to the/ },
  ],
};

/** These take no tensors, or give none. */
const others = [
  "classBalancedWeights",
  "harmonizedGradient",
  "lens",
  "reformulatedGradient",
  "softmaxLens",
];

const names = [functions, concat, where, fused, losses].flatMap((module) =>
  Object.entries<unknown>(module).flatMap(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name) ? [name] : [],
  ),
);

it.each(names)("%s() has a row for shapes without elements", (name) => {
  expect([...Object.keys(table), ...others]).toContain(name);
});

/** Ones, so that a value that is made of nothing does not come from the inputs. */
const filled = (shape: Shape) => ones(shape, { dtype: "float64", requiresGrad: true });

function check({ f, inputs, gives }: Call): void {
  const leaves = inputs.map(filled);
  if (gives instanceof RegExp) {
    expect(() => f(...leaves)).toThrow(gives);
    return;
  }
  const y = f(...leaves);
  expect(y.shape).toEqual(gives.shape);
  const elements = [...tensor(y).data.data];
  expect(elements).toEqual(elements.map(() => gives.value));
  if (!y.requiresGrad) return;
  const first = gradients(y, leaves, { gradient: ones(y.shape), createGraph: true });
  for (const gradient of first) {
    if (!gradient.requiresGrad) continue;
    const second = gradients(gradient, leaves, { gradient: ones(gradient.shape) });
    expect(second.map((t) => t.shape)).toEqual(inputs);
  }
  expect(first.map((t) => t.shape)).toEqual(inputs);
  // Nothing depends on the inputs: what elements they have get sums of nothing.
  for (const gradient of first) {
    expect([...tensor(gradient).data.data].every((value) => value === 0)).toBe(true);
  }
}

describe.each(Object.entries(table))("%s", (_, row) => {
  it.each(shapes.map((shape): [string, Shape] => [JSON.stringify(shape), shape]))(
    "of shape %s",
    (_, shape) => {
      for (const call of row(shape)) check(call);
    },
  );
});

it("scores without an axis of classes are refused by name", () => {
  const ofScores = [g.crossEntropy, g.nllLoss, g.softmaxFocalLoss, g.ghmcSoftmaxLoss];
  for (const f of ofScores) {
    expect(() => f(3, 0)).toThrow(`${f.name}: the scores, a single number, need`);
  }
});

it("a model takes a batch without rows", () => {
  const model = g.mlp([3, 2, 1]);
  const y = model.forward(g.zeros([0, 3]));
  expect(y.shape).toEqual([0, 1]);
  y.sum().backward();
  for (const p of model.parameters()) {
    expect(p.grad?.shape).toEqual(p.shape);
    expect([...tensor(p.grad ?? NaN).data.data].every((value) => value === 0)).toBe(true);
  }
});
