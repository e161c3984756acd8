/** The optimisers' updates, in WebAssembly. The equivalent plain loops are in the optimisers. */
import { kernelsFor } from "./kernels/load.js";
import * as wasm from "./kernels/optimizers.js";
import { dtypeOf, flat, view, type NdArray } from "./ndarray.js";

export { adamRule, rmspropRule, sgdRule, type UpdateRule } from "./kernels/optimizers.js";

/** WebAssembly is faster even for a single element. */
const smallest = 1;

/**
 * A parameter after one step of an optimiser; also updates the optimiser's memory. `null`, and no
 * change, if the optimiser must run its own loop.
 *
 * @param p - the parameter, of any shape.
 * @param g - its gradient, of the same shape.
 * @param rule - the optimiser's formula, with its constants and memory.
 * @param weightDecay - λ: λ·p is added to the gradient.
 */
export function update(
  p: NdArray,
  g: NdArray,
  rule: wasm.UpdateRule,
  weightDecay: number,
): NdArray | null {
  const kernels = dtypeOf(p) === dtypeOf(g) ? kernelsFor(p.size, smallest) : null;
  if (kernels === null) return null;
  return view(wasm.update(kernels, flat(p), flat(g), rule, weightDecay), p.shape);
}
