import * as array from "../array/index.js";
import type { ArrayLike, ArrayOptions, Dtype, NdArray, Shape } from "../array/index.js";
import {
  checkAssigned,
  checkData,
  notItsGrad,
  checkItem,
  checkLeaf,
  checkRequiresGrad,
  warnOfNoLeaf,
} from "./check/tensor.js";
import type { Step } from "./op.js";

/**
 * A tensor, or data that {@link tensor} accepts. Plain numbers take the dtype of the tensors they
 * are combined with.
 */
export type TensorLike = Tensor | ArrayLike;

export interface TensorOptions extends ArrayOptions {
  /** Whether {@link backward} computes a gradient for this tensor. Default `false`. */
  requiresGrad?: boolean | undefined;
  /** Shown in messages and on printed tapes. */
  name?: string | undefined;
}

/**
 * An array that knows how it was made.
 *
 * The array is never written to: ops make new tensors, and `assign` gives a leaf another array.
 * Views can therefore share memory.
 */
export class Tensor {
  // The other methods, add, matmul, backward and so on, come from the functions that
  // src/ops/functions.ts lists: src/ops/index.ts makes x.f(…) of each f(x, …).

  name: string | undefined;
  /** The op call that made this tensor; `null` for a leaf. */
  readonly origin: Step | null;
  /** Called after this leaf has changed. @internal */
  onChange: ((leaf: Tensor) => void) | null = null;
  #data: NdArray;
  #requiresGrad: boolean;
  #grad: Tensor | null = null;
  #version = 0;

  /**
   * Wraps an array without copying it. To make a tensor of your own data, call {@link tensor}.
   *
   * @param data - the elements, of any shape. Do not write to them afterwards.
   * @param options - whether a gradient is required, a name, and the op call that made the tensor.
   */
  constructor(
    data: NdArray,
    options: { requiresGrad?: boolean; name?: string | undefined; origin?: Step | null } = {},
  ) {
    checkData(data, options);
    this.#data = data;
    this.#requiresGrad = options.requiresGrad ?? false;
    this.origin = options.origin ?? null;
    this.name = options.name;
  }

  /** The elements. Only read them; to change them, `assign` a new array. */
  get data(): NdArray {
    return this.#data;
  }

  /** The size of each axis. Only read it. */
  get shape(): Shape {
    return this.#data.shape;
  }

  /** The number of axes. */
  get ndim(): number {
    return this.#data.shape.length;
  }

  /** The number of elements. */
  get size(): number {
    return this.#data.size;
  }

  get dtype(): Dtype {
    return array.dtypeOf(this.#data);
  }

  /** How many times `assign` has changed this tensor. */
  get version(): number {
    return this.#version;
  }

  /** Whether this tensor is a leaf that requires a gradient, or was computed from one. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** @throws Error on a tensor that an op made: its inputs decide; TypeError for no boolean. */
  set requiresGrad(value: boolean) {
    checkRequiresGrad(this, value);
    this.#requiresGrad = value;
  }

  /**
   * ∂loss/∂(this tensor), summed over calls of `backward`; `null` if not computed.
   *
   * @throws TypeError or RangeError if it is set to anything but `null` or a tensor of this shape.
   */
  get grad(): Tensor | null {
    if (this.origin !== null) warnOfNoLeaf(this);
    return this.#grad;
  }
  set grad(grad: Tensor | null) {
    const fits = grad instanceof Tensor && array.sameShape(grad.shape, this.shape);
    if (grad !== null && !fits) throw notItsGrad(this, grad);
    this.#grad = grad;
  }

  /** The same elements without a history: no gradient passes through the result. */
  detach(): Tensor {
    return new Tensor(this.#data, { name: this.name, origin: null });
  }

  /** Sets `grad` to `null`. */
  zeroGrad(): void {
    this.grad = null;
  }

  /**
   * The one element, as a number.
   *
   * @throws RangeError if there is not exactly one.
   */
  item(): number {
    checkItem(this);
    return this.#data.data[this.#data.offset];
  }

  /** The elements as nested lists; a number if the tensor is 0-d. */
  toArray(): array.NestedNumbers {
    return array.toNested(this.#data);
  }

  /**
   * Gives a leaf new elements, copied and rounded to the tensor's dtype.
   *
   * @param data - the new elements, of the tensor's shape.
   * @throws RangeError if the shape differs.
   * @throws Error on a tensor that an op made.
   */
  assign(data: TensorLike): this {
    checkLeaf("assign to", this);
    const source = data instanceof Tensor ? data.data : data;
    const copied = array.array(source, { dtype: this.dtype });
    checkAssigned(this, copied);
    return this.adopt(copied);
  }

  /**
   * `assign` without a copy and without checks.
   *
   * @param data - the new elements, of the tensor's shape and dtype. The caller must not keep them.
   * @internal
   */
  adopt(data: NdArray): this {
    this.#data = data;
    this.#version += 1;
    this.onChange?.(this);
    return this;
  }

  /** The elements in columns, with the dtype and the state of the gradient. */
  toString(): string {
    const head = this.name === undefined ? "tensor(" : `${this.name} = tensor(`;
    const notes = [this.dtype as string];
    if (this.origin !== null) notes.push(`made by ${this.origin.op.name}`);
    else if (this.#requiresGrad) notes.push(`grad ${this.grad ? "computed" : "not computed"}`);
    return `${head}${array.formatArray(this.#data, head.length)}, ${notes.join(", ")})`;
  }

  /** The text that Node's console shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

const defaults = { dtype: undefined, shape: undefined, requiresGrad: false, name: undefined };

/**
 * A tensor holding a copy of `data`.
 *
 * ```ts
 * const w = tensor([[1, 2], [3, 4]], { requiresGrad: true, name: "w" });
 * const x = tensor(new Float64Array(6), { shape: [2, 3] });
 * ```
 *
 * @param data - a number, nested lists, a typed array, an ndarray, or another tensor, whose history
 * is not copied.
 * @param options - the dtype, the shape of flat data, whether a gradient is required, and a name.
 * @throws TypeError if an entry is not a number.
 * @throws RangeError if rows differ in length, or the data do not fill `shape`.
 */
export function tensor(data: TensorLike, options: TensorOptions = {}): Tensor {
  const filled = array.checkOptions("tensor", options, defaults);
  const { requiresGrad, name, ...arrayOptions } = filled;
  const source = data instanceof Tensor ? data.data : data;
  return new Tensor(array.array(source, arrayOptions), { requiresGrad, name });
}

/**
 * `x` itself, or a constant made of it if it is not a tensor.
 *
 * @param x - a tensor, or data of any shape.
 */
export function asTensor(x: TensorLike): Tensor {
  return x instanceof Tensor ? x : tensor(x);
}
