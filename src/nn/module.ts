import {
  checkType,
  hasFields,
  isPlainObject,
  restore,
  sameShape,
  save,
  show,
  showShape,
  type SavedArray,
} from "../array/index.js";
import { Tensor } from "../autograd/index.js";

/**
 * @param expected - what was expected: `the model must be a Module`.
 * @param value - what should be a module.
 * @throws TypeError unless it is one, and its class has a `forward`.
 */
export function checkModule(expected: string, value: unknown): asserts value is Module {
  checkType(value instanceof Module, expected, value);
  if (typeof value.forward === "function") return;
  throw new TypeError(`${expected}, but ${show(value)} lacks forward(x)`);
}

/** The parameters of a module by name, as plain JSON. */
export type StateDict = Record<string, SavedArray>;

/**
 * A function of a tensor that has parameters.
 *
 * Its parameters are the leaf tensors in its fields, and those of the modules in its fields; lists
 * and plain objects of either also count. Each is named by its path: `"weight"`, `"layers.0.bias"`.
 * A tensor that is not a parameter belongs in a #private field, which is not searched.
 *
 * ```ts
 * class Residual extends Module {
 *   inner = mlp([8, 16, 8]);
 *   scale = tensor(0.1, { requiresGrad: true, name: "scale" });
 *   forward(x: Tensor) {
 *     return x.add(this.inner.forward(x).mul(this.scale));
 *   }
 * }
 * ```
 */
export abstract class Module {
  #training = true;

  /**
   * Whether layers that behave differently in training, such as {@link Dropout}, do so. Default
   * `true`; {@link Module.train} and {@link Module.eval} set it in all modules inside, too.
   *
   * @throws TypeError if it is set to anything but `true` or `false`.
   */
  get training(): boolean {
    return this.#training;
  }
  set training(training: boolean) {
    checkType(typeof training === "boolean", "training must be true or false", training);
    this.#training = training;
  }

  /**
   * Computes the output.
   *
   * @param x - a batch of inputs; its shape depends on the module.
   */
  abstract forward(x: Tensor): Tensor;

  /** Sets `training` here and in all modules inside. */
  train(): this {
    return this.#setTraining(true);
  }

  /** Clears `training` here and in all modules inside. Gradients are still recorded. */
  eval(): this {
    return this.#setTraining(false);
  }

  #setTraining(training: boolean): this {
    for (const module of this.modules()) module.training = training;
    return this;
  }

  /** The fields that are searched for parameters and modules. */
  protected fields(): object {
    return this;
  }

  /** All parameters and modules inside, each once, under the first path that leads to it. */
  *#members(
    fields = this.fields(),
    path = "",
    seen = new Set<unknown>([this]),
  ): Generator<[name: string, member: Tensor | Module]> {
    for (const [key, value] of Object.entries(fields) as [string, unknown][]) {
      if (seen.has(value)) continue;
      seen.add(value);
      const name = path + key;
      // An op's output is a stored result, not a parameter.
      if (value instanceof Tensor && value.origin === null) yield [name, value];
      if (value instanceof Module) {
        yield [name, value];
        yield* this.#members(value.fields(), `${name}.`, seen);
      }
      if (Array.isArray(value) || isPlainObject(value)) {
        yield* this.#members(value, `${name}.`, seen);
      }
    }
  }

  /** This module and all modules inside, each once. */
  modules(): Module[] {
    const inside = [...this.#members()].map(([, member]) => member);
    return [this, ...inside.filter((member) => member instanceof Module)];
  }

  /** Every parameter with its name, including frozen ones (`requiresGrad` is false). */
  namedParameters(): [name: string, parameter: Tensor][] {
    return [...this.#members()].filter(
      (entry): entry is [string, Tensor] => entry[1] instanceof Tensor,
    );
  }

  /**
   * Every parameter. If some are frozen, give an optimizer only the others:
   * `model.parameters().filter((p) => p.requiresGrad)`.
   */
  parameters(): Tensor[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Sets every gradient to `null`: not computed. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad();
  }

  /**
   * The parameters as plain JSON; `loadStateDict` restores them bit for bit. For PyTorch, whose
   * linear layers have transposed weights, there is {@link saveWeights}.
   */
  stateDict(): StateDict {
    return Object.fromEntries(this.namedParameters().map(([name, p]) => [name, save(p.data)]));
  }

  /**
   * Sets the elements of each parameter, rounded to the parameter's dtype. Loads all or nothing.
   *
   * @param state - the parameters by name, as `stateDict()` returns them.
   * @throws RangeError naming every parameter that is missing, unexpected or of another shape.
   * @throws TypeError if an entry is not a number.
   */
  loadStateDict(state: StateDict): void {
    checkType(isPlainObject(state), "loadStateDict takes what stateDict() returned", state);
    for (const [name, saved] of Object.entries(state)) {
      const isSaved = hasFields(saved, "shape", "data") && Array.isArray(saved.shape);
      checkType(isSaved, `loadStateDict: ${name} must be { dtype, shape, data }`, saved);
    }
    const own = this.namedParameters();
    const names = own.map(([name]) => name);
    const missing = names.filter((name) => !Object.hasOwn(state, name));
    const unexpected = Object.keys(state).filter((name) => !names.includes(name));
    const misshapen = own
      .filter(
        ([name, { shape }]) => !missing.includes(name) && !sameShape(state[name].shape, shape),
      )
      .map(([name, { shape }]) => {
        return `${name} (here ${showShape(shape)}, in the state ${showShape(state[name].shape)})`;
      });
    const problems = Object.entries({ missing, unexpected, "of another shape": misshapen })
      .filter(([, found]) => found.length > 0)
      .map(([what, found]) => `${what}: ${found.join(", ")}`);
    if (problems.length > 0) {
      throw new RangeError(
        `loadStateDict: the state does not fit this module, and nothing was loaded; ` +
          problems.join("; "),
      );
    }
    const arrays = own.map(([name, p]) => restore(state[name], p.dtype, `loadStateDict: ${name}`));
    own.forEach(([, parameter], i) => parameter.assign(arrays[i]));
  }
}
