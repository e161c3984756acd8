import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { callSite, checkForward } from "./check/anomaly.js";
import { checkOutput, explainForward } from "./check/op.js";
import { mode } from "./mode.js";
import { Tensor, type TensorLike } from "./tensor.js";

/** A tuple of `N` entries; a list of any length if `N` is just `number`. */
type Tuple<T, N extends number, Built extends T[] = []> = number extends N
  ? T[]
  : Built["length"] extends N
    ? Built
    : Tuple<T, N, [...Built, T]>;

/** The inputs of an op of arity `N`. */
export type Inputs<N extends number> = Tuple<Tensor, N>;

/**
 * For each input, a function that computes its gradient, called only if that gradient is needed;
 * `null` for an input that has none.
 */
export type Gradients<N extends number> = Tuple<(() => Tensor) | null, N>;

const requiresGrad = (t: Tensor) => t.requiresGrad;

/** A recorded call of an op: one line of the tape. */
export class Step {
  static #count = 0;

  /** Counts the calls. An op runs after its inputs exist, so the ids are a topological order. */
  readonly id = Step.#count++;
  /** The inputs' versions when the op ran. */
  readonly versions: readonly number[];
  /** Which inputs required a gradient when the op ran. */
  readonly tracked: readonly boolean[];
  readonly output: Tensor;
  /** Where the op was called: a stack trace inside `detectAnomaly`, else empty. */
  readonly calledAt = mode.tracing ? callSite() : "";

  /**
   * @param op - the op that was called.
   * @param inputs - its inputs.
   * @param data - the elements of its output.
   */
  constructor(
    readonly op: Op,
    readonly inputs: readonly Tensor[],
    data: NdArray,
  ) {
    this.versions = inputs.map((t) => t.version);
    this.tracked = inputs.map(requiresGrad);
    this.output = new Tensor(data, { requiresGrad: true, origin: this });
  }
}

/**
 * A differentiable function of `N` arrays. One instance is one call: `forward` keeps on `this` what
 * `backward` needs and cannot get from the inputs and the output.
 *
 * In TypeScript, write four types, which a method does not take over from its base class: `NdArray`
 * for the arrays, `Tensor` for ȳ, `Inputs<N>` for the list of inputs, and `Gradients<N>` for what
 * `backward` returns, so that the compiler counts it.
 *
 * ```ts
 * class Mul extends Op<2> {
 *   forward(a: NdArray, b: NdArray) {
 *     return array.mul(a, b);
 *   }
 *   backward(gradY: Tensor, [a, b]: Inputs<2>): Gradients<2> {
 *     return [() => mul(gradY, b), () => mul(gradY, a)];
 *   }
 * }
 * const mul = (a: TensorLike, b: TensorLike) => new Mul().apply(a, b);
 * ```
 */
export abstract class Op<N extends number = number> {
  // Not a #private field, which V8 is slow to add to objects of many classes.
  private wasApplied = false;

  /**
   * Computes the output. It must not write into the inputs; it may return a view of them.
   *
   * @param inputs - the elements of the inputs.
   */
  abstract forward(...inputs: Tuple<NdArray, N>): NdArray;

  /**
   * The gradients of the inputs, given that of the output. Written with ops, so that it can be
   * differentiated again. A gradient may have the shape to which its input was broadcast: the tape
   * sums it to the input's shape.
   *
   * @param gradY - ∂loss/∂y, of the shape of `y`.
   * @param inputs - the tensors that the op was applied to.
   * @param y - the output.
   */
  abstract backward(gradY: Tensor, inputs: Inputs<N>, y: Tensor): Gradients<N>;

  /** The name of this op in messages and on printed tapes. */
  get name(): string {
    return this.constructor.name;
  }

  /**
   * Catches `Mul.apply(a, b)`, written for `new Mul().apply(a, b)`.
   *
   * @throws TypeError always.
   */
  static apply(): never {
    throw new TypeError(`one instance of an op is one call: new ${this.name}().apply(…)`);
  }

  /**
   * Runs `forward`, and records the call if an input requires a gradient.
   *
   * @param inputs - tensors, or data that become constants.
   * @throws Error if this instance was applied before.
   * @throws TypeError if `forward` is missing, or does not return an ndarray.
   * @throws RangeError if there are too few inputs.
   */
  apply(...inputs: Tuple<TensorLike, N>): Tensor {
    if (this.wasApplied) {
      throw new Error(`${this.name}: one Op instance is one call; make a new one for each`);
    }
    this.wasApplied = true;
    const tensors = lift(inputs, this);
    let data: NdArray;
    try {
      data = this.forward(...(tensors.map((t) => t.data) as Tuple<NdArray, N>));
    } catch (error) {
      throw explainForward(this, tensors.length, error);
    }
    checkOutput(this, data);
    if (mode.anomaly) checkForward(this.name, data, tensors);
    const record = mode.recording && tensors.some(requiresGrad);
    return record ? new Step(this, tensors, data).output : new Tensor(data, { origin: null });
  }
}

/**
 * An op's inputs as tensors. Plain numbers and lists take the dtype of the tensors and typed arrays
 * among them.
 *
 * @param inputs - tensors, or data of any shape.
 * @param caller - the op or its name, for messages.
 * @throws as {@link tensor} does.
 */
export function lift(
  inputs: readonly TensorLike[],
  caller: string | { readonly name: string },
): readonly Tensor[] {
  if (inputs.every((input) => input instanceof Tensor)) return inputs;
  const own = inputs.map((x) => (x instanceof Tensor ? x.dtype : array.floatDtypeOf(x)));
  const met = own.includes("float64") ? "float64" : own.find((dtype) => dtype !== undefined);
  return inputs.map((input, i) => {
    if (input instanceof Tensor) return input;
    const dtype = own[i] ?? met;
    if (typeof input === "number")
      return new Tensor(array.full([], input, dtype), { origin: null });
    const name = typeof caller === "string" ? caller : caller.name;
    return new Tensor(array.array(input, { dtype }, `${name}: input ${i}`));
  });
}
