/** Targets and masks, read and checked. */
import * as array from "../array/index.js";
import type { Dtype, Shape } from "../array/index.js";
import { asTensor, describe, Tensor, type TensorLike } from "../autograd/index.js";
import { where } from "../ops/index.js";

/** Which elements count. */
export interface Mask {
  /** 1 where an element counts, else 0; the shape of the loss. */
  valid: Tensor;
  /** How many count. */
  count: number;
  /** The sum of the mask's values. */
  total: number;
  /** A tensor with zeros for what does not count, which may be NaN. */
  keep: (x: Tensor) => Tensor;
}

/**
 * Reads a mask for losses of shape `shape`. It may lack the last axis: then it masks rows.
 *
 * @throws RangeError if its shape does not fit, or a value is negative or NaN.
 */
export function readMask(mask: TensorLike | undefined, shape: Shape, dtype: Dtype): Mask {
  if (mask === undefined) {
    const ones = array.broadcastTo(array.full([], 1, dtype), shape);
    return { valid: new Tensor(ones), count: ones.size, total: ones.size, keep: (x) => x };
  }
  const given = asTensor(mask);
  const isPerRow = given.ndim === shape.length - 1;
  const values = isPerRow ? array.reshape(given.data, [...given.shape, 1]) : given.data;
  const fits = isPerRow
    ? array.sameShape(given.shape, shape.slice(0, -1))
    : array.sameShape(given.shape, shape);
  if (!fits) {
    throw new RangeError(
      `the mask, ${describe(given)}, does not fit losses of shape ${array.showShape(shape)}: ` +
        `it needs the same shape, or that without the last axis`,
    );
  }
  array.flat(given.data).forEach((value, i) => {
    if (!(value >= 0)) {
      throw new RangeError(
        `a mask holds 0 for what is left out and positive numbers for the rest; entry ${i} ` +
          `(row-major) is ${value}`,
      );
    }
  });
  const spread = array.broadcastTo(values, shape);
  const ones = array.map(array.copy(spread, dtype), (value) => (value > 0 ? 1 : 0));
  const valid = new Tensor(ones);
  return {
    valid,
    count: array.total(ones),
    total: array.total(spread),
    keep: (x) => where(valid, x, 0),
  };
}

/**
 * Class indices of shape [...] as rows of shape [..., C] with a 1 in the place of the class. An
 * index outside 0 … C − 1 gives a row of zeros: background, as in mmdetection.
 *
 * @param valid - of shape [..., C]; rows in which nothing counts may hold any index.
 * @throws RangeError if an index is no whole number.
 */
export function oneHot(target: Tensor, valid: Tensor): Tensor {
  const rows = array.zeros(valid.shape, valid.dtype);
  const classes = valid.shape[valid.ndim - 1];
  const isValid = array.flat(valid.data);
  array.flat(target.data).forEach((index, i) => {
    if (!isValid.subarray(i * classes, (i + 1) * classes).includes(1)) return;
    if (!Number.isInteger(index)) {
      throw new RangeError(`class indices are whole numbers; entry ${i} of the target is ${index}`);
    }
    if (index >= 0 && index < classes) rows.data[i * classes + index] = 1;
  });
  return new Tensor(rows);
}
