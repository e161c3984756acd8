/** Ops and their gradients: ops-*.json. */
import * as g from "../../src/index.js";
import { gradients, type Axis, type Tensor } from "../../src/index.js";
import type { Check } from "./check.js";
import {
  anything,
  axis,
  boolean,
  listOf,
  lookUp,
  number,
  numbers,
  oneOf,
  orNull,
  pairOf,
  string,
  tensorOf,
  type Fields,
  type Reader,
} from "./fields.js";
import { pointwise, reduction, rowwise, type PointwiseLoss } from "./pointwise.js";

type Compute = (inputs: readonly Tensor[], attrs: Fields) => Tensor;

function takes(least: number, most: number, compute: Compute): Compute {
  return (inputs, attrs) => {
    if (inputs.length < least || inputs.length > most) {
      const range = least === most ? String(least) : `${least} to ${most}`;
      throw new Error(`${inputs.length} inputs, for an op that takes ${range}`);
    }
    return compute(inputs, attrs);
  };
}

const unary = (f: (x: Tensor, attrs: Fields) => Tensor) => takes(1, 1, ([x], attrs) => f(x, attrs));
const binary = (f: (a: Tensor, b: Tensor, attrs: Fields) => Tensor) =>
  takes(2, 2, ([a, b], attrs) => f(a, b, attrs));

const axisOf = (attrs: Fields) => attrs.optional("axis", axis) ?? null;
const keepdimsOf = (attrs: Fields) => attrs.optional("keepdims", boolean) ?? false;

const reduce = (f: (x: Tensor, axis: Axis, options: { keepdims: boolean }) => Tensor) =>
  unary((x, attrs) => f(x, axisOf(attrs), { keepdims: keepdimsOf(attrs) }));

const spread = (f: typeof g.variance) =>
  unary((x, attrs) => {
    const correction = (attrs.optional("unbiased", boolean) ?? true) ? 1 : 0;
    return f(x, axisOf(attrs), { correction, keepdims: keepdimsOf(attrs) });
  });

const loss = (f: PointwiseLoss) =>
  binary((output, target, attrs) => f(output, target, attrs, reduction(attrs)));

/** The target is an attribute, or the second input. PyTorch has the classes on axis 1. */
const classLoss = (f: PointwiseLoss) =>
  takes(1, 2, (inputs, attrs) => {
    const [x] = inputs;
    const target = inputs.length > 1 ? inputs[1] : attrs.required("target", tensorOf(x.dtype));
    const classesLast = (t: Tensor) => {
      const axes = t.shape.map((_, a) => a);
      return t.ndim > 2 ? t.permute([...axes.filter((a) => a !== 1), 1]) : t;
    };
    const wanted = target.ndim === x.ndim ? classesLast(target) : target;
    return f(classesLast(x), wanted, attrs, reduction(attrs));
  });

/** The slice of one axis: `[start, stop, step]`, a single index, or `null` for all. */
const sliceSpec: Reader<g.SliceSpec> = orNull((value, label) => {
  if (!Array.isArray(value)) return number(value, label);
  const [start, stop, step, ...more] = listOf(orNull(number))(value, label);
  if (value.length === 0 || more.length > 0) {
    throw new Error(`${label} holds ${value.length} entries, not start, stop and step`);
  }
  return [start, stop ?? null, step ?? null];
});

