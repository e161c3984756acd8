import * as array from "../array/index.js";
import { sameShape, showShape } from "../array/index.js";
import { add, sumTo } from "./broadcast.js";
import { checkBackward } from "./check/anomaly.js";
import * as check from "./check/backward.js";
import { checkIsTensor } from "./check/functions.js";
import { mode, withMode } from "./mode.js";
import type { Gradients, Step } from "./op.js";
import { isReleased, remember } from "./release.js";
import { Tensor, type TensorLike } from "./tensor.js";

/** One step of the backward pass. */
export interface BackwardStep {
  readonly step: Step;
  /** ∂loss/∂(the step's output), complete: every later use of the output is included. */
  readonly gradOutput: Tensor;
  /** What the step adds to the gradient of each input; `null` where it is not needed. */
  readonly gradInputs: readonly (Tensor | null)[];
}

export interface RewindOptions {
  /**
   * Record the backward pass as well, so that the gradients can be differentiated. Default `false`.
   */
  createGraph?: boolean | undefined;
  /**
   * The tensors whose gradients are wanted, leaves or not. Default: all leaves that require one.
   */
  towards?: readonly Tensor[] | undefined;
}

const rewindDefaults = { createGraph: false, towards: undefined };

/** The steps that made a tensor, in the order in which they ran. */
export class Tape {
  readonly steps: readonly Step[];

  private constructor(readonly end: Tensor) {
    checkIsTensor("the end of a tape", end);
    const steps: Step[] = [];
    const seen = new Set<number>();
    const open = [end.origin];
    for (let step = open.pop(); step !== undefined; step = open.pop()) {
      if (step === null || seen.has(step.id)) continue;
      seen.add(step.id);
      steps.push(step);
      for (const input of step.inputs) open.push(input.origin);
    }
    this.steps = steps.sort((a, b) => a.id - b.id);
  }

  /**
   * The tape that ends with `end`. It holds only steps that `end` depends on. Steps that used a
   * leaf which has changed since may have been released (src/autograd/release.ts): they say so.
   *
   * @param end - usually a loss.
   */
  static endingAt(end: Tensor): Tape {
    return new Tape(end);
  }

