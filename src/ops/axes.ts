import { reducedShape, type Shape } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { reshape } from "./reshape.js";

/**
 * The output of a reduction with the reduced axes restored, with size 1. It may have kept them
 * already.
 *
 * @param y - the output.
 * @param shape - the shape of what was reduced.
 * @param axes - the reduced axes, counted from the front.
 */
export function withAxes(y: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return reshape(y, reducedShape(shape, axes, true));
}
