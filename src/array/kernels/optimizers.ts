/** The optimizers' updates in WebAssembly. */
import type { Kernels } from "./load.js";
import { begin, BLOCK, part, put, take, type Values } from "./scratch.js";

/** The rule of an optimizer, as assembly/optimizers.ts knows it. */
export interface UpdateRule {
  kernel: "sgd" | "adam" | "rmsprop";
  /** What it remembers of each element, in the kernel's order. */
  memory: readonly Float64Array[];
  /** The kernel's other numbers, in its order. */
  constants: readonly number[];
}

/**
 * Writes parameters changed by their gradients into `out`, and changes the rule's memory.
 *
 * @param weightDecay - λ: λ·p is added to the gradient.
 */
export function update(
  kernels: Kernels,
  p: Values,
  g: Values,
  { kernel, memory, constants }: UpdateRule,
  weightDecay: number,
  out: Values,
): void {
  const run = kernels[`${kernel}${p instanceof Float32Array ? 32 : 64}`];
  const size = BLOCK / 8;
  for (let start = 0; start < p.length; start += size) {
    const end = Math.min(start + size, p.length);
    begin(kernels);
    const from = put(part(p, start, end));
    const gradient = put(part(g, start, end));
    const remembered = memory.map((values) => put(part(values, start, end)));
    // sgd takes one memory, the others two; what they do not use may be anywhere.
    const [first = 0, second = 0] = remembered;
    if (kernel === "sgd") run(end - start, from, gradient, first, weightDecay, ...constants);
    else run(end - start, from, gradient, first, second, weightDecay, ...constants);
    take(from, part(out, start, end));
    memory.forEach((values, i) => {
      take(remembered[i], part(values, start, end));
    });
  }
}
