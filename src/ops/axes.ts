import { reducedShape, type Shape } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { reshape } from "./reshape.js";

/** A reduction's output with the reduced axes back in it, of size 1, whether it kept them or not. */
export function withAxes(y: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(y, reducedShape(shape, axes, true));
}
