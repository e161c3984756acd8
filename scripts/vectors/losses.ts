/** Losses over several steps, and GHM's intermediate results: vectors-*.json. */
import { GradientDensity, gradients, Tensor, tensor, type Dtype } from "../../src/index.js";
import { epsilonOf, gradOf, valuesOf, type Check } from "./check.js";
import { answerFor, differOnlyAtEdges, type Named } from "./edges.js";
import {
  boolean,
  lookUp,
  numbers,
  oneOf,
  oneOrMore,
  orNull,
  string,
  type Fields,
} from "./fields.js";
import { ghmKinds, readGhm, Recorder, type Ghm } from "./ghm.js";
import { pointwise, reductions, rowwise, type PointwiseLoss } from "./pointwise.js";

export function checkLoss(c: Fields, check: Check, dtype: Dtype): void {
  const kind = c.required("kind", string);
  const options = c.object("options");
  const steps = c.objects("steps");
  const labels = steps.map((_, i) => (steps.length === 1 ? "" : `step ${i}: `));
  const isEdgeSensitive = c.optional("edge_sensitive", boolean) ?? false;
  const ghmKind = ghmKinds.find((name) => name === kind);
  if (ghmKind === undefined) {
    const loss = lookUp<PointwiseLoss>(pointwise, kind, "kind");
    steps.forEach((step, i) => {
      checkPointwise(loss, options, step, labels[i], check, dtype);
    });
    return;
  }
  const ghm = readGhm(ghmKind, options);
  const checkStep = ghmChecker(ghm, isEdgeSensitive, check, dtype);
  steps.forEach((step, i) => {
    checkStep(step, labels[i]);
  });
}

/** The arguments of the loss. For class indices, `dense` is the one-hot target. */
function readStep(step: Fields, dtype: Dtype) {
  const shape = step.required("shape", numbers);
  const rows = shape.slice(0, -1);
  const pred = tensor(step.required("pred", numbers), { shape, dtype, requiresGrad: true });
  const classes = Array.from({ length: shape[shape.length - 1] }, (_, k) => k);
  const isNamedIndex = step.has("target_index");
  const given = step.required(isNamedIndex ? "target_index" : "target", numbers);
  // A target with one number for each row of several holds class indices, too.
  const isPerRow = classes.length > 1 && given.length * classes.length === pred.size;
  if (!isNamedIndex && !isPerRow) {
    const target = tensor(given, { shape, dtype });
    return { shape, pred, target, dense: target };
  }
  const oneHot = given.flatMap((i) => classes.map((k) => Number(k === i)));
  const dense = tensor(oneHot, { shape, dtype });
  return { shape, pred, target: tensor(given, { shape: rows, dtype }), dense };
}

/** Compares `ours` with every number that the step states, or with `instead` where given. */
function compare(step: Fields, label: string, ours: Named, check: Check, instead?: Named): void {
  for (const [name, found] of Object.entries(ours)) {
    const stated = step.optional(name, orNull(oneOrMore)) ?? null;
    if (stated !== null) check.numbers(label + name, found, instead?.[name] ?? stated);
  }
}

function checkPointwise(
  lossOf: PointwiseLoss,
  options: Fields,
  step: Fields,
  label: string,
  check: Check,
  dtype: Dtype,
): void {
  const { shape, pred, target } = readStep(step, dtype);
  const ofEach = Object.values<PointwiseLoss>(rowwise).includes(lossOf)
    ? shape.slice(0, -1)
    : shape;
  const [none, sum, mean] = reductions.map((r) => lossOf(pred, target, options, r));
  const loss = { sum, mean }[step.optional("grad_of", oneOf("sum", "mean")) ?? "mean"];
  loss.backward();
  check.shape(`${label}grad_pred`, gradOf(pred).shape, shape);
  check.shape(`${label}loss_none`, none.shape, ofEach);
  const found = { loss_none: none, loss_sum: sum, loss_mean: mean, loss, grad_pred: gradOf(pred) };
  const values = Object.entries(found).map(([name, x]) => [name, valuesOf(x)] as const);
  compare(step, label, Object.fromEntries(values), check);
}

function ghmChecker(ghm: Ghm, isEdgeSensitive: boolean, check: Check, dtype: Dtype) {
  // A call of the loss updates its density, so each reduction needs a separate one.
  const density = ghm.newDensity();
  const recorder = new Recorder(density);
  const densityOfNone = ghm.newDensity();
  const sums = density instanceof GradientDensity ? density.counts.map(() => 0) : [];
  let isRebinned = false;

  return (step: Fields, label: string): void => {
    const { shape, pred, target, dense } = readStep(step, dtype);
    const mask = readMask(step, pred);
    const loss = ghm.loss(pred, target, { density: recorder, mask });
    loss.backward();
    const none = ghm.loss(pred, target, { density: densityOfNone, mask, reduction: "none" });
    check.shape(`${label}loss`, loss.shape, []);
    check.shape(`${label}loss_none`, none.shape, shape);
    check.shape(`${label}grad_pred`, gradOf(pred).shape, shape);

    const tot = recorder.numLabels;
    const weights = valuesOf(new Tensor(recorder.weights));
    const ours = {
      loss: [loss.item()],
      loss_mmdet3: [none.sum().item() / (tot + 2 ** -23)],
      loss_none_mmdet3: valuesOf(none),
      grad_pred: valuesOf(gradOf(pred)),
      tot: [tot],
      weights,
    };
    if (!(density instanceof GradientDensity)) {
      compare(step, label, { ...ours, density: weights.map((w) => tot / w) }, check);
      return;
    }
    const valid = valuesOf(new Tensor(recorder.mask));
    const binIndex = Array.from(density.binOf(recorder.g), (bin, i) => (valid[i] > 0 ? bin : -1));
    let instead: Named | undefined;
    if (isEdgeSensitive) {
      const g = valuesOf(new Tensor(recorder.g));
      const stated = step.required("bin_index", numbers);
      const isSame = binIndex.every((bin, i) => bin === stated[i]);
      isRebinned ||= !isSame && differOnlyAtEdges(binIndex, stated, g, density, epsilonOf[dtype]);
      const losses = ghm.elements(pred, dense).mul(ghm.lossWeight);
      const [slopes] = gradients(losses.sum(), [pred]);
      const { momentum } = density.options;
      const answer = answerFor(binIndex, tot, momentum, sums, valuesOf(losses), valuesOf(slopes));
      if (isRebinned) instead = answer;
    }
    const found = {
      ...ours,
      bin_index: binIndex,
      bin_count: density.counts,
      bin_weight: density.beta,
      nonempty: [density.counts.filter((count) => count > 0).length],
      acc_sum: density.state().sums,
    };
    compare(step, label, found, check, instead);
  };
}

/** The step's label_weight as a mask; a weight ≤ 0 or NaN ignores an element, or a row of them. */
function readMask(step: Fields, pred: Tensor): Tensor | undefined {
  const given = step.optional("label_weight", orNull(numbers)) ?? null;
  if (given === null) return undefined;
  const shape = given.length === pred.size ? pred.shape : pred.shape.slice(0, -1);
  return tensor(
    given.map((weight) => (weight > 0 ? weight : 0)),
    { shape, dtype: pred.dtype },
  );
}
