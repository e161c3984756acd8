import { checkOptions } from "../array/index.js";
import type { Dtype, Generator } from "../array/index.js";
import type { Tensor } from "../autograd/index.js";
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "../ops/index.js";
import { glorotUniform, heUniform, priorBias } from "./init.js";
import { Linear } from "./layers.js";
import { Module } from "./module.js";

/** A module, or a function without parameters, such as the op `tanh`. */
export type Layer = Module | ((x: Tensor) => Tensor);

/**
 * Layers one after the other. They are numbered, so their parameters are "0.weight", "2.bias", ….
 *
 * ```ts
 * const model = new Sequential(new Linear(2, 16), tanh, new Dropout(0.1), new Linear(16, 1));
 * ```
 */
export class Sequential extends Module {
  readonly layers: readonly Layer[];

  constructor(...layers: Layer[]) {
    super();
    this.layers = layers;
    // Three tensors called "weight" would be no help in a message or on a printed tape. A name that
    // somebody gave stays.
    for (const [name, parameter] of this.namedParameters()) {
      if (name.endsWith(parameter.name ?? "")) parameter.name = name;
    }
  }

  protected override fields(): object {
    return Object.assign({}, this.layers, this);
  }

  forward(x: Tensor): Tensor {
    return this.layers.reduce((h, f) => (f instanceof Module ? f.forward(h) : f(h)), x);
  }
}

/** The name of a function that `mlp` can put between layers. */
export type Activation =
  "relu" | "leakyRelu" | "elu" | "gelu" | "silu" | "softplus" | "sigmoid" | "tanh";

const activations: Record<Activation, Layer> = {
  relu,
  leakyRelu,
  elu,
  gelu,
  silu,
  softplus,
  sigmoid,
  tanh,
};

/** The names of those functions. */
export const activationNames = Object.keys(activations) as Activation[];

export interface MlpOptions {
  /** The function after each layer but the last. Default `"relu"`. */
  activation?: Activation | undefined;
  /** π of `priorBias`, which the bias of the last layer starts from. Default: it starts from 0. */
  priorPositive?: number | undefined;
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | undefined;
  dtype?: Dtype | undefined;
}

/**
 * A multi-layer perceptron: linear layers of these sizes, an activation after each but the last.
 * `mlp([2, 1])` is logistic regression: losses take its output as logits. Weights start from
 * `heUniform` where the activation is of the ReLU family, which lets about half the variance
 * through; else from `glorotUniform`.
 *
 * ```ts
 * const model = mlp([2, 16, 16, 1], { activation: "tanh", generator: new Generator(7) });
 * ```
 *
 * @param sizes - of the input, the layers between, and the output.
 * @throws RangeError if there are fewer than two sizes, no such activation, or a prior outside
 * (0, 1).
 */
export function mlp(sizes: readonly number[], options: MlpOptions = {}): Sequential {
  const { activation = "relu", priorPositive, generator, dtype } = checkOptions("mlp", options);
  if (sizes.length < 2) {
    throw new RangeError(`mlp: sizes [${sizes.join(", ")}] lack an input or an output`);
  }
  if (!Object.hasOwn(activations, activation)) {
    const known = activationNames.join(", ");
    throw new RangeError(`mlp: activation is one of ${known}, not ${JSON.stringify(activation)}`);
  }
  const f = activations[activation];
  const init = ["sigmoid", "tanh"].includes(activation) ? glorotUniform : heUniform;
  const linears = sizes
    .slice(1)
    .map((size, i) => new Linear(sizes[i], size, { init, generator, dtype }));
  if (priorPositive !== undefined) {
    const bias = linears[linears.length - 1].bias;
    bias?.assign(bias.add(priorBias(priorPositive)));
  }
  return new Sequential(...linears.flatMap((linear, i) => (i === 0 ? [linear] : [f, linear])));
}
