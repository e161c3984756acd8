/** Targets and masks, read and checked. */
import * as array from "../array/index.js";
import type { Dtype, NdArray, Shape } from "../array/index.js";
import { describe, lift, Tensor, type TensorLike } from "../autograd/index.js";
import { broadcastTo, unsqueeze, where } from "../ops/index.js";
import { checkSameShape, checkWeights, classesLast } from "./reduction.js";

/** Which elements count. */
export interface Mask {
  /** The mask's values, of the losses' shape; 0 where an element is left out. */
  values: Tensor;
  /** 1 where an element counts, else 0. */
  valid: Tensor;
  /** Puts 0 in place of elements that do not count, which may be NaN. */
  keep: (x: Tensor) => Tensor;
}

/**
 * Reads a mask. It may lack the last axis of the losses: then it masks rows.
 *
 * @param caller - the function that messages name.
 * @param mask - of shape `shape`, or that without the last axis; `undefined`: everything counts.
 * @param shape - of the losses.
 * @param dtype - of the losses.
 * @throws RangeError if the mask's shape does not fit, or a value is negative or not finite.
 */
export function readMask(
  caller: string,
  mask: TensorLike | undefined,
  shape: Shape,
  dtype: Dtype,
): Mask {
  if (mask === undefined) {
    const ones = new Tensor(array.broadcastTo(array.full([], 1, dtype), shape));
    return { values: ones, valid: ones, keep: (x) => x };
  }
  const [, given] = lift([new Tensor(array.zeros([], dtype)), mask], `${caller}: the mask`);
  const isPerRow = shape.length > 1 && array.sameShape(given.shape, shape.slice(0, -1));
  if (!isPerRow && !array.sameShape(given.shape, shape)) {
    throw new RangeError(
      `${caller}: the mask, ${describe(given)}, does not fit losses of shape ${array.showShape(shape)}: ` +
        `it needs the same shape, or that without the last axis`,
    );
  }
  const bad = array.flat(given.data).findIndex((value) => !(value >= 0 && value < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `${caller}: a mask holds 0 for what is left out and positive numbers for the rest; entry ${bad} ` +
        `(row-major) is ${array.flat(given.data)[bad]}`,
    );
  }
  const rows = isPerRow ? array.reshape(given.data, [...given.shape, 1]) : given.data;
  const values = array.broadcastTo(rows, shape);
  const ones = array.map(array.copy(values, dtype), (value) => (value > 0 ? 1 : 0));
  const valid = new Tensor(ones);
  return { values: new Tensor(values), valid, keep: (x) => where(valid, x, 0) };
}

/**
 * The number of classes C of scores.
 *
 * @param caller - the function that the message names.
 * @param scores - of shape [..., C].
 * @throws RangeError if they have no axis of classes.
 */
export function classesOf(caller: string, scores: Tensor): number {
  const classes = scores.shape.at(-1);
  if (classes === undefined) {
    throw new RangeError(
      `${caller}: the scores, a single number, need the shape [..., C], with one for each class`,
    );
  }
  return classes;
}

/**
 * The target of GHM-C in the logits' shape: unchanged, or one-hot rows if it holds class indices.
 *
 * @param caller - the function that messages name.
 * @param x - the logits, of shape [..., C].
 * @param target - of the logits' shape, or class indices of shape [...].
 * @param valid - of the logits' shape, 1 where an element counts, else 0.
 * @throws RangeError if the shapes do not fit, or an index is not a whole number.
 */
export function readTarget(caller: string, x: Tensor, target: Tensor, valid: Tensor): Tensor {
  const classes = x.shape[x.ndim - 1];
  const isIndex = x.ndim > 1 && array.sameShape(target.shape, x.shape.slice(0, -1));
  if (!isIndex || classes === 0) checkSameShape(caller, x, target);
  else if (classes > 1) return oneHot(caller, target, valid);
  else {
    throw new RangeError(
      `${caller}: for ${describe(x)}, a target of shape ${array.showShape(target.shape)} would be ` +
        `class indices, with 0 for the only class, the positive one; reshape it to ` +
        `${array.showShape(x.shape)} if it holds labels`,
    );
  }
  return target;
}

const looked = new WeakSet<NdArray>();

/**
 * Warns of targets that are no probabilities: the loss is then computed as PyTorch does it, but may
 * be below 0 and have no minimum.
 *
 * @param caller - the loss that the message names.
 * @param target - p*.
 */
