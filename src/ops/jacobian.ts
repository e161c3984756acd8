/**
 * Derivatives of functions with several outputs. They are not in src/autograd because they need
 * `stack`.
 */
import * as array from "../array/index.js";
import {
  checkFunction,
  checkIsTensor,
  differentiate,
  grad,
  gradientsOrZeros,
  Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { stack } from "./concat.js";
import { zeros } from "./create.js";
import { reshape } from "./reshape.js";

/**
 * A function that computes ∂f/∂(argument `argnum`), with one backward pass for each element of f's
 * value.
 *
 * If one of its arguments requires a gradient, so does its result.
 *
 * @param f - a function of tensors; its value can have any shape.
 * @param argnum - the argument to differentiate with respect to, counted from 0.
 * @returns a function of f's arguments that returns the derivatives: of shape [...v, ...s], if f's
 * value has shape v and the argument shape s.
 * @throws RangeError, when called, if there is no such argument, or there are more than 2³⁰
 * derivatives.
 */
export function jacobian(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  checkFunction("jacobian", f);
  return (...args: TensorLike[]): Tensor =>
    differentiate(f, argnum, args, (y, x, createGraph) => {
      checkIsTensor("jacobian: what the function returns", y);
      const shape = [...y.shape, ...x.shape];
      checkSize(shape, y.size, x.dtype);
      if (y.size === 0) return zeros(shape, { dtype: x.dtype });
      const rows = Array.from({ length: y.size }, (_, i) => {
        const direction = array.zeros(y.shape, y.dtype);
        direction.data[i] = 1;
        return gradientsOrZeros(y, [x], { gradient: new Tensor(direction), createGraph })[0];
      });
      const stacked = reshape(stack(rows), shape);
      return createGraph ? stacked : stacked.detach();
    });
}

/** Many hours of backward passes, or gigabytes of derivatives, are a mistake. */
const mostDerivatives = 2 ** 30;

function checkSize(shape: array.Shape, passes: number, dtype: array.Dtype): void {
  if (array.sizeOf(shape) <= mostDerivatives) return;
  throw new RangeError(
    `jacobian and hessian: derivatives of shape ${array.showShape(shape)} take ` +
      `${array.gigabytes(shape, dtype)} GB, and ${passes} backward passes: differentiate fewer ` +
      `elements at a time`,
  );
}

/**
 * A function that computes the second derivatives of a scalar `f` with respect to argument
 * `argnum`.
 *
 * @param f - a function of tensors whose value has one element.
 * @param argnum - the argument to differentiate with respect to, counted from 0.
 * @returns a function of f's arguments that returns the derivatives: of shape [...s, ...s], if the
 * argument has shape s.
 * @throws RangeError, when called, if f's value does not have one element, or there is no such
 * argument, or there are more than 2³⁰ derivatives.
 */
export function hessian(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  return jacobian(grad(f, argnum), argnum);
}
