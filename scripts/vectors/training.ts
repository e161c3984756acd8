/** Whole training runs: mlp-*.json. */
import * as g from "../../src/index.js";
import { GradientDensity, mlp, type Dtype, type Tensor } from "../../src/index.js";
import { gradOf, valuesOf, type Check } from "./check.js";
import {
  anything,
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
} from "./fields.js";
import { ghmKinds, readGhm } from "./ghm.js";
import { pointwise, reduction, rowwise, type PointwiseLoss } from "./pointwise.js";

const activations = {
  relu: "relu",
  leaky_relu: "leakyRelu",
  elu: "elu",
  gelu: "gelu",
  silu: "silu",
  softplus: "softplus",
  sigmoid: "sigmoid",
  tanh: "tanh",
} as const;

/** The options that all optimizers have, with PyTorch's names. */
const common = (options: Fields) => ({
  lr: options.required("lr", number),
  weightDecay: options.optional("weight_decay", number),
});

const adam = (options: Fields) => ({
  ...common(options),
  betas: options.optional("betas", pairOf(number)),
  eps: options.optional("eps", number),
});

const optimizers: Readonly<Record<string, (params: Tensor[], options: Fields) => g.Optimizer>> = {
  sgd: (params, options) => {
    const momentum = options.optional("momentum", number);
    const nesterov = options.optional("nesterov", boolean);
    return new g.SGD(params, { ...common(options), momentum, nesterov });
  },
  adam: (params, options) => new g.Adam(params, adam(options)),
  adamw: (params, options) => new g.AdamW(params, adam(options)),
  rmsprop: (params, options) => {
    const alpha = options.optional("alpha", number);
    const eps = options.optional("eps", number);
    const momentum = options.optional("momentum", number);
    return new g.RMSprop(params, { ...common(options), alpha, eps, momentum });
  },
};

interface Loss {
  /** Of outputs [N, C] and targets of that shape, or class indices of shape [N] or [N, 1]. */
  of: (output: Tensor, target: Tensor) => Tensor;
  density: g.Density | null;
}

function readLoss(options: Fields): Loss {
  const name = options.required("name", string);
  const kind = ghmKinds.find((known) => known === name);
  if (kind === undefined) {
    const f = lookUp<PointwiseLoss>(pointwise, name, "loss");
    const isOfRows = Object.hasOwn(rowwise, name);
    const targetOf = (output: Tensor, y: Tensor) =>
      isOfRows && y.shape.at(-1) === 1 && output.shape.at(-1) !== 1 ? y.squeeze(-1) : y;
    return {
      of: (output, y) => f(output, targetOf(output, y), options, reduction(options)),
      density: null,
    };
  }
  const ghm = readGhm(kind, options);
  const density = ghm.newDensity();
  return { of: (output, y) => ghm.loss(output, y, { density }), density };
}

function readModel(fields: Fields, initial: readonly Tensor[], dtype: Dtype): g.Sequential {
  fields.optional("layout", oneOf("x @ W + b, W is [in, out]"));
  const activation = lookUp(activations, fields.required("activation", string), "activation");
  const model = mlp(fields.required("sizes", numbers), { activation, dtype });
  const parameters = model.parameters();
  if (initial.length !== parameters.length) {
    throw new Error(`params_init holds ${initial.length} arrays, not ${parameters.length}`);
  }
  parameters.forEach((parameter, i) => parameter.assign(initial[i]));
  return model;
}

/** The rows of each step; `null` for all. */
function readBatches(c: Fields, steps: number): (number[] | null)[] {
  const size = c.optional("batch", orNull(number)) ?? null;
  const batches = c.optional("batches", orNull(listOf(numbers))) ?? null;
  if (size === null && batches === null) return new Array<null>(steps).fill(null);
  if (batches?.length !== steps || batches.some((rows) => rows.length > (size ?? Infinity))) {
    throw new Error(`batches does not hold ${steps} lists of ${size ?? "some"} rows`);
  }
  return batches;
}

export function checkTraining(c: Fields, check: Check, dtype: Dtype): void {
  c.optional("min_edge_gap", anything);
  const arrays = listOf(tensorOf(dtype));
  const model = readModel(c.object("model"), c.required("params_init", arrays), dtype);
  const parameters = model.parameters();
  const loss = readLoss(c.object("loss"));
  const options = c.object("optimizer");
  const newOptimizer = lookUp(optimizers, options.required("name", string), "optimizer");
  const optimizer = newOptimizer(parameters, options);
  const data = c.object("data");
  for (const name of ["kind", "outliers"]) data.optional(name, anything);
  const x = data.required("x", tensorOf(dtype));
  const y = data.required("y", tensorOf(dtype));

  const losses: number[] = [];
  let grads: Tensor[] = [];
  for (const rows of readBatches(c, c.required("steps", number))) {
    const [input, target] = rows === null ? [x, y] : [x.indexSelect(rows), y.indexSelect(rows)];
    optimizer.zeroGrad();
    const value = loss.of(model.forward(input), target);
    value.backward();
    if (losses.length === 0) grads = parameters.map(gradOf);
    losses.push(value.item());
    optimizer.step();
  }

  // Rounding errors grow from step to step.
  const tolerance = dtype === "float64" ? { relative: 1e-9, absolute: 1e-9 } : check.tolerance;
  const compare = (label: string, ours: Tensor[], stated: Tensor[], within = tolerance) => {
    if (stated.length !== ours.length) {
      throw new Error(`${label} holds ${stated.length} arrays, not ${ours.length}`);
    }
    ours.forEach((array, i) => {
      check.tensor(`${label}[${i}]`, array, stated[i], within);
    });
  };
  check.numbers("loss_per_step", losses, c.required("loss_per_step", numbers), tolerance);
  compare("grad_step0", grads, c.required("grad_step0", arrays), check.tolerance);
  compare("params_final", parameters, c.required("params_final", arrays));
  const predicted = valuesOf(model.forward(x));
  check.numbers("pred_final", predicted, c.required("pred_final", numbers), tolerance);
  const sums = c.optional("acc_sum_final", orNull(numbers)) ?? null;
  if (sums === null) return;
  const { density } = loss;
  if (!(density instanceof GradientDensity)) {
    throw new Error("acc_sum_final is given for a loss that keeps no sums");
  }
  check.numbers("acc_sum_final", density.state().sums, sums, tolerance);
}
