/** Changing parameters by their gradients, in WebAssembly. The plain loops stand with the optimizers. */
import { kernelsFor } from "./kernels/load.js";
import * as wasm from "./kernels/optimizers.js";
import { dtypeOf, flat, view, type NdArray } from "./ndarray.js";

export type { UpdateRule } from "./kernels/optimizers.js";

/** WebAssembly is faster from the first element on. */
const SMALLEST = 1;

/**
 * `p` changed by its gradient `g`; also changes the rule's memory. `null`, with nothing changed, where
 * the optimizer's own loop is to do it.
 */
export function update(
  p: NdArray,
  g: NdArray,
  rule: wasm.UpdateRule,
  weightDecay: number,
): NdArray | null {
  const kernels = dtypeOf(p) === dtypeOf(g) ? kernelsFor(p.size, SMALLEST) : null;
  if (kernels === null) return null;
  return view(wasm.update(kernels, flat(p), flat(g), rule, weightDecay), p.shape);
}
