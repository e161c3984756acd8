/** The optimisers' updates in WebAssembly. */
import type { Kernels } from "./module.js";
import { begin, inBlocks, part, put, take, type Values } from "./scratch.js";

/** An optimiser's formula with its constants, and its `memory`, with one number for each element. */
export interface UpdateRule {
  readonly memory: readonly Float64Array[];
  /** One step for `n` elements; the other arguments but `decay`, λ, are addresses. */
  readonly step: (
    kernels: Kernels,
    isSingle: boolean,
    ...args: [n: number, p: number, g: number, first: number, second: number, decay: number]
  ) => void;
}

/**
 * The rule of `SGD`.
 *
 * @param memory - the buffer; with momentum only.
 * @param constants - those of the optimiser, by its names for them.
 */
export function sgdRule(
  memory: UpdateRule["memory"],
  { lr, momentum, nesterov }: { lr: number; momentum: number; nesterov: boolean },
): UpdateRule {
  return {
    memory,
    step: (kernels, isSingle, n, p, g, first, _, decay) => {
      const sgd = isSingle ? kernels.sgd32 : kernels.sgd64;
      sgd(n, p, g, first, decay, lr, momentum, Number(nesterov));
    },
  };
}

/**
 * The rule of `Adam`.
 *
 * @param memory - m and v.
 * @param constants - those of the optimiser, by its names for them; `corrections`: 1 − β₁ᵗ and 1 − β₂ᵗ;
 * `shrink`: what p is multiplied by.
 */
export function adamRule(
  memory: UpdateRule["memory"],
  {
    lr,
    betas,
    eps,
    corrections,
    shrink,
  }: {
    lr: number;
    betas: readonly [number, number];
    eps: number;
    corrections: readonly [number, number];
    shrink: number;
  },
): UpdateRule {
  return {
    memory,
    step: (kernels, isSingle, n, p, g, first, second, decay) => {
      const adam = isSingle ? kernels.adam32 : kernels.adam64;
      adam(n, p, g, first, second, decay, lr, ...betas, eps, ...corrections, shrink);
    },
  };
}

/**
 * The rule of `RMSprop`.
 *
 * @param memory - v and, with momentum, the buffer.
 * @param constants - those of the optimiser, by its names for them.
 */
export function rmspropRule(
  memory: UpdateRule["memory"],
  { lr, alpha, eps, momentum }: { lr: number; alpha: number; eps: number; momentum: number },
): UpdateRule {
  return {
    memory,
    step: (kernels, isSingle, n, p, g, first, second, decay) => {
      const rmsprop = isSingle ? kernels.rmsprop32 : kernels.rmsprop64;
      rmsprop(n, p, g, first, second, decay, lr, alpha, eps, momentum);
    },
  };
}

/**
 * Parameters after one step. Updates the rule's memory.
 *
 * @param kernels - the WebAssembly module.
 * @param p - the parameters.
 * @param g - their gradients.
 * @param rule - the optimiser's formula, with its constants and memory.
 * @param weightDecay - λ: λ·p is added to the gradient.
 */
export function update(
  kernels: Kernels,
  p: Values,
  g: Values,
  rule: UpdateRule,
  weightDecay: number,
): Values {
  const { memory, step } = rule;
  const isSingle = p instanceof Float32Array;
  const [out] = inBlocks(p.length, p, (start, end) => {
    begin(kernels);
    const params = put(part(p, start, end));
    const gradients = put(part(g, start, end));
    const remembered = memory.map((values) => put(part(values, start, end)));
    const [first = 0, second = 0] = remembered; // any address will do for what a rule does not use
    step(kernels, isSingle, end - start, params, gradients, first, second, weightDecay);
    memory.forEach((values, i) => {
      take(remembered[i], part(values, start, end));
    });
    return [params];
  });
  return out;
}
