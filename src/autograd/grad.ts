import { checkOptions, zeros } from "../array/index.js";
import { add, SumTo } from "./broadcast.js";
import { mode, withMode } from "./mode.js";
import { remember } from "./release.js";
import { Tape } from "./tape.js";
import { asTensor, describe, Tensor, tensor, type TensorLike } from "./tensor.js";

export interface BackwardOptions {
  /** Record the backward pass too, so that the gradients can be differentiated. */
  createGraph?: boolean | undefined;
}

/**
 * Computes ∂`end`/∂leaf for every leaf that requires a gradient and that `end` was made of, and
 * adds it to the leaf's `grad`.
 *
 * @param gradient - ∂loss/∂`end`; may be left out if `end` has one element: then it is 1.
 * @throws RangeError if it is left out and `end` has more than one element, or its shape differs.
 * @throws Error if `end` requires no gradient, or a leaf was changed since it was used.
 */
export function backward(end: Tensor, gradient?: TensorLike, options: BackwardOptions = {}): void {
  const { createGraph = false } = checkOptions("backward", options);
  const tape = Tape.endingAt(end);
  for (const [leaf, found] of resultOf(tape.rewind(gradient, { createGraph }))) {
    remember(leaf, tape);
    const before = leaf.grad;
    if (before !== null) leaf.grad = withMode("recording", createGraph, () => add(before, found));
    // A tensor of its own: an op may have given several leaves the same one.
    else leaf.grad = found.origin === null ? found.detach() : found;
  }
}

/** Runs a generator to its end. */
function resultOf<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

export interface GradientsOptions extends BackwardOptions {
  /** ∂loss/∂`end`; may be left out if `end` has one element: then it is 1. */
  gradient?: TensorLike | undefined;
}

/**
 * ∂`end`/∂t for each tensor t in `towards`, leaf or not: zeros where `end` does not depend on it.
 * Changes no `grad`.
 *
 * @throws as `backward` does.
 */
export function gradients(
  end: Tensor,
  towards: readonly Tensor[],
  options: GradientsOptions = {},
): Tensor[] {
  const { gradient, createGraph = false } = checkOptions("gradients", options);
  const unasked = towards.findIndex((t) => !t.requiresGrad);
  if (unasked >= 0) {
    throw new Error(
      `gradients: tensor ${unasked}, ${describe(towards[unasked])}, requires no gradient, so what ` +
        `was made of it is not known; make it with { requiresGrad: true }`,
    );
  }
  const found = end.requiresGrad
    ? resultOf(Tape.endingAt(end).rewind(gradient, { createGraph, towards }))
    : new Map<Tensor, Tensor>();
  return towards.map((t) => found.get(t) ?? new Tensor(zeros(t.shape, t.dtype)));
}

/**
 * Calls `f` with a copy x in the place of argument `argnum`, and lets `derive` differentiate the value
 * with respect to x; with a graph, if an argument requires a gradient.
 */
export function differentiate<T>(
  f: (...args: Tensor[]) => Tensor,
  argnum: number,
  args: readonly TensorLike[],
  derive: (value: Tensor, x: Tensor, createGraph: boolean) => T,
): T {
  if (!Number.isInteger(argnum) || argnum < 0 || argnum >= args.length) {
    throw new RangeError(`there is no argument ${argnum} among the ${args.length} given`);
  }
  const inputs = args.map(asTensor);
  const createGraph = mode.recording && inputs.some((input) => input.requiresGrad);
  return withMode("recording", true, () => {
    // A copy, since another argument, or f itself, may hold the same tensor.
    const { shape, dtype, requiresGrad } = inputs[argnum];
    const x = requiresGrad
      ? new SumTo(shape, dtype).apply(inputs[argnum])
      : tensor(inputs[argnum], { requiresGrad: true });
    return derive(f(...inputs.with(argnum, x)), x, createGraph);
  });
}

/**
 * The function that computes f's value and its gradient with respect to argument `argnum`.
 *
 * Where an argument it is called with requires a gradient, so does the result: `grad` can be taken
 * of `grad`, to any order. Tensors that `f` uses but is not given count as constants.
 *
 * @throws RangeError if f's value has more than one element (see `jacobian`), or there is no such
 * argument.
 */
export function valueAndGrad(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  return (...args: TensorLike[]): [value: Tensor, gradient: Tensor] =>
    differentiate(f, argnum, args, (value, x, createGraph) => {
      if (!(value instanceof Tensor) || value.size !== 1) {
        const got = value instanceof Tensor ? describe(value) : String(value);
        throw new RangeError(`grad: f must give a tensor of one element, not ${got}`);
      }
      const [gradient] = gradients(value, [x], { createGraph });
      return createGraph ? [value, gradient] : [value.detach(), gradient.detach()];
    });
}

/** The function that computes the gradient of `f` with respect to argument `argnum`. */
export function grad(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  return (...args: TensorLike[]): Tensor => valueAndGrad(f, argnum)(...args)[1];
}

/** `x` as a constant: what is computed from it does not differentiate through it. */
export function stopGradient(x: TensorLike): Tensor {
  return asTensor(x).detach();
}
