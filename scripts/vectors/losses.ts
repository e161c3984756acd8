/** Losses over several steps, and what GHM finds out on the way: vectors-*.json. */
import {
  GradientDensity,
  Tensor,
  tensor,
  type Dtype,
  type NdArray,
  type Reduction,
} from "../../src/index.js";
import { valuesOf, type Check } from "./check.js";
import {
  anything,
  boolean,
  lookUp,
  number,
  numbers,
  oneOf,
  oneOrMore,
  orNull,
  string,
  type Fields,
} from "./fields.js";
import { densityOf, ghmKinds, ghmLoss, Recorder, type GhmKind } from "./ghm.js";
import { pointwise, reductions } from "./pointwise.js";
import { Rebinned } from "./rebinned.js";

type Numbers = readonly (number | null)[];

export function checkLoss(c: Fields, check: Check, dtype: Dtype): void {
  const kind = c.required("kind", string);
  const options = c.object("options");
  const steps = c.objects("steps");
  const isGhm = (name: string): name is GhmKind => Object.hasOwn(ghmKinds, name);
  if (isGhm(kind)) checkGhm(kind, options, steps, c, check, dtype);
  else checkPointwise(kind, options, steps, check, dtype);
}

/** The prediction and the target of a step; class indices are of the rows' shape. */
function readStep(step: Fields, dtype: Dtype) {
  const shape = step.required("shape", numbers);
  const pred = tensor(step.required("pred", numbers), { shape, dtype, requiresGrad: true });
  const index = step.optional("target_index", numbers);
  const target =
    index === undefined
      ? tensor(step.required("target", numbers), { shape, dtype })
      : tensor(index, { shape: shape.slice(0, -1), dtype });
  return { shape, pred, target };
}

/** Compares everything that a step states with what we found under the same name. */
function compare(
  label: string,
  step: Fields,
  ours: Readonly<Record<string, Numbers>>,
  check: Check,
  instead: Readonly<Record<string, Numbers>> = {},
): void {
  for (const [name, found] of Object.entries(ours)) {
    const stated = step.optional(name, orNull(oneOrMore)) ?? null;
    if (stated !== null) check.numbers(`${label}${name}`, found, instead[name] ?? stated);
  }
}

const stepLabel = (i: number, steps: readonly Fields[]) =>
  steps.length === 1 ? "" : `step ${i}: `;

function checkPointwise(
  kind: string,
  options: Fields,
  steps: readonly Fields[],
  check: Check,
  dtype: Dtype,
): void {
  const lossOf = lookUp(pointwise, kind, "kind of loss");
  steps.forEach((step, i) => {
    const { pred, target, shape } = readStep(step, dtype);
    const loss = (reduction: Reduction) => lossOf(pred, target, options, reduction);
    const [none, sum, mean] = reductions.map((reduction) => valuesOf(loss(reduction)));
    const gradOf = step.optional("grad_of", oneOf("sum", "mean")) ?? "mean";
    loss(gradOf).backward();
    const grad = pred.grad!;
    check.shape(`${stepLabel(i, steps)}grad_pred`, grad.shape, shape);
    compare(
      stepLabel(i, steps),
      step,
      {
        loss_none: none,
        loss_sum: sum,
        loss_mean: mean,
        loss: gradOf === "sum" ? sum : mean,
        grad_pred: valuesOf(grad),
      },
      check,
    );
  });
}

function checkGhm(
  kind: GhmKind,
  options: Fields,
  steps: readonly Fields[],
  c: Fields,
  check: Check,
  dtype: Dtype,
): void {
  // Each call of the loss moves the density on, so each reduction has one of its own.
  const density = densityOf(kind, options);
  const recorder = new Recorder(density);
  const undivided = densityOf(kind, options);
  const lossOf = ghmLoss(kind, options);
  const isEdgeSensitive = c.optional("edge_sensitive", boolean) ?? false;
  const rebinned = isEdgeSensitive && density instanceof GradientDensity ? new Rebinned(density, lossOf) : null;

  steps.forEach((step, i) => {
    const label = stepLabel(i, steps);
    const { pred, target, shape } = readStep(step, dtype);
    const mask = maskOf(step, shape, dtype);
    const loss = lossOf(pred, target, { density: recorder, mask });
    loss.backward();
    const none = lossOf(pred, target, { density: undivided, mask, reduction: "none" });
    const { numLabels } = recorder;
    ...
  });
}