  /**
   * Runs the backward pass, one step at a time.
   *
   * ```ts
   * for (const { step, gradOutput } of Tape.endingAt(loss).rewind()) {
   *   console.log(step.op.name, gradOutput.toArray());
   * }
   * ```
   *
   * @param gradient - ∂loss/∂`end`, of the shape of `end`. It can be left out if `end` has one
   * element: then it is 1.
   * @param options - the tensors whose gradients are wanted, and whether to record the backward pass.
   * @returns at its end, the gradients of the leaves, or of the tensors in `towards`, that `end`
   * depends on.
   * @throws RangeError if `gradient` is left out and `end` does not have one element, or if a
   * gradient does not fit its tensor.
   * @throws TypeError if `towards` is no list of tensors.
   * @throws Error if `end` or a tensor in `towards` requires no gradient, or an input was changed
   * after a step used it.
   */
  *rewind(
    gradient?: TensorLike,
    options: RewindOptions = {},
  ): Generator<BackwardStep, Map<Tensor, Tensor>> {
    const { createGraph, towards } = array.checkOptions("rewind", options, rewindDefaults);
    if (towards !== undefined) check.towards("rewind", towards);
    const wanted = new Set(towards);
    const isNeeded = this.#neededFor(towards);
    // The gradient of each tensor, as far as it has been summed.
    const sums = new Map([[this.end, this.#seed(gradient, createGraph)]]);
    for (const step of this.steps.toReversed()) {
      const gradOutput = sums.get(step.output);
      if (gradOutput === undefined) continue;
      if (!wanted.has(step.output)) sums.delete(step.output);
      const gradInputs = withMode("recording", createGraph, () => {
        const contributions = backwardOf(step, gradOutput, isNeeded);
        contributions.forEach((contribution, i) => {
          if (contribution === null) return;
          const sum = sums.get(step.inputs[i]);
          sums.set(step.inputs[i], sum === undefined ? contribution : add(sum, contribution));
        });
        return contributions;
      });
      yield { step, gradOutput, gradInputs };
    }
    const leaves = Array.from(sums.keys()).filter(({ origin }) => origin === null);
    remember(leaves, this.steps);
    return sums;
  }

  /** The gradient of `end`, with which the backward pass begins. */
  #seed(gradient: TensorLike | undefined, createGraph: boolean): Tensor {
    const { end } = this;
    const { shape, dtype } = end;
    check.requiresGrad(end);
    if (gradient === undefined) {
      check.oneElement(end);
      return new Tensor(array.full(shape, 1, dtype), { origin: null });
    }
    const seed =
      gradient instanceof Tensor
        ? gradient
        : new Tensor(array.array(gradient, { dtype }, "the gradient"));
    check.seed(seed, end);
    return withMode("recording", createGraph, () => sumTo(seed, shape, dtype));
  }

  /** Which tensors lie between `end` and those whose gradients are wanted. */
  #neededFor(towards: readonly Tensor[] | undefined): (t: Tensor) => boolean {
    if (towards === undefined) return (t) => t.requiresGrad;
    const needed = new Set(towards);
    for (const step of this.steps) {
      check.tracked(step, towards);
      // What a released step was made from is not known. Running backward through it throws.
      if (isReleased(step) || step.inputs.some((t) => needed.has(t))) needed.add(step.output);
    }
    return (t) => needed.has(t);
  }

  /** One line for each step: its number, op, inputs and output. */
  toString(): string {
    const names = new Map(this.steps.map((step, i) => [step.output, `#${i}`]));
    const show = (t: Tensor, isTracked: boolean) =>
      `${names.get(t) ?? t.name ?? (isTracked ? "leaf" : "constant")} ${showShape(t.shape)}`;
    const width = this.steps.reduce((most, { op }) => Math.max(most, op.name.length), 0);
    return this.steps
      .map((step, i) => {
        const inputs = step.inputs.map((t, k) => show(t, step.tracked[k])).join(", ");
        const number = `#${i}`.padStart(String(this.steps.length).length + 1);
        return `${number}  ${step.op.name.padEnd(width)}  ${inputs} → ${showShape(step.output.shape)}`;
      })
      .join("\n");
  }
}

/** The gradients of a step's inputs, each in the shape and dtype of its input. */
function backwardOf(
  step: Step,
  gradOutput: Tensor,
  isNeeded: (t: Tensor) => boolean,
): (Tensor | null)[] {
  const { op, inputs, tracked, output } = step;
  check.unchanged(step);
  check.hasBackward(step);
  const gradients: Gradients<number> = op.backward(gradOutput, [...inputs], output);
  check.gradients(step, gradients);
  return gradients.map((compute, i) => {
    // An input that required no gradient in the forward pass may have been used by steps that were
    // not recorded.
    if (compute === null || !tracked[i] || !isNeeded(inputs[i])) return null;
    if (!mode.anomaly) return toInput(compute(), step, i);
    // Messages must name this op, not those that its backward pass calls.
    const gradient = withMode("anomaly", false, () => toInput(compute(), step, i));
    checkBackward(step, i, gradient);
    return gradient;
  });
}

/** Undoes broadcasting: sums a gradient to the shape of its input, and rounds it to its dtype. */
function toInput(gradient: Tensor, step: Step, i: number): Tensor {
  const { shape, dtype } = step.inputs[i];
  const fits = gradient instanceof Tensor && sameShape(gradient.shape, shape);
  if (fits && gradient.dtype === dtype) return gradient;
  if (!fits) check.gradient(gradient, step, i);
  return sumTo(gradient, shape, dtype);
}
