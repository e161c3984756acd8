import type { NdArray } from "../array/index.js";
import { Op, Tensor, type Gradients } from "../autograd/index.js";
import { mode } from "../autograd/mode.js";

/** The elements that were found, with the derivatives of x. */
class Found extends Op<1> {
  constructor(readonly found: NdArray) {
    super();
  }
  forward(): NdArray {
    return this.found;
  }
  backward(gradY: Tensor): Gradients<1> {
    return [() => gradY];
  }
}

/**
 * A part of a backward pass that the forward pass has found on its way. It is computed with ops only
 * where the backward pass is recorded, to be differentiated again.
 *
 * @param found - its value.
 * @param compute - gives the same value, within rounding errors.
 */
export function foundBefore(found: NdArray, compute: () => Tensor): Tensor {
  return mode.recording ? new Found(found).apply(compute()) : new Tensor(found);
}