export function warnOfTargets(caller: string, { data }: Tensor): void {
  if (looked.has(data)) return;
  looked.add(data);
  const values = array.flat(data);
  let bad = 0; // a loop, since findIndex with a function takes ten times as long
  while (bad < values.length && !(values[bad] < 0 || values[bad] > 1)) bad++;
  if (bad === values.length) return;
  const at = array.showShape(array.unravel(bad, data.shape));
  array.warnOnce(
    `${caller}: a target is a label, 0 or 1, or a probability between them, but entry ${at} is ` +
      `${values[bad]}; class indices are for crossEntropy and ghmcSoftmaxLoss`,
    `${caller}: target`,
  );
}

/**
 * Whether a target is made of labels, and a constant: every entry is 0 or 1.
 *
 * @param target - p*.
 */
export function areLabels({ data, requiresGrad }: Tensor): boolean {
  const values = array.flat(data);
  let i = 0; // a loop, as above
  while (i < values.length && (values[i] === 0 || values[i] === 1)) i++;
  return i === values.length && !requiresGrad;
}

/**
 * Class indices as rows of shape [..., C] with a 1 at the class. An index outside 0 … C − 1 gives a
 * row of zeros: background, as in mmdetection.
 *
 * @param caller - the function that the message names.
 * @param target - class indices, of shape [...].
 * @param valid - of shape [..., C]; rows in which nothing counts may hold any index.
 * @throws RangeError if an index is not a whole number.
 */
export function oneHot(caller: string, target: Tensor, valid: Tensor): Tensor {
  const rows = array.zeros(valid.shape, valid.dtype);
  const classes = valid.shape[valid.ndim - 1];
  const isValid = array.flat(valid.data);
  array.flat(target.data).forEach((index, i) => {
    if (!isValid.subarray(i * classes, (i + 1) * classes).includes(1)) return;
    if (!Number.isInteger(index)) {
      throw new RangeError(
        `${caller}: class indices are whole numbers; entry ${i} of the target is ${index}`,
      );
    }
    if (index >= 0 && index < classes) rows.data[i * classes + index] = 1;
  });
  return new Tensor(rows);
}

/**
 * Checks a list of weights, one for each class.
 *
 * @param caller - the function that the message names.
 * @param name - of the option.
 * @param weights - must have the shape [C].
 * @param classes - C.
 * @throws RangeError if the shape is another, or a weight is negative or not finite.
 */
export function checkClassWeights(
  caller: string,
  name: string,
  weights: Tensor,
  classes: number,
): void {
  if (!array.sameShape(weights.shape, [classes])) {
    throw new RangeError(
      `${caller}: ${name}, ${describe(weights)}, needs the shape [${classes}], with a factor for ` +
        `each class`,
    );
  }
  checkWeights(caller, name, weights);
}

/**
 * Class indices as one-hot rows, and the scores; 0 both in the rows of an ignored index, which take
 * no part, even if they are NaN.
 *
 * @param caller - the function that the message names.
 * @param scores - of shape [..., C].
 * @param target - class indices, of shape [...].
 * @param ignoreIndex - the index of examples to leave out; `undefined`: none.
 * @throws RangeError if the shapes do not fit, or an index is not a class.
 */
export function readIndices(
  caller: string,
  scores: Tensor,
  target: Tensor,
  ignoreIndex?: number,
): { rows: Tensor; kept: Tensor } {
  if (ignoreIndex !== undefined && !Number.isInteger(ignoreIndex)) {
    throw new RangeError(`${caller}: ignoreIndex must be a whole number, not ${ignoreIndex}`);
  }
  if (!array.sameShape(target.shape, scores.shape.slice(0, -1))) {
    throw new RangeError(
      `${caller}: for scores of ${describe(scores)} the target holds class indices, without the ` +
        `last axis; it is ${describe(target)}${classesLast(scores, target)}`,
    );
  }
  const classes = scores.shape[scores.ndim - 1];
  array.flat(target.data).forEach((index, i) => {
    if (index !== ignoreIndex && !(index >= 0 && index < classes)) {
      const range = classes > 0 ? `classes are 0 to ${classes - 1}` : "there are no classes";
      throw new RangeError(`${caller}: entry ${i} of the target is ${index}; ${range}`);
    }
  });
  const valid = array.map(array.copy(target.data, scores.dtype), (i) => Number(i !== ignoreIndex));
  const rowValid = unsqueeze(new Tensor(valid), -1);
  const rows = oneHot(caller, target, broadcastTo(rowValid, scores.shape));
  const isWhole = array.flat(valid).every((counts) => counts === 1);
  return { rows, kept: isWhole ? scores : where(rowValid, scores, 0) };
}
