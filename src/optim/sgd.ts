import { checkOptions, type UpdateRule } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Optimizer, type OptimizerMemory } from "./optimizer.js";

export interface SGDOptions {
  /** The learning rate. */
  lr: number;
  /** How much of the last step goes into the next. Default 0. */
  momentum?: number | undefined;
  /** Look ahead by one step of the momentum. Default `false`. */
  nesterov?: boolean | undefined;
  /** λ: λ·p is added to the gradient. Default 0. */
  weightDecay?: number | undefined;
}

/**
 * Stochastic gradient descent, as `torch.optim.SGD`: p ← p − lr·v, where v is the gradient g; with
 * momentum m it is the buffer b ← m·b + g, and Nesterov's is g + m·b (Sutskever et al. 2013).
 */
export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;

  /**
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained, or `nesterov` is set without momentum.
   */
  constructor(params: readonly Tensor[], options: SGDOptions) {
    const { lr, momentum = 0, nesterov = false, weightDecay = 0 } = checkOptions("SGD", options);
    super(params, lr, weightDecay, momentum === 0 ? [] : ["b"]);
    this.check("momentum", momentum);
    if (nesterov && momentum === 0) throw new Error("SGD: nesterov needs a momentum > 0");
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  protected update(p: Float64Array, g: Float64Array, { b }: OptimizerMemory): void {
    const { lr, momentum, nesterov } = this;
    for (let i = 0; i < p.length; i++) {
      let v = g[i];
      if (momentum > 0) {
        b[i] = momentum * b[i] + g[i];
        v = nesterov ? g[i] + momentum * b[i] : b[i];
      }
      p[i] -= lr * v;
    }
  }

  /** @internal */
  protected override kernel({ b }: OptimizerMemory): UpdateRule {
    const { lr, momentum, nesterov } = this;
    return { kernel: "sgd", memory: momentum > 0 ? [b] : [], lr, momentum, nesterov };
  }
}
