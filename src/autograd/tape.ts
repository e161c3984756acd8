import * as array from "../array/index.js";
import { sameShape, showShape } from "../array/index.js";
import { checkBackward } from "./anomaly.js";
import { add, sumTo } from "./broadcast.js";
import { mode, withMode } from "./mode.js";
import type { Released, Step } from "./op.js";
import { describe, Tensor, type TensorLike } from "./tensor.js";

/** One step of the way back. */
export interface BackwardStep {
  readonly step: Step;
  /** ∂loss/∂(the step's output), complete: every later use of the output has been added. */
  readonly gradOutput: Tensor;
  /** What the step adds to the gradient of each input; `null` where nobody needs it. */
  readonly gradInputs: readonly (Tensor | null)[];
}

export interface RewindOptions {
  /** Record the backward pass too, so that the gradients can be differentiated. */
  createGraph?: boolean | undefined;
  /** The tensors whose gradients are wanted, leaves or not. Default: all that require one. */
  towards?: readonly Tensor[] | undefined;
}

/** The steps that made a tensor, in the order they ran. */
export class Tape {
  private constructor(
    readonly end: Tensor,
    readonly steps: readonly Step[],
  ) {}

  /**
   * The tape that ends with `end`. Steps that `end` does not depend on are not on it. Look at it before the
   * parameters change: after `backward` and an optimizer's step, nothing can go back there any more, and
   * the steps have let go of what they held.
   */
  static endingAt(end: Tensor): Tape {
    const seen = new Set<number>(); // numbers are looked up faster than steps
    const steps: Step[] = [];
    const open = [end.origin];
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (step === null || seen.has(step.id)) continue;
      seen.add(step.id);
      steps.push(step);
      for (const input of step.inputs) open.push(input.origin);
    }
    // Found from last to first, as a rule: turned round, there is little to sort.
    return new Tape(end, steps.reverse().sort(byId));
  }

  /**
   * Walks the tape backwards, one step at a time. Returns the gradients of the tensors it was to go
   * towards, those that `end` depends on.
   *
   * ```ts
   * for (const { step, gradOutput } of Tape.endingAt(loss).rewind()) {
   *   console.log(step.op.name, gradOutput.toArray());
   * }
   * ```
   *
   * @param gradient - ∂loss/∂`end`; may be left out if `end` has one element: then it is 1.
   * @throws RangeError if it is left out and `end` has more than one element, or a gradient does not
   * fit its tensor.
   * @throws Error if `end` requires no gradient, or a leaf was changed since a step used it.
   */
  *rewind(
    gradient?: TensorLike,
    { createGraph = false, towards }: RewindOptions = {},
  ): Generator<BackwardStep, Map<Tensor, Tensor>> {
    const wanted = new Set(towards);
    const isNeeded = this.#neededFor(towards);
    const found = new Map<Tensor, Tensor>();
    /** Of the outputs of steps that are still to come; by number, too. */
    const pending = new Map<number, Tensor>();
    const receive = (t: Tensor, contribution: Tensor) => {
      if (t.origin === null) accumulate(found, t, contribution);
      else accumulate(pending, t.origin.id, contribution);
    };
    receive(this.end, this.#seed(gradient));
    for (let k = this.steps.length - 1; k >= 0; k--) {
      const step = this.steps[k];
      const gradOutput = pending.get(step.id);
      if (gradOutput === undefined) continue;
      pending.delete(step.id);
      if (wanted.has(step.output)) found.set(step.output, gradOutput);
      const before = mode.recording;
      mode.recording = createGraph;
      let gradInputs: (Tensor | null)[];
      try {
        const { inputs } = step;
        gradInputs = backwardOf(step, gradOutput, isNeeded);
        for (let i = 0; i < gradInputs.length; i++) {
          const contribution = gradInputs[i];
          if (contribution !== null) receive(inputs[i], contribution);
        }
      } finally {
        mode.recording = before;
      }
      yield { step, gradOutput, gradInputs };
    }
    return found;
  }

  /**
   * Releases the steps that used `leaf`, which has changed, and those that used their outputs.
   *
   * @returns whether all steps are released.
   * @internal
   */
  release(leaf: Tensor): boolean {
    const isBehind = (t: Tensor) => t === leaf || t.origin?.released != null;
    let released: Released | null = null;
    for (const step of this.steps) {
      if (step.released !== null || !step.inputs.some(isBehind)) continue;
      released ??= { message: changedSince(step, leaf), behind: this.#inputs() };
      step.release(released);
    }
    return this.steps.every((step) => step.released !== null);
  }

  #inputs(): WeakSet<Tensor> {
    const inputs = new WeakSet<Tensor>();
    for (const step of this.steps) for (const input of step.inputs) inputs.add(input);
    return inputs;
  }

  /** The gradient of the end, where the way back starts. */
  #seed(gradient: TensorLike | undefined): Tensor {
    const { end } = this;
    const { shape, dtype } = end;
    if (!end.requiresGrad) {
      throw new Error(
        `${describe(end)} requires no gradient: nothing it was made of does, or it was detached, ` +
          `or made inside noGrad; make its leaves with { requiresGrad: true }`,
      );
    }
    if (gradient === undefined) {
      if (end.size === 1) return new Tensor(array.full(shape, 1, dtype));
      const origin = end.origin === null ? "" : `, made by ${end.origin.op.name}`;
      throw new RangeError(
        `backward() needs one number to differentiate, but this is ${describe(end)}${origin}: ` +
          `reduce it (sum(), mean()), or pass the gradient of that shape`,
      );
    }
    const seed =
      gradient instanceof Tensor
        ? gradient
        : new Tensor(array.array(gradient, { dtype }, "the gradient"));
    if (!sameShape(seed.shape, shape)) {
      throw new RangeError(
        `a gradient of shape ${showShape(seed.shape)} cannot be that of ${describe(end)}: the ` +
          `shapes must be equal`,
      );
    }
    return seed.dtype === dtype ? seed : sumTo(seed, shape, dtype);
  }

  /** Which tensors lie on a way to those whose gradients are wanted. */
  #neededFor(towards: readonly Tensor[] | undefined): (t: Tensor) => boolean {
    if (towards === undefined) return (t) => t.requiresGrad;
    const needed = new Set(towards);
    for (const step of this.steps) {
      // Behind a released step the way is not known any more: going there throws.
      const isHidden = towards.some((t) => step.released?.behind.has(t));
      if (isHidden || step.inputs.some((input) => needed.has(input))) needed.add(step.output);
    }
    return (t) => needed.has(t);
  }

  /** One line a step: number, op, inputs and output. */
  toString(): string {
    const names = new Map(this.steps.map((step, i) => [step.output, `#${i}`]));
    const nameOf = (t: Tensor) => names.get(t) ?? t.name ?? (t.requiresGrad ? "leaf" : "constant");
    const show = (t: Tensor) => `${nameOf(t)} ${showShape(t.shape)}`;
    const width = Math.max(0, ...this.steps.map((step) => step.op.name.length));
    return this.steps
      .map((step, i) => {
        const inputs = step.inputs.map(show).join(", ");
        const number = `#${i}`.padStart(String(this.steps.length).length + 1);
        return `${number}  ${step.op.name.padEnd(width)}  ${inputs} → ${showShape(step.output.shape)}`;
      })
      .join("\n");
  }
}

