import * as array from "../array/index.js";
import type { Dtype, NdArray } from "../array/index.js";
import { callSite, checkForward } from "./anomaly.js";
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
 * For each input how to compute its gradient, called only if somebody needs it; `null` where the
 * op has none.
 */
export type Gradients<N extends number> = Tuple<(() => Tensor) | null, N>;

// Here, and not where they are used, so that a call of an op makes no functions.
const dataOf = (t: Tensor) => t.data;
const versionOf = (t: Tensor) => t.version;
const requiresGrad = (t: Tensor) => t.requiresGrad;
const isTensor = (input: TensorLike) => input instanceof Tensor;

/** One call of an op: a line of the tape. */
export class Step {
  static #taken = 0;

  /** Counts calls. An op runs after its inputs exist, so this order is a topological one. */
  readonly id = Step.#taken++;
  /** The inputs' versions when the op ran. */
  readonly versions: readonly number[];
  /** Which inputs required a gradient when the op ran. */
  readonly tracked: readonly boolean[];
  readonly output: Tensor;
  /** Where the op was called; kept only inside `detectAnomaly`. */
  readonly calledAt = mode.tracing ? callSite() : "";
  #op: Op;
  #inputs: readonly Tensor[];
  #released: Released | null = null;

  constructor(op: Op, inputs: readonly Tensor[], data: NdArray) {
    this.#op = op;
    this.#inputs = inputs;
    this.versions = inputs.map(versionOf);
    this.tracked = inputs.map(requiresGrad);
    this.output = new Tensor(data, { requiresGrad: true, origin: this });
  }

  /** After a release, it knows its name only. */
  get op(): Op {
    return this.#op;
  }

  /** None after a release. */
  get inputs(): readonly Tensor[] {
    return this.#inputs;
  }

  /**
   * Why and with what the step was released; `null` if it was not. When a leaf changes after `backward`, the
   * steps that used it, and those that used their outputs, let go of inputs and op: the way back
   * through the leaf's old elements is closed, and who keeps a loss shall not keep the whole graph.
   *
   * @internal
   */
  get released(): Released | null {
    return this.#released;
  }

  /** @internal */
  release(released: Released): void {
    this.#released = released;
    this.#inputs = [];
    this.#op = new ReleasedOp(this.#op.name);
  }
}

/** What released steps share. */
export interface Released {
  /** What a way back through one of them throws; a text made at once, as a function would hold the leaf. */
  message: string;
  /** All that may be behind them. */
  behind: WeakSet<Tensor>;
}

/**
 * A differentiable function of `N` arrays. One instance is one call: what `forward` finds out and
 * `backward` cannot get from inputs and output, it keeps on `this`.
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
  // Not #applied: V8 takes long to give objects of many classes a private field.
  private wasApplied = false;

  /** The output. Must not write into the inputs; may return a view of them. */
  abstract forward(...inputs: Tuple<NdArray, N>): NdArray;

  /**
   * The gradients of the inputs, given that of the output. Written with ops, so that it can be
   * differentiated again. A gradient may have the shape that broadcasting gave its input: the tape
   * sums it back.
   */
  abstract backward(gradY: Tensor, inputs: Inputs<N>, y: Tensor): Gradients<N>;

  /** What messages and printed tapes call this op. */
  get name(): string {
    return this.constructor.name;
  }

  /**
   * Runs `forward`, and records the call if an input requires a gradient.
   *
   * @throws Error if this instance was applied before.
   * @throws TypeError if `forward` does not return an ndarray.
   */
  apply(...inputs: Tuple<TensorLike, N>): Tensor {
    if (this.wasApplied) {
      throw new Error(`${this.name}: one Op instance is one call; make a new one for each`);
    }
    this.wasApplied = true;
    const tensors = lift(inputs, this);
    const data = this.forward(...(tensors.map(dataOf) as Tuple<NdArray, N>));
    if (!array.isNdArray(data)) {
      throw new TypeError(
        `${this.name}.forward must return an ndarray, not ${String(data)}; that of a tensor is its ` +
          `data`,
      );
    }
    if (mode.anomaly) checkForward(this.name, data, tensors);
    const record = mode.recording && tensors.some(requiresGrad);
    return record ? new Step(this, tensors, data).output : new Tensor(data);
  }
}

/** What stands in the place of a released op. */
class ReleasedOp extends Op<0> {
  readonly #name: string;
  constructor(name: string) {
    super();
    this.#name = name;
  }
  override get name(): string {
    return this.#name;
  }
  forward(): NdArray {
    throw new Error(`${this.name} was released`);
  }
  backward(): Gradients<0> {
    return [];
  }
}

const backwardOf = (op: { backward: unknown }) => op.backward;

/** The package's own classes of ops, with their `backward`. */
const own = new Map<unknown, unknown>();

/**
 * Says of this package's own ops that they keep no gradient: neither one that `backward` is given nor
 * one that it makes. Their memory can then be used again.
 */
export function registerOwn(...classes: (abstract new (...args: never[]) => Op)[]): void {
  for (const c of classes) own.set(c, backwardOf(c.prototype as Op));
}

export function isOwn(op: Op): boolean {
  return own.get(op.constructor) === backwardOf(op); // not so if somebody has replaced it
}

/**
 * Makes tensors of an op's inputs. Plain numbers take the dtype of the arrays among them. Messages name the
 * caller.
 */
export function lift(
  inputs: readonly TensorLike[],
  caller: string | { name: string },
): readonly Tensor[] {
  if (inputs.every(isTensor)) return inputs;
  const name = typeof caller === "string" ? caller : caller.name;
  const hasDtype = (input: TensorLike) =>
    array.isNdArray(input) || input instanceof Float32Array || input instanceof Float64Array;
  const make = (input: TensorLike, i: number, dtype?: Dtype): Tensor => {
    if (input instanceof Tensor) return input;
    if (typeof input === "number") return new Tensor(array.full([], input, dtype));
    return new Tensor(array.array(input, { dtype }, `${name}: input ${i}`));
  };
  const typed = inputs.map((input, i) => (hasDtype(input) ? make(input, i) : input));
  const met = typed.filter((input) => input instanceof Tensor).map((t) => t.data);
  const dtype = met.length > 0 ? array.promote(met) : undefined;
  return typed.map((input, i) => make(input, i, dtype));
}
