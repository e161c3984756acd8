import { checkOptions, rmspropRule, type UpdateRule } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Optimizer, type OptimizerMemory } from "./optimizer.js";

export interface RMSpropOptions {
  /** The learning rate. Default 1e-2. */
  lr?: number | undefined;
  /** α, in [0, 1): how much of the running mean of g² is kept at each step. Default 0.99. */
  alpha?: number | undefined;
  /** Added to the divisor, ≥ 0. Default 1e-8. */
  eps?: number | undefined;
  /** m, ≥ 0: how much of the buffer b is kept at each step. Default 0: no momentum. */
  momentum?: number | undefined;
  /** λ, the weight decay, ≥ 0: λ·p is added to the gradient. Default 0. */
  weightDecay?: number | undefined;
}

/**
 * RMSprop (Tieleman & Hinton 2012), as `torch.optim.RMSprop`: with the running mean v of g²,
 * p ← p − lr·d, where d = g/(√v + eps). With momentum m, the buffer b ← m·b + d takes the place of
 * d.
 */
export class RMSprop extends Optimizer {
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;

  /**
   * @param params - the tensors to train: leaves that require a gradient.
   * @param options - the learning rate and the hyperparameters; the defaults are in the fields.
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained.
   */
  constructor(params: readonly Tensor[], options: RMSpropOptions = {}) {
    const { lr, alpha, eps, momentum, weightDecay } = checkOptions("RMSprop", options, {
      lr: 1e-2,
      alpha: 0.99,
      eps: 1e-8,
      momentum: 0,
      weightDecay: 0,
    });
    super(params, lr, weightDecay, momentum === 0 ? ["v"] : ["v", "b"]);
    this.check("alpha", alpha, 1);
    this.check("eps", eps);
    this.check("momentum", momentum);
    this.alpha = alpha;
    this.eps = eps;
    this.momentum = momentum;
  }

  /**
   * One step of RMSprop for one parameter.
   *
   * @param p - the parameter's elements, row-major, in float64; changed in place.
   * @param g - its gradient, in the same order, with weight decay added.
   * @param memory - the running mean `v` and, with momentum, the buffer `b`, of p's length; changed
   * in place.
   */
  protected update(p: Float64Array, g: Float64Array, { v, b }: OptimizerMemory): void {
    const { lr, alpha, eps, momentum } = this;
    for (let i = 0; i < p.length; i++) {
      v[i] = alpha * v[i] + (1 - alpha) * g[i] * g[i];
      let d = g[i] / (Math.sqrt(v[i]) + eps);
      if (momentum > 0) d = b[i] = momentum * b[i] + d;
      p[i] -= lr * d;
    }
  }

  /** @internal */
  protected override kernel({ v, b }: OptimizerMemory): UpdateRule {
    return rmspropRule(this.momentum > 0 ? [v, b] : [v], this);
  }
}