function byId(a: Step, b: Step): number {
  return a.id - b.id;
}

function accumulate<K>(sums: Map<K, Tensor>, key: K, contribution: Tensor): void {
  const sum = sums.get(key);
  sums.set(key, sum === undefined ? contribution : add(sum, contribution));
}

/** The gradients of a step's inputs, each in the shape and dtype of its input. */
function backwardOf(
  step: Step,
  gradOutput: Tensor,
  isNeeded: (t: Tensor) => boolean,
): (Tensor | null)[] {
  const { op, inputs } = step;
  if (step.released !== null) throw new Error(step.released.message);
  for (let i = 0; i < inputs.length; i++) {
    if (inputs[i].version !== step.versions[i]) throw new Error(changedSince(step, inputs[i]));
  }
  const gradients: readonly ((() => Tensor) | null)[] = op.backward(
    gradOutput,
    inputs.slice(),
    step.output,
  );
  if (gradients.length !== inputs.length) {
    throw new RangeError(
      `${op.name}.backward gave ${gradients.length} gradients for ${inputs.length} inputs; ` +
        `give null for an input that has none`,
    );
  }
  return gradients.map((compute, i) => {
    // What required no gradient in the forward pass may have been used by steps not recorded.
    if (compute === null || !step.tracked[i] || !isNeeded(inputs[i])) return null;
    if (typeof compute !== "function") {
      throw new TypeError(
        `${op.name}.backward must give a function or null for input ${i}, not ${String(compute)}`,
      );
    }
    if (!mode.anomaly) return fit(compute(), step, i);
    // Not the ops that backward calls are to be named, but the op whose backward it is.
    const gradient = withMode("anomaly", false, () => fit(compute(), step, i));
    checkBackward(step, i, gradient);
    return gradient;
  });
}

function changedSince(step: Step, input: Tensor): string {
  return (
    `${describe(input)} was changed by assign() after ${step.op.name} used it: its gradient ` +
    `would belong to other numbers; call backward() before changing it, or run forward again`
  );
}

/** Undoes broadcasting: a gradient in the shape that the op saw becomes one of the input's. */
function fit(gradient: Tensor, step: Step, i: number): Tensor {
  const input = step.inputs[i];
  if (!(gradient instanceof Tensor)) {
    throw new TypeError(
      `${step.op.name}.backward must give a Tensor for input ${i}, not ${String(gradient)}`,
    );
  }
  if (sameShape(gradient.shape, input.shape) && gradient.dtype === input.dtype) return gradient;
  const added = gradient.ndim - input.ndim;
  const bad = input.shape.findIndex((n, axis) => n !== 1 && n !== gradient.shape[axis + added]);
  if (added < 0 || bad >= 0) {
    throw new RangeError(
      `${step.op.name}.backward gave a gradient of shape ${showShape(gradient.shape)} for input ` +
        `${i}, ${describe(input)}: ${added < 0 ? "it has too few axes" : `axis ${bad} differs`}; ` +
        `it must have the input's shape, or the one broadcasting gave the input`,
    );
  }
  return sumTo(gradient, input.shape, input.dtype);
}
