/** The optimisers' updates in WebAssembly. */
import type { Kernels } from "./module.js";
import { begin, inBlocks, part, put, take, type Values } from "./scratch.js";

/** An optimiser's formula: its constants, and its `memory`, with one number for each element. */
export type UpdateRule =
  | {
      kernel: "sgd";
      memory: readonly Float64Array[];
      lr: number;
      momentum: number;
      nesterov: boolean;
    }
  | {
      kernel: "adam";
      memory: readonly Float64Array[];
      lr: number;
      betas: readonly [number, number];
      eps: number;
      /** 1 − β₁ᵗ and 1 − β₂ᵗ. */
      corrections: readonly [number, number];
      /** What p is multiplied by. */
      shrink: number;
    }
  | {
      kernel: "rmsprop";
      memory: readonly Float64Array[];
      lr: number;
      alpha: number;
      eps: number;
      momentum: number;
    };

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
  const { memory } = rule;
  const step = stepOf(kernels, rule, p instanceof Float32Array, weightDecay);
  const [out] = inBlocks(p.length, p, (start, end) => {
    begin(kernels);
    const params = put(part(p, start, end));
    const gradients = put(part(g, start, end));
    const remembered = memory.map((values) => put(part(values, start, end)));
    const [first = 0, second = 0] = remembered; // any address will do for what a rule does not use
    step(end - start, params, gradients, first, second);
    memory.forEach((values, i) => {
      take(remembered[i], part(values, start, end));
    });
    return [params];
  });
  return out;
}

/**
 * The kernel of a rule, as a function of the addresses of `n` parameters, their gradients and the
 * memory.
 */
function stepOf(kernels: Kernels, rule: UpdateRule, isSingle: boolean, decay: number) {
  return (n: number, p: number, g: number, first: number, second: number): void => {
    if (rule.kernel === "sgd") {
      const { lr, momentum, nesterov } = rule;
      const sgd = isSingle ? kernels.sgd32 : kernels.sgd64;
      sgd(n, p, g, first, decay, lr, momentum, Number(nesterov));
    } else if (rule.kernel === "adam") {
      const { lr, betas, eps, corrections, shrink } = rule;
      const adam = isSingle ? kernels.adam32 : kernels.adam64;
      adam(n, p, g, first, second, decay, lr, ...betas, eps, ...corrections, shrink);
    } else {
      const { lr, alpha, eps, momentum } = rule;
      const rmsprop = isSingle ? kernels.rmsprop32 : kernels.rmsprop64;
      rmsprop(n, p, g, first, second, decay, lr, alpha, eps, momentum);
    }
  };
}
