/** Changing parameters by their gradients, in WebAssembly. The plain loops stand with the optimizers. */
import { kernelsFor } from "./kernels/load.js";
import * as fast from "./kernels/optimizers.js";
import { dtypeOf, empty, flat, type NdArray } from "./ndarray.js";

export type { UpdateRule } from "./kernels/optimizers.js";

/** WebAssembly is faster from the first element on. */
const MANY = 1;

/**
 * `p` changed by its gradient `g`; also changes the rule's memory. `null`, with nothing changed, where
 * the optimizer's own loop shall do it.
 */
export function update(
  p: NdArray,
  g: NdArray,
  rule: fast.UpdateRule,
  weightDecay: number,
): NdArray | null {
  const available = dtypeOf(p) === dtypeOf(g) ? kernelsFor(p.size, MANY) : null;
  if (available === null) return null;
  const out = empty(p.shape, dtypeOf(p));
  fast.update(available, flat(p), flat(g), rule, weightDecay, out.data);
  return out;
}
