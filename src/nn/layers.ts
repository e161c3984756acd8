/** The layers that have parameters or a mode. Activations are plain functions: see `Sequential`. */
import { checkOptions } from "../array/index.js";
import type { Dtype, Generator, Shape } from "../array/index.js";
import { tensor, type Tensor } from "../autograd/index.js";
import { affine } from "../ops/fused.js";
import { ones, zeros } from "../ops/index.js";
import { glorotUniform, type Initializer } from "./init.js";
import { Module } from "./module.js";

export interface LinearOptions {
  /** Whether b is added. Default `true`. */
  bias?: boolean | undefined;
  /** What W starts from; b starts from 0. Default `glorotUniform`. */
  init?: Initializer | undefined;
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | undefined;
  dtype?: Dtype | undefined;
}

/** y = x·W + b, for x of shape [..., inFeatures]. */
export class Linear extends Module {
  /** W, of shape [inFeatures, outFeatures]. */
  readonly weight: Tensor;
  /** b, of shape [outFeatures]. */
  readonly bias: Tensor | null;

  /** @throws RangeError if a size is no whole number ≥ 0. */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    const { bias = true, init = glorotUniform, generator, dtype } = checkOptions("Linear", options);
    super();
    const weight = init([inFeatures, outFeatures], { generator, dtype });
    this.weight = tensor(weight, { requiresGrad: true, name: "weight" });
    this.bias = bias ? zeros([outFeatures], { dtype, requiresGrad: true, name: "bias" }) : null;
  }

  /** @throws RangeError naming both shapes if x's last axis does not have size inFeatures. */
  forward(x: Tensor): Tensor {
    return this.bias === null ? x.matmul(this.weight) : affine(x, this.weight, this.bias);
  }
}

/** The op `layerNorm` over the last axes, with a weight that starts from 1 and a bias from 0. */
export class LayerNorm extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor;
  /** Added to the variance. */
  readonly eps: number;

  /**
   * @param shape - of the last axes; a number if it is one.
   * @throws RangeError if a size is no whole number ≥ 0.
   */
  constructor(
    shape: number | Shape,
    options: { eps?: number | undefined; dtype?: Dtype | undefined } = {},
  ) {
    super();
    const { eps = 1e-5, dtype } = checkOptions("LayerNorm", options);
    const sizes = [shape].flat();
    this.weight = ones(sizes, { dtype, requiresGrad: true, name: "weight" });
    this.bias = zeros(sizes, { dtype, requiresGrad: true, name: "bias" });
    this.eps = eps;
  }

  forward(x: Tensor): Tensor {
    const { weight, bias, eps } = this;
    return x.layerNorm(weight.shape, { weight, bias, eps });
  }
}

/** The op `dropout` while `training`; else x itself. */
export class Dropout extends Module {
  /** Default: the generator that `manualSeed` seeds. */
  readonly generator: Generator | undefined;

  /**
   * @param p - the probability of an element to become 0.
   * @throws RangeError if `p` is not in [0, 1].
   */
  constructor(
    readonly p = 0.5,
    options: { generator?: Generator | undefined } = {},
  ) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`Dropout: p is a probability, not ${p}`);
    this.generator = checkOptions("Dropout", options).generator;
  }

  forward(x: Tensor): Tensor {
    return x.dropout(this.p, { training: this.training, generator: this.generator });
  }
}
