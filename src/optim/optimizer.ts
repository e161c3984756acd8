import * as array from "../array/index.js";
import { checkIsTensor, describe, type Stateful, type Tensor } from "../autograd/index.js";

/**
 * The memory of an optimizer for one parameter: by name, an entry for each element. Starts from 0.
 */
export type OptimizerMemory = Record<string, Float64Array>;

/** The state of an optimizer, which lasts from step to step, as plain JSON. */
export interface OptimizerState {
  lr: number;
  /** For each parameter, the number of its steps, and its memory. */
  params: { steps: number; memory: Record<string, array.SavedArray> }[];
}

/**
 * Updates parameters with their gradients, by the rule of a subclass. Everything is computed in
 * float64, and rounded once to the parameter's dtype. A parameter without a gradient keeps its
 * value and its memory.
 */
export abstract class Optimizer implements Stateful {
  readonly params: readonly Tensor[];
  #lr = 0;
  /** Whether to use `kernel`; determined in the first step. */
  #hasKernel: boolean | undefined;
  readonly #weightDecay: number;
  #memories: { steps: number; memory: OptimizerMemory }[];

  /**
   * @param params - the tensors to train: leaves that require a gradient, each listed once.
   * @param lr - the learning rate, ≥ 0.
   * @param weightDecay - λ of the penalty ½λp², ≥ 0: λ·p is added to the gradient.
   * @param remembers - the names in the memory.
   * @throws RangeError if an option is out of range, or there are no parameters.
   * @throws Error if a parameter is listed twice, requires no gradient, or is not a leaf.
   */
  constructor(params: readonly Tensor[], lr: number, weightDecay: number, remembers: string[]) {
    this.check("weightDecay", weightDecay);
    checkParams(this.constructor.name, params);
    this.lr = lr;
    this.params = [...params];
    this.#weightDecay = weightDecay;
    this.#memories = params.map(({ size }) => ({
      steps: 0,
      memory: Object.fromEntries(remembers.map((name) => [name, new Float64Array(size)])),
    }));
  }

  /**
   * The learning rate, ≥ 0. It may be changed at any time.
   *
   * @throws RangeError if it is set to anything but a number ≥ 0.
   */
  get lr(): number {
    return this.#lr;
  }
  set lr(lr: number) {
    this.check("lr", lr);
    this.#lr = lr;
  }

  /**
   * The update rule: one step for one parameter. The arrays are row-major, of one length.
   *
   * @param p - the parameter's elements, in float64; changed in place.
   * @param g - its gradient, with weight decay added.
   * @param memory - the memory by name; changed in place.
   * @param t - the number of this step, from 1.
   */
  protected abstract update(
    p: Float64Array,
    g: Float64Array,
    memory: OptimizerMemory,
    t: number,
  ): void;

  /**
   * The update rule as a WebAssembly kernel does it.
   *
   * @internal
   */
  protected kernel?(memory: OptimizerMemory, t: number): array.UpdateRule;

  /** Updates each parameter that has a gradient. */
  step(): void {
    if (this.params.every(({ grad }) => grad === null)) {
      array.warnOnce(
        `${this.constructor.name}: step() changes nothing, since no parameter has a gradient: call ` +
          `loss.backward() before it, with a loss that was made of these parameters`,
      );
    }
    this.params.forEach((param, k) => {
      if (param.grad === null) return;
      const state = this.#memories[k];
      state.steps += 1;
      param.adopt(this.#changed(param.data, param.grad.data, state.memory, state.steps));
    });
  }

  /** The value of `p` after a step with its gradient `g`. */
  #changed(p: array.NdArray, g: array.NdArray, memory: OptimizerMemory, t: number): array.NdArray {
    const weightDecay = this.#weightDecay;
    this.#hasKernel ??= this.#usesKernel();
    const kernel = this.#hasKernel ? this.kernel?.(memory, t) : undefined;
    const changed = kernel && array.update(p, g, kernel, weightDecay);
    if (changed) return changed;
    const values = new Float64Array(array.flat(p));
    const gradient = new Float64Array(array.flat(g));
    if (weightDecay > 0) values.forEach((value, i) => (gradient[i] += weightDecay * value));
    this.update(values, gradient, memory, t);
    return array.array(array.view(values, p.shape), { dtype: array.dtypeOf(p) });
  }

  /**
   * Whether the class that defines `update` also defines `kernel`. A subclass that overrides only
   * `update` must not run the kernel of its parent.
   */
  #usesKernel(): boolean {
    let owner = this as object;
    while (!Object.hasOwn(owner, "update")) owner = Object.getPrototypeOf(owner) as object;
    return Object.hasOwn(owner, "kernel");
  }

  /** Sets the gradient of each parameter to `null`: not computed. */
  zeroGrad(): void {
    for (const param of this.params) param.zeroGrad();
  }

  state(): OptimizerState {
    const params = this.#memories.map(({ steps, memory }, k) => {
      const arrays = Object.entries(memory).map(([name, values]) => {
        return [name, array.save(array.view(values, this.params[k].shape))] as const;
      });
      return { steps, memory: Object.fromEntries(arrays) };
    });
    return { lr: this.lr, params };
  }

  /**
   * Restores a state. Loads all or nothing.
   *
   * @param state - what `state()` returned, for the same parameters.
   * @throws RangeError if the state has another kind of memory, belongs to other parameters, or
   * holds a number that is not finite.
   * @throws TypeError if an entry is not a number.
   */
  load(state: OptimizerState): void {
    const name = this.constructor.name;
    const isState = array.hasFields(state, "lr", "params") && Array.isArray(state.params);
    array.checkType(isState, `${name}.load takes what state() returned`, state);
    Array.from(state.params).forEach((param, k) => {
      const isParam =
        array.hasFields(param, "steps", "memory") && array.isPlainObject(param.memory);
      const expected = `${name}: parameter ${k} of a state has steps and memory`;
      array.checkType(isParam, expected, param);
      for (const [key, saved] of Object.entries(param.memory)) {
        const label = `${name}: ${key} of parameter ${k} must be { dtype, shape, data }`;
        array.checkType(array.hasFields(saved, "shape", "data"), label, saved);
      }
    });
    const [here, there] = [this.state(), state].map(layoutOf);
    for (const k of [...here, ...there].keys()) {
      if (here[k] === there[k]) continue;
      throw new RangeError(
        `${name}: the state does not fit, and nothing was loaded; for parameter ${k} it holds ` +
          `${there[k] ?? "nothing"}, where ${here[k] ?? "nothing"} belongs`,
      );
    }
    this.check("lr", state.lr);
    this.#memories = state.params.map(({ steps, memory }, k) => {
      array.checkCount(`${name}: the number of steps of parameter ${k}`, steps, 0);
      const restored = Object.entries(memory).map(([key, saved]) => {
        const label = `${name}: ${key} of parameter ${k}`;
        const values = array.restore(saved, "float64", label).data as Float64Array;
        array.checkEntries(label, Array.from(values), Number.isFinite, "finite numbers");
        return [key, values] as const;
      });
      return { steps, memory: Object.fromEntries(restored) };
    });
    this.lr = state.lr;
  }

  /**
   * Checks the value of an option.
   *
   * @param option - its name, for the message.
   * @param value - as the user gave it.
   * @param below - the upper bound, which is out of range itself.
   * @throws RangeError unless `value` is in [0, below).
   */
  protected check(option: string, value: number, below = Infinity): void {
    if (typeof value === "number" && value >= 0 && value < below) return;
    throw new RangeError(
      `${this.constructor.name}: ${option} must be in [0, ${below}), not ${array.show(value)}`,
    );
  }
}

