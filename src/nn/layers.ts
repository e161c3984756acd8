/**
 * The layers that have parameters or a mode. Activations are plain functions: see
 * {@link Sequential}.
 */
import { checkGenerator, checkOptions, show } from "../array/index.js";
import type { Dtype, Generator, Shape } from "../array/index.js";
import { checkIsTensor, tensor, type Tensor, type TensorLike } from "../autograd/index.js";
import { affine } from "../ops/fused.js";
import { dropout, layerNorm, matmul, ones, zeros } from "../ops/index.js";
import { glorotUniform, type Initializer } from "./init.js";
import { Module } from "./module.js";

export interface LinearOptions {
  /** Whether to add b. Default `true`. */
  bias?: boolean | undefined;
  /** Makes the initial W; b starts from 0. Default {@link glorotUniform}. */
  init?: Initializer | undefined;
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | undefined;
  dtype?: Dtype | undefined;
}

/** A linear layer: y = x·W + b, for x of shape [..., inFeatures]. */
export class Linear extends Module {
  /** W, of shape [inFeatures, outFeatures]. */
  readonly weight: Tensor;
  /** b, of shape [outFeatures]; `null` without a bias. */
  readonly bias: Tensor | null;

  /**
   * @param inFeatures - the size of x's last axis.
   * @param outFeatures - the size of y's last axis.
   * @param options - the bias, the initial values and the dtype; the defaults are in the fields.
   * @throws RangeError if a size is not a whole number ≥ 0.
   */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    const { bias, init, generator, dtype } = checkOptions("Linear", options, {
      bias: true,
      init: glorotUniform,
      generator: undefined,
      dtype: undefined,
    });
    super();
    checkGenerator("Linear", generator);
    const weight = init([inFeatures, outFeatures], { generator, dtype });
    checkIsTensor("Linear: what init returns", weight);
    this.weight = tensor(weight, { requiresGrad: true, name: "weight" });
    this.bias = bias ? zeros([outFeatures], { dtype, requiresGrad: true, name: "bias" }) : null;
  }

  /**
   * @param x - of shape [..., inFeatures].
   * @returns y, of shape [..., outFeatures].
   * @throws RangeError naming both shapes if x's last axis does not have size inFeatures.
   */
  forward(x: TensorLike): Tensor {
    return this.bias === null ? matmul(x, this.weight) : affine(x, this.weight, this.bias);
  }
}

/**
 * Layer normalisation over the last axes, as {@link layerNorm}, with a weight that starts from 1
 * and a bias that starts from 0.
 */
export class LayerNorm extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor;
  /** Added to the variance. */
  readonly eps: number;

  /**
   * @param shape - of the last axes; a number for a single axis.
   * @param options - `eps`, added to the variance, 1e-5 by default, and the dtype of the
   * parameters.
   * @throws RangeError if a size is not a whole number ≥ 0.
   */
  constructor(
    shape: number | Shape,
    options: { eps?: number | undefined; dtype?: Dtype | undefined } = {},
  ) {
    super();
    const { eps, dtype } = checkOptions("LayerNorm", options, { eps: 1e-5, dtype: undefined });
    if (!(eps >= 0)) throw new RangeError(`LayerNorm: eps must be a number ≥ 0, not ${eps}`);
    const sizes = [shape].flat();
    this.weight = ones(sizes, { dtype, requiresGrad: true, name: "weight" });
    this.bias = zeros(sizes, { dtype, requiresGrad: true, name: "bias" });
    this.eps = eps;
  }

  /** @param x - its shape must end with that of the layer. */
  forward(x: TensorLike): Tensor {
    const { weight, bias, eps } = this;
    return layerNorm(x, weight.shape, { weight, bias, eps });
  }
}

/** Dropout while `training` is set, as {@link dropout}; otherwise the identity. */
export class Dropout extends Module {
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  readonly generator: Generator | undefined;

  /**
   * @param p - the probability that an element becomes 0.
   * @param options - `generator`, where the random numbers come from; by default the one that
   * {@link manualSeed} seeds.
   * @throws RangeError if `p` is not in [0, 1].
   */
  constructor(
    readonly p = 0.5,
    options: { generator?: Generator | undefined } = {},
  ) {
    super();
    if (!(Number.isFinite(p) && p >= 0 && p <= 1)) {
      throw new RangeError(`Dropout: p is a probability, not ${show(p)}`);
    }
    this.generator = checkOptions("Dropout", options, { generator: undefined }).generator;
    checkGenerator("Dropout", this.generator);
  }

  /** @param x - of any shape. */
  forward(x: TensorLike): Tensor {
    return dropout(x, this.p, { training: this.training, generator: this.generator });
  }
}
