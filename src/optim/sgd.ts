import { checkOptions, sgdRule, type UpdateRule } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Optimizer, type OptimizerMemory } from "./optimizer.js";

export interface SGDOptions {
  /** The learning rate. */
  lr: number;
  /** m, ≥ 0: how much of the buffer b is kept at each step. Default 0: no momentum. */
  momentum?: number | undefined;
  /** Whether to use Nesterov's momentum, which looks one step ahead. Default `false`. */
  nesterov?: boolean | undefined;
  /** λ, the weight decay, ≥ 0: λ·p is added to the gradient. Default 0. */
  weightDecay?: number | undefined;
}

/**
 * Stochastic gradient descent, as `torch.optim.SGD`: p ← p − lr·v, where v is the gradient g. With
 * momentum m, v is the buffer b ← m·b + g; Nesterov's v is g + m·b (Sutskever et al. 2013).
 */
export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;

  /**
   * @param params - the tensors to train: leaves that require a gradient.
   * @param options - the learning rate and the momentum; the defaults are in the fields.
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained, or `nesterov` is set without momentum.
   */
  constructor(params: readonly Tensor[], options: SGDOptions) {
    const { lr, momentum, nesterov, weightDecay } = checkOptions("SGD", options, {
      lr: undefined,
      momentum: 0,
      nesterov: false,
      weightDecay: 0,
    });
    super(params, lr, weightDecay, momentum === 0 ? [] : ["b"]);
    this.check("momentum", momentum);
    if (nesterov && momentum === 0) throw new Error("SGD: nesterov needs a momentum > 0");
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  /**
   * One step of SGD for one parameter.
   *
   * @param p - the parameter's elements, row-major, in float64; changed in place.
   * @param g - its gradient, in the same order, with weight decay added.
   * @param memory - with momentum, the buffer `b`, of p's length; changed in place.
   */
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
    return sgdRule(this.momentum > 0 ? [b] : [], this);
  }
}
