import { adamRule, checkOptions, show, wholePower, type UpdateRule } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { Optimizer, type OptimizerMemory } from "./optimizer.js";

export interface AdamOptions {
  /** The learning rate. Default 1e-3. */
  lr?: number | undefined;
  /**
   * β₁ and β₂, in [0, 1): how much of the running means of g and of g² is kept at each step.
   * Default [0.9, 0.999].
   */
  betas?: readonly [number, number] | undefined;
  /** Added to the divisor, ≥ 0. Default 1e-8. */
  eps?: number | undefined;
  /**
   * λ, the weight decay, ≥ 0. {@link Adam} adds λ·p to the gradient, by default with λ = 0;
   * {@link AdamW} decouples it, by default with λ = 0.01.
   */
  weightDecay?: number | undefined;
}

const adamDefaults = { lr: 1e-3, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 } as const;

/**
 * Adam (Kingma & Ba 2015), as `torch.optim.Adam`: with running means m of g and v of g²,
 * p ← p − lr·m̂/(√v̂ + eps), where m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) correct for the start
 * from 0.
 */
export class Adam extends Optimizer {
  readonly betas: readonly [number, number];
  readonly eps: number;

  /**
   * @param params - the tensors to train: leaves that require a gradient.
   * @param options - the learning rate and the hyperparameters; the defaults are in the fields.
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained.
   */
  constructor(params: readonly Tensor[], options: AdamOptions = {}) {
    const { lr, betas, eps, weightDecay } = checkOptions("Adam", options, adamDefaults);
    super(params, lr, weightDecay, ["m", "v"]);
    if ((betas as readonly number[]).length !== 2) {
      throw new RangeError(`${this.constructor.name}: betas are two numbers, not ${show(betas)}`);
    }
    this.check("betas[0]", betas[0], 1);
    this.check("betas[1]", betas[1], 1);
    this.check("eps", eps);
    this.betas = betas;
    this.eps = eps;
  }

  /**
   * One step of Adam for one parameter.
   *
   * @param p - the parameter's elements, row-major, in float64; changed in place.
   * @param g - its gradient, in the same order, with weight decay added.
   * @param memory - the running means `m` and `v`, of p's length; changed in place.
   * @param t - the number of this step, from 1.
   */
  protected update(p: Float64Array, g: Float64Array, { m, v }: OptimizerMemory, t: number): void {
    const { lr, eps, shrink } = this;
    const [beta1, beta2] = this.betas;
    const correction1 = 1 - wholePower(beta1, t);
    const correction2 = 1 - wholePower(beta2, t);
    for (let i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i];
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      p[i] = shrink * p[i] - (lr * (m[i] / correction1)) / (Math.sqrt(v[i] / correction2) + eps);
    }
  }

  /** @internal */
  protected override kernel({ m, v }: OptimizerMemory, t: number): UpdateRule {
    const { lr, betas, eps, shrink } = this;
    const [m1, m2] = betas;
    const corrections = [1 - wholePower(m1, t), 1 - wholePower(m2, t)] as const;
    return adamRule([m, v], { lr, betas, eps, corrections, shrink });
  }

  /** The factor on p in each step: 1, or less than 1 in {@link AdamW}. */
  protected get shrink(): number {
    return 1;
  }
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019), as `torch.optim.AdamW`: first
 * p ← p − lr·λ·p, then Adam's step; λ has no part in the gradient.
 */
export class AdamW extends Adam {
  readonly weightDecay: number;

  /**
   * @param params - the tensors to train: leaves that require a gradient.
   * @param options - the learning rate and the hyperparameters; the defaults are in the fields.
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter cannot be trained.
   */
  constructor(params: readonly Tensor[], options: AdamOptions = {}) {
    const defaults = { ...adamDefaults, weightDecay: 0.01 };
    const { weightDecay, ...others } = checkOptions("AdamW", options, defaults);
    super(params, others);
    this.check("weightDecay", weightDecay);
    this.weightDecay = weightDecay;
  }

  protected override get shrink(): number {
    return 1 - this.lr * this.weightDecay;
  }
}
