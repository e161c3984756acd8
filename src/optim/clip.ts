import { flat, map, show } from "../array/index.js";
import { describe, Tensor } from "../autograd/index.js";
import { checkTensors } from "./optimizer.js";

/**
 * Clips the gradients, taken as one vector of length ‖g‖, to the length `maxNorm`: each is
 * multiplied by min(1, maxNorm/(‖g‖ + 1e-6)), as in PyTorch's `clip_grad_norm_` (Pascanu, Mikolov &
 * Bengio 2013). Parameters without a gradient do not count.
 *
 * @param params - the tensors whose gradients are clipped, usually all that are trained.
 * @param maxNorm - the upper limit of ‖g‖, ≥ 0.
 * @returns ‖g‖ before clipping.
 * @throws RangeError if `maxNorm` is not a number ≥ 0.
 * @throws Error if a gradient is not finite.
 */
export function clipGradNorm(params: readonly Tensor[], maxNorm: number): number {
  checkTensors("clipGradNorm", params);
  if (!(typeof maxNorm === "number" && maxNorm >= 0)) {
    throw new RangeError(`clipGradNorm: maxNorm must be a number ≥ 0, not ${show(maxNorm)}`);
  }
  const norms = params.map((param) => {
    if (param.grad === null) return 0;
    let squares = 0;
    for (const g of flat(param.grad.data)) squares += g * g;
    const norm = Math.sqrt(squares);
    if (!Number.isFinite(norm)) {
      throw new Error(
        `clipGradNorm: the gradient of ${describe(param)} has norm ${norm}: nothing was clipped; ` +
          `detectAnomaly finds the op that made the first NaN or Infinity`,
      );
    }
    return norm;
  });
  const norm = Math.hypot(...norms);
  const factor = maxNorm / (norm + 1e-6);
  if (factor < 1) {
    for (const param of params) {
      // A new tensor: gradients may share arrays.
      if (param.grad !== null) param.grad = new Tensor(map(param.grad.data, (g) => factor * g));
    }
  }
  return norm;
}
