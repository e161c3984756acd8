/** Derivatives in every direction. They stand above the engine because they stack rows. */
import * as array from "../array/index.js";
import { differentiate, grad, gradients, Tensor, type TensorLike } from "../autograd/index.js";
import { stack } from "./concat.js";
import { zeros } from "./create.js";
import { reshape } from "./reshape.js";

/**
 * The function that computes ∂f/∂(argument `argnum`), of shape [...f's value, ...the argument], by
 * one backward pass for each element of the value.
 *
 * Where an argument it is called with requires a gradient, so does the result.
 *
 * @throws RangeError if there is no such argument.
 */
export function jacobian(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  return (...args: TensorLike[]): Tensor =>
    differentiate(f, argnum, args, (y, x, createGraph) => {
      const shape = [...y.shape, ...x.shape];
      if (y.size === 0) return zeros(shape, { dtype: x.dtype });
      const rows = Array.from({ length: y.size }, (_, i) => {
        const direction = array.zeros(y.shape, y.dtype);
        direction.data[i] = 1;
        return gradients(y, [x], { gradient: new Tensor(direction), createGraph })[0];
      });
      const stacked = reshape(stack(rows), shape);
      return createGraph ? stacked : stacked.detach();
    });
}

/**
 * The function that computes the second derivatives of a scalar `f` by argument `argnum`, of shape
 * [...the argument, ...the argument].
 *
 * @throws RangeError if f's value has more than one element, or there is no such argument.
 */
export function hessian(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  return jacobian(grad(f, argnum), argnum);
}
