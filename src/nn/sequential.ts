import { checkList, checkOptions, isCallable, show, showShape } from "../array/index.js";
import type { Dtype, Generator } from "../array/index.js";
import { asTensor, checkIsTensor, Tensor, type TensorLike } from "../autograd/index.js";
import { elu, gelu, leakyRelu, relu, sigmoid, silu, softplus, tanh } from "../ops/index.js";
import { glorotUniform, heUniform, priorBias } from "./init.js";
import { Linear } from "./layers.js";
import { checkModule, Module } from "./module.js";

/** A module, or a function without parameters, such as the op `tanh`. */
export type Layer = Module | ((x: Tensor) => Tensor);

/**
 * Layers that run one after the other. They are numbered, so their parameters are named
 * `"0.weight"`, `"2.bias"` and so on.
 *
 * ```ts
 * const model = new Sequential(new Linear(2, 16), tanh, new Dropout(0.1), new Linear(16, 1));
 * ```
 */
export class Sequential extends Module {
  readonly layers: readonly Layer[];

  /**
   * @param layers - modules and functions, in the order in which they run; a list of them also
   * works.
   * @throws TypeError if one is neither.
   */
  constructor(...layers: (Layer | readonly Layer[])[]) {
    super();
    this.layers = layers.flat();
    this.layers.forEach((layer: unknown, i) => {
      if (isCallable(layer)) return;
      checkModule(`Sequential: layer ${i} must be a Module, made with new, or a function`, layer);
    });
    // Three tensors called "weight" could not be distinguished in a message or on a printed tape.
    // Names that users gave are kept.
    for (const [name, parameter] of this.namedParameters()) {
      if (name.endsWith(parameter.name ?? "")) parameter.name = name;
    }
  }

  protected override fields(): object {
    return Object.assign({}, this.layers, this);
  }

  /** @param x - of a shape that the first layer takes. */
  forward(x: TensorLike): Tensor {
    return this.layers.reduce((h, f, i) => {
      const y = f instanceof Module ? f.forward(h) : f(h);
      if (!(y instanceof Tensor)) checkIsTensor(`Sequential: what layer ${i} returns`, y);
      return y;
    }, asTensor(x));
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

/** The names of all activations. */
export const activationNames = Object.keys(activations) as Activation[];

export interface MlpOptions {
  /** The function after each layer except the last. Default `"relu"`. */
  activation?: Activation | undefined;
  /**
   * π of {@link priorBias}, which makes the initial bias of the last layer. Default: that bias
   * starts from 0.
   */
  priorPositive?: number | undefined;
  /** Where the random numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | undefined;
  dtype?: Dtype | undefined;
}

/**
 * A multi-layer perceptron: linear layers, with an activation after each except the last.
 * `mlp([2, 1])` is logistic regression: losses take its output as logits. Weights start from
 * {@link heUniform} where the activation belongs to the ReLU family, which lets about half the
 * variance through; otherwise from {@link glorotUniform}.
 *
 * ```ts
 * const model = mlp([2, 16, 16, 1], { activation: "tanh", generator: new Generator(7) });
 * ```
 *
 * @param sizes - the number of features of the input, of each hidden layer, and of the output.
 * @param options - the activation and the initial values; the defaults are in the fields.
 * @throws RangeError if there are fewer than two sizes, no such activation, or a prior outside
 * (0, 1).
 */
export function mlp(sizes: readonly number[], options: MlpOptions = {}): Sequential {
  const { activation, priorPositive, generator, dtype } = checkOptions("mlp", options, {
    activation: "relu",
    priorPositive: undefined,
    generator: undefined,
    dtype: undefined,
  });
  checkList(sizes, "mlp", "[2, 16, 1]");
  if (sizes.length < 2) {
    throw new RangeError(`mlp: sizes ${showShape(sizes)} lack an input or an output`);
  }
  if (!Object.hasOwn(activations, activation)) {
    const known = activationNames.join(", ");
    throw new RangeError(`mlp: activation is one of ${known}, not ${show(activation)}`);
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
