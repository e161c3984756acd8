import { checkOptions, type UpdateRule } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Optimizer, type OptimizerMemory } from "./optimizer.js";

export interface RMSpropOptions {
  /** The learning rate. Default 1e-2. */
  lr?: number | undefined;
  /** α, how much of the mean of g² stays at each step. Default 0.99. */
  alpha?: number | undefined;
  /** Added to the divisor. Default 1e-8. */
  eps?: number | undefined;
  /** How much of the last step goes into the next. Default 0. */
  momentum?: number | undefined;
  /** λ: λ·p is added to the gradient. Default 0. */
  weightDecay?: number | undefined;
}

/**
 * RMSprop (Tieleman & Hinton 2012), as `torch.optim.RMSprop`: with the running mean v of g²,
 * p ← p − lr·d, where d = g/(√v + eps); with momentum m it is the buffer b ← m·b + d.
 */
export class RMSprop extends Optimizer {
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;

  /**
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained.
   */
  constructor(params: readonly Tensor[], options: RMSpropOptions = {}) {
    const {
      lr = 1e-2,
      alpha = 0.99,
      eps = 1e-8,
      momentum = 0,
      weightDecay = 0,
    } = checkOptions("RMSprop", options);
    super(params, lr, weightDecay, momentum === 0 ? ["v"] : ["v", "b"]);
    this.check("alpha", alpha, 1);
    this.check("eps", eps);
    this.check("momentum", momentum);
    this.alpha = alpha;
    this.eps = eps;
    this.momentum = momentum;
  }

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
    const { lr, alpha, eps, momentum } = this;
    return { kernel: "rmsprop", memory: momentum > 0 ? [v, b] : [v], lr, alpha, eps, momentum };
  }
}
