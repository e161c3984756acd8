/** The optimizers' updates in WebAssembly. */
import type { Kernels } from "./load.js";
import { begin, BLOCK, put, read64, take, type Values } from "./scratch.js";

/** The rule of an optimizer, as assembly/optimizers.ts knows it. */
export interface UpdateRule {
  kernel: "sgd" | "adam" | "rmsprop";
  /** What it remembers of each element, in the kernel's order. */
  memory: readonly Float64Array[];
  /** λ·p is added to the gradient. */
  weightDecay: number;
  /** The kernel's other numbers, in its order. */
  constants: readonly number[];
}

/** How many memories a kernel takes; those it does not use may be missing. */
const memoriesOf = { sgd: 1, adam: 2, rmsprop: 2 };

/** Writes parameters changed by their gradients into `out`, and changes the rule's memory. */
export function update(
  kernels: Kernels,
  p: Values,
  g: Values,
  { kernel, memory, weightDecay, constants }: UpdateRule,
  out: Values,
): void {
  const run = kernels[`${kernel}${p instanceof Float32Array ? 32 : 64}`];
  const size = BLOCK / 8;
  const unused = new Array<number>(memoriesOf[kernel] - memory.length).fill(0);
  for (let start = 0; start < p.length; start += size) {
    const end = Math.min(start + size, p.length);
    begin(kernels);
    const from = put(p.subarray(start, end));
    const gradient = put(g.subarray(start, end));
    const remembered = memory.map((values) => put(values.subarray(start, end)));
    run(end - start, from, gradient, ...remembered, ...unused, weightDecay, ...constants);
    take(from, out.subarray(start, end));
    memory.forEach((values, i) => values.set(read64(remembered[i], end - start), start));
  }
}