/**
 * @param name - the optimizer that the message names.
 * @param params - what should be the tensors to train.
 * @throws TypeError if they are no list of tensors.
 * @throws RangeError if there are none.
 * @throws Error if a parameter is listed twice, requires no gradient, or is not a leaf.
 */
export function checkParams(name: string, params: readonly Tensor[]): void {
  checkTensors(name, params);
  if (params.length === 0) throw new RangeError(`${name}: there are no parameters to change`);
  params.forEach((param, k) => {
    const what = `${name}: parameter ${k}, ${describe(param)},`;
    if (param.origin !== null) {
      throw new Error(
        `${what} was made by ${param.origin.op.name}: only a leaf can be changed; give the ` +
          `tensors it was made of`,
      );
    }
    if (!param.requiresGrad) {
      throw new Error(
        `${what} requires no gradient: make it with { requiresGrad: true }, or leave it out: ` +
          `params.filter((p) => p.requiresGrad)`,
      );
    }
    if (params.indexOf(param) < k) throw new Error(`${what} is listed twice`);
  });
}

/**
 * @param caller - the function or class that the message names.
 * @param params - what should be a list of tensors.
 * @throws TypeError if it is none.
 */
export function checkTensors(caller: string, params: readonly Tensor[]): void {
  array.checkList(params, caller, "model.parameters()");
  params.forEach((param, k) => {
    checkIsTensor(`${caller}: parameter ${k}`, param);
  });
}

/** Describes the memory of each parameter: `m of shape [2, 16], v of shape [2, 16]`. */
function layoutOf({ params }: OptimizerState): string[] {
  return params.map(({ memory }) => {
    const arrays = Object.entries(memory).map(([name, { shape }]) => {
      return `${name} of shape ${array.show(shape)}`;
    });
    return arrays.join(", ") || "no memory";
  });
}
