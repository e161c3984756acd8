/** The checks of a tensor's own methods, and their messages. */
import {
  checkType,
  hasFields,
  isNdArray,
  sameShape,
  show,
  showShape,
  warnOnce,
  type NdArray,
  type Shape,
} from "../../array/index.js";
import type { Tensor } from "../tensor.js";
import { describe } from "./describe.js";

/**
 * @param data - what a tensor is to wrap.
 * @param options - of the tensor.
 * @throws TypeError unless `data` is an ndarray, and the options are an object.
 */
export function checkData(data: unknown, options: unknown): void {
  const expected = "new Tensor(…) wraps an ndarray, and tensor(…) makes one of your data: it takes";
  checkType(isNdArray(data), `${expected} an ndarray`, data);
  checkType(hasFields(options), `${expected} options such as { requiresGrad: true }`, options);
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
 * @param grad - what it is set to.
 * @throws TypeError unless that is a tensor or null. @throws RangeError unless it has the shape of
 * the tensor.
 */
export function checkGrad(t: Tensor, grad: unknown): void {
  if (grad === null) return;
  // `Tensor` itself, whose file needs this one
  if (!(grad instanceof t.constructor)) {
    throw new TypeError(`the grad of ${describe(t)} is a tensor or null, not ${show(grad)}`);
  }
  const { shape } = grad as { shape: Shape };
  if (sameShape(shape, t.shape)) return;
  throw new RangeError(
    `a gradient of shape ${showShape(shape)} cannot be the grad of ${describe(t)}: the ` +
      `shapes must be equal`,
  );
}
