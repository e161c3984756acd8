import { checkOptions, type UpdateRule } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Optimizer, type OptimizerMemory } from "./optimizer.js";

export interface AdamOptions {
  /** The learning rate. Default 1e-3. */
  lr?: number | undefined;
  /** How much of the means of g and of g² stays at each step. Default [0.9, 0.999]. */
  betas?: readonly [number, number] | undefined;
  /** Added to the divisor. Default 1e-8. */
  eps?: number | undefined;
  /** λ: in `Adam`, λ·p is added to the gradient, default 0; in `AdamW` see there, default 0.01. */
  weightDecay?: number | undefined;
}

/**
 * Adam (Kingma & Ba 2015), as `torch.optim.Adam`: with running means m of g and v of g²,
 * p ← p − lr·m̂/(√v̂ + eps), where m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) make up for the start
 * from 0.
 */
export class Adam extends Optimizer {
  readonly betas: readonly [number, number];
  readonly eps: number;

  /**
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained.
   */
  constructor(params: readonly Tensor[], options: AdamOptions = {}) {
    const {
      lr = 1e-3,
      betas = [0.9, 0.999],
      eps = 1e-8,
      weightDecay = 0,
    } = checkOptions("Adam", options);
    super(params, lr, weightDecay, ["m", "v"]);
    this.check("betas[0]", betas[0], 1);
    this.check("betas[1]", betas[1], 1);
    this.check("eps", eps);
    this.betas = betas;
    this.eps = eps;
  }

  protected update(p: Float64Array, g: Float64Array, { m, v }: OptimizerMemory, t: number): void {
    const { lr, eps, shrink } = this;
    const [beta1, beta2] = this.betas;
    const correction1 = 1 - beta1 ** t;
    const correction2 = 1 - beta2 ** t;
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] = shrink * p[i] - (lr * (m[i] / correction1)) / (Math.sqrt(v[i] / correction2) + eps);
    }
  }

  /** @internal */
  protected override kernel({ m, v }: OptimizerMemory, t: number): UpdateRule {
    const { lr, betas, eps, shrink } = this;
    const corrections = [1 - betas[0] ** t, 1 - betas[1] ** t] as const;
    return { kernel: "adam", memory: [m, v], lr, betas, eps, corrections, shrink };
  }

  /** What p is multiplied by at each step: less than 1 in `AdamW`. */
  protected get shrink(): number {
    return 1;
  }
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019), as `torch.optim.AdamW`: first
 * p ← p − lr·λ·p, then Adam's step; the gradient does not see λ.
 */
export class AdamW extends Adam {
  readonly weightDecay: number;

  /**
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained.
   */
  constructor(params: readonly Tensor[], options: AdamOptions = {}) {
    const { weightDecay = 0.01, ...others } = checkOptions("AdamW", options);
    super(params, others);
    this.check("weightDecay", weightDecay);
    this.weightDecay = weightDecay;
  }

  protected override get shrink(): number {
    return 1 - this.lr * this.weightDecay;
  }
}
