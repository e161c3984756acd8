/** The checks of a tensor's own methods, and their messages. */
import {
  checkOptions,
  checkType,
  hasFields,
  isFloats,
  sameShape,
  show,
  showNdArray,
  showShape,
  warnOnce,
  type NdArray,
} from "../../array/index.js";
import type { Tensor } from "../tensor.js";
import { describe } from "./describe.js";

/**
 * @param data - what a tensor is to wrap.
 * @param options - of the tensor. One with an origin, or with `null` for it, is made by the engine,
 * which has checked the data.
 * @throws TypeError unless `data` is an ndarray of floats, and the options are such as there are.
 */
export function checkData(data: unknown, options: { origin?: unknown } | null): void {
  if (options?.origin !== undefined) return;
  checkOptions("new Tensor", options ?? [], { requiresGrad: false, name: "", origin: undefined });
  if (isFloats(data)) return;
  throw new TypeError(
    `new Tensor(…) wraps an ndarray, and tensor(…) makes one of your data: it takes an ndarray ` +
      `of floats, not ${showNdArray(data)}`,
  );
}

/**
 * @param what - what is to be done to the tensor, for the message.
 * @param t - the tensor.
 * @throws Error unless it is a leaf.
 */
export function checkLeaf(what: string, t: Tensor): void {
  if (t.origin === null) return;
  throw new Error(
    `cannot ${what} ${describe(t)}, which ${t.origin.op.name} made: only a leaf can change; ` +
      `detach() gives one`,
  );
}

/**
 * @param t - the tensor whose `requiresGrad` is to be set.
 * @param value - what should be a boolean.
 * @throws Error unless the tensor is a leaf.
 * @throws TypeError unless the value is a boolean.
 */
export function checkRequiresGrad(t: Tensor, value: unknown): void {
  checkLeaf("set requiresGrad of", t);
  checkType(typeof value === "boolean", "requiresGrad must be true or false", value);
}

/**
 * @param t - the tensor whose one element is wanted.
 * @throws RangeError if it has more, or none.
 */
export function checkItem({ size, shape }: Tensor): void {
  if (size === 1) return;
  throw new RangeError(`item() needs exactly one element; shape ${showShape(shape)} has ${size}`);
}

/**
 * @param t - the tensor that gets new elements.
 * @param data - the new elements.
 * @throws RangeError unless they have the tensor's shape.
 */
export function checkAssigned(t: Tensor, { shape }: NdArray): void {
  if (sameShape(shape, t.shape)) return;
  throw new RangeError(
    `assign: an array of shape ${showShape(shape)} cannot take the place of ${describe(t)}: the ` +
      `shapes must be equal`,
  );
}

/**
 * Warns of reading the `grad` of a tensor that an op made, which stays `null`.
 *
 * @param t - the tensor.
 */
export function warnOfNoLeaf(t: Tensor): void {
  warnOnce(
    `${describe(t)} was made by ${t.origin?.op.name}: backward() computes the grad of leaves only. ` +
      `If it took the place of a leaf, as in w = w.sub(…), change the leaf: w.assign(…), or an ` +
      `optimizer; gradients(loss, [t]) gives the gradient of any tensor`,
  );
}

/**
 * @param t - the tensor whose `grad` is set.
 * @param grad - what it is set to: no tensor, or one of another shape.
 * @returns the error that says so.
 */
export function notItsGrad(t: Tensor, grad: unknown): Error {
  if (!hasFields(grad, "shape", "dtype")) {
    return new TypeError(`the grad of ${describe(t)} is a tensor or null, not ${show(grad)}`);
  }
  return new RangeError(
    `a gradient of shape ${showShape((grad as Tensor).shape)} cannot be the grad of ` +
      `${describe(t)}: the shapes must be equal`,
  );
}