const ops: Readonly<Record<string, Compute>> = {
  add: binary(g.add),
  sub: binary(g.sub),
  mul: binary(g.mul),
  div: binary(g.div),
  pow: binary(g.pow),
  maximum: binary(g.maximum),
  minimum: binary(g.minimum),
  matmul: binary(g.matmul),
  pow_scalar: unary((x, attrs) => g.pow(x, attrs.required("exponent", number))),

  neg: unary(g.neg),
  relu: unary(g.relu),
  tanh: unary(g.tanh),
  sigmoid: unary(g.sigmoid),
  softplus: unary(g.softplus),
  log_sigmoid: unary(g.logSigmoid),
  silu: unary(g.silu),
  exp: unary(g.exp),
  log: unary(g.log),
  log1p: unary(g.log1p),
  expm1: unary(g.expm1),
  abs: unary(g.abs),
  sqrt: unary(g.sqrt),
  rsqrt: unary(g.rsqrt),
  square: unary(g.square),
  reciprocal: unary(g.reciprocal),
  sin: unary(g.sin),
  cos: unary(g.cos),
  erf: unary(g.erf),
  gelu: unary((x, attrs) =>
    g.gelu(x, attrs.optional("approximate", oneOf("none", "tanh")) ?? "none"),
  ),
  elu: unary((x, attrs) => g.elu(x, attrs.optional("alpha", number) ?? 1)),
  leaky_relu: unary((x, attrs) => g.leakyRelu(x, attrs.optional("slope", number) ?? 0.01)),
  clamp: unary((x, attrs) => {
    const min = attrs.optional("min", orNull(number)) ?? -Infinity;
    return g.clamp(x, { min, max: attrs.optional("max", orNull(number)) ?? Infinity });
  }),

  sum: reduce(g.sum),
  mean: reduce(g.mean),
  max: reduce(g.max),
  min: reduce(g.min),
  prod: reduce(g.prod),
  norm: reduce(g.norm),
  logsumexp: reduce(g.logsumexp),
  var: spread(g.variance),
  std: spread(g.std),
  cumsum: unary((x, attrs) => g.cumsum(x, attrs.required("axis", orNull(number)))),
  softmax: unary((x, attrs) => g.softmax(x, attrs.required("axis", axis))),
  log_softmax: unary((x, attrs) => g.logSoftmax(x, attrs.required("axis", axis))),

  where: binary((a, b, attrs) => g.where(attrs.required("condition", tensorOf(a.dtype)), a, b)),
  gather: unary((x, attrs) =>
    g.gather(x, attrs.required("index", tensorOf("float64")), attrs.required("axis", number)),
  ),
  index_select: unary((x, attrs) =>
    g.indexSelect(x, attrs.required("index", tensorOf("float64")), attrs.required("axis", number)),
  ),
  concat: takes(1, Infinity, (xs, attrs) => g.concat(xs, attrs.required("axis", number))),
  stack: takes(1, Infinity, (xs, attrs) => g.stack(xs, attrs.required("axis", number))),
  slice: unary((x, attrs) => g.slice(x, attrs.required("slices", listOf(sliceSpec)))),
  pad: unary((x, attrs) => {
    const pads = attrs.required("pads", listOf(pairOf(number)));
    return g.pad(x, pads, attrs.optional("value", number) ?? 0);
  }),
  transpose: unary((x, attrs) => g.transpose(x, ...attrs.required("axes", pairOf(number)))),
  permute: unary((x, attrs) => g.permute(x, attrs.required("axes", numbers))),
  flip: unary((x, attrs) => g.flip(x, attrs.required("axes", axis))),
  reshape: unary((x, attrs) => g.reshape(x, attrs.required("shape", numbers))),
  broadcast_to: unary((x, attrs) => g.broadcastTo(x, attrs.required("shape", numbers))),
  squeeze: unary((x, attrs) => g.squeeze(x, axisOf(attrs))),
  unsqueeze: unary((x, attrs) => g.unsqueeze(x, attrs.required("axis", number))),
  layer_norm: takes(1, 3, ([x, weight, bias], attrs) => {
    const count = attrs.required("norm_axes", number);
    const eps = attrs.optional("eps", number) ?? 1e-5;
    return g.layerNorm(x, x.shape.slice(x.ndim - count), { weight, bias, eps });
  }),

  cross_entropy: classLoss(rowwise.cross_entropy),
  nll: classLoss(rowwise.nll),
  bce_with_logits: loss(pointwise.bce),
  focal: loss(pointwise.focal),
  mse: loss(pointwise.mse),
  l1: loss(pointwise.l1),
  huber: loss(pointwise.huber),
  smooth_l1: loss(pointwise.smooth_l1),
  asl1: loss(pointwise.asl1),

  // Expressions that use a tensor more than once, or several ops in a row.
  fanout: unary((x) => x.mul(x).add(x.sin().mul(x))),
  self_matmul: unary((x) => x.matmul(x.transpose())),
  self_sub: unary((x) => x.sub(x.mean(0)).mul(x)),
  softmax_manual: unary((x) => {
    const e = x.sub(x.max(1, { keepdims: true })).exp();
    return e.div(e.sum(1, { keepdims: true }));
  }),
  chain: takes(3, 3, ([x, w, b]) => {
    const scale = x.abs().sum(1, { keepdims: true }).add(1);
    return x.matmul(w).add(b).div(scale).tanh();
  }),
};

export function checkOp(c: Fields, check: Check, dtype: g.Dtype): void {
  const compute = lookUp(ops, c.required("op", string), "op");
  c.optional("ties", anything);
  const array = tensorOf(dtype);
  const inputs = c.required("inputs", listOf(array));
  const grads = c.required("grads", listOf(orNull(array)));
  if (grads.length !== inputs.length) {
    throw new Error(`${grads.length} gradients for ${inputs.length} inputs`);
  }
  // An input whose gradient is null is a constant.
  inputs.forEach((input, i) => (input.requiresGrad = grads[i] !== null));

  const output = compute(inputs, c.object("attrs"));
  check.tensor("output", output, c.required("output", array));

  const gradient = c.required("cotangent", orNull(array)) ?? undefined;
  const variables = inputs.filter((input) => input.requiresGrad);
  const found = gradients(output, variables, { gradient });
  grads.forEach((expected, i) => {
    if (expected === null) return;
    check.tensor(`grads[${i}]`, found[variables.indexOf(inputs[i])], expected);
  });
}
