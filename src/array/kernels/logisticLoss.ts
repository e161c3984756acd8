/** What logits and targets give, in WebAssembly. */
import type { Kernels } from "./load.js";
import { begin, BLOCK, part, put, room, take, type Values } from "./scratch.js";

/** Writes |σ(x) − t|, the cross-entropy, and σ(x) − t. All are of one dtype and size. */
export function logisticLoss(
  kernels: Kernels,
  x: Values,
  t: Values,
  g: Values,
  loss: Values,
  residual: Values,
): void {
  const run = x instanceof Float32Array ? kernels.logisticLoss32 : kernels.logisticLoss64;
  const size = BLOCK / x.BYTES_PER_ELEMENT;
  for (let start = 0; start < x.length; start += size) {
    const end = Math.min(start + size, x.length);
    begin(kernels);
    const logits = put(part(x, start, end));
    const targets = put(part(t, start, end));
    const norms = room((end - start) * x.BYTES_PER_ELEMENT);
    // The other two results take the places of what they are made of.
    run(end - start, logits, targets, norms);
    take(norms, part(g, start, end));
    take(logits, part(loss, start, end));
    take(targets, part(residual, start, end));
  }
}
