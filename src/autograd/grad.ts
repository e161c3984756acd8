import { checkOptions, zeros } from "../array/index.js";
import { add, sumTo } from "./broadcast.js";
import * as check from "./check/backward.js";
import { checkArgnum, checkFunction, checkOneValue } from "./check/functions.js";
import { mode, withMode } from "./mode.js";
import { lift } from "./op.js";
import { Tape } from "./tape.js";
import { asTensor, Tensor, tensor, type TensorLike } from "./tensor.js";

export interface BackwardOptions {
  /**
   * Record the backward pass as well, so that the gradients can be differentiated. Default `false`.
   */
  createGraph?: boolean | undefined;
}

/**
 * Runs the backward pass: computes ∂`end`/∂leaf for every leaf that requires a gradient and that
 * `end` was computed from, and adds it to the leaf's `grad`.
 *
 * @param end - the tensor to differentiate, usually a loss.
 * @param gradient - ∂loss/∂`end`, of the shape of `end`. It can be left out if `end` has one
 * element: then it is 1.
 * @param options - whether to record the backward pass.
 * @throws RangeError if `gradient` is left out and `end` does not have one element, or if its shape
 * differs from that of `end`.
 * @throws Error if `end` requires no gradient, or a leaf was changed after it was used.
 */
export function backward(end: Tensor, gradient?: TensorLike, options: BackwardOptions = {}): void {
  const tape = Tape.endingAt(end);
  check.warnOfNaN(end);
  const { createGraph } = checkOptions("backward", options, { createGraph: false });
  for (const [leaf, found] of resultOf(tape.rewind(gradient, { createGraph }))) {
    const before = leaf.grad;
    if (before !== null) leaf.grad = withMode("recording", createGraph, () => add(before, found));
    // A new tensor: an op may have given several leaves the same one.
    else leaf.grad = createGraph && found.requiresGrad ? found : found.detach();
  }
}

/** Runs a generator to its end, and gives what it returns. */
function resultOf<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

export interface GradientsOptions extends BackwardOptions {
  /**
   * ∂loss/∂`end`, of the shape of `end`. It can be left out if `end` has one element: then it is 1.
   */
  gradient?: TensorLike | undefined;
}

/**
 * ∂`end`/∂t for each tensor t in `towards`, leaf or not; zeros where `end` does not depend on t.
 * Changes no `grad`.
 *
 * @param end - the tensor to differentiate.
 * @param towards - the tensors to differentiate with respect to. Each must require a gradient.
 * @param options - the gradient to begin with, and whether to record the backward pass.
 * @returns one gradient for each tensor in `towards`, of the same shape and dtype.
 * @throws Error if a tensor in `towards` requires no gradient, or required none when an op used it;
 * else as {@link backward}.
 */
export function gradients(
  end: Tensor,
  towards: readonly Tensor[],
  options: GradientsOptions = {},
): Tensor[] {
  check.towards("gradients", towards);
  check.requiresGrad(end);
  return gradientsOrZeros(
    end,
    towards,
    checkOptions("gradients", options, { gradient: undefined, createGraph: false }),
  );
}

/**
 * {@link gradients} without checks of its arguments: zeros if `end` requires no gradient, as the
 * value of a constant function does.
 *
 * @param end - the tensor to differentiate.
 * @param towards - the tensors to differentiate with respect to.
 * @param options - as for {@link gradients}.
 */
export function gradientsOrZeros(
  end: Tensor,
  towards: readonly Tensor[],
  { gradient, createGraph }: GradientsOptions,
): Tensor[] {
  const found = end.requiresGrad
    ? resultOf(Tape.endingAt(end).rewind(gradient, { createGraph, towards }))
    : new Map<Tensor, Tensor>();
  return towards.map((t) => found.get(t) ?? new Tensor(zeros(t.shape, t.dtype)));
}

/**
 * Calls `f` with a copy x in place of argument `argnum`, and lets `derive` differentiate the value
 * with respect to x.
 *
 * @param f - the function to differentiate.
 * @param argnum - which argument to copy, counted from 0.
 * @param args - the arguments of the call.
 * @param derive - computes the result from the value of `f` and the copy x. `createGraph` is true
 * if an argument requires a gradient, so that the result must be differentiable.
 */
export function differentiate<T>(
  f: (...args: Tensor[]) => Tensor,
  argnum: number,
  args: readonly TensorLike[],
  derive: (value: Tensor, x: Tensor, createGraph: boolean) => T,
): T {
  checkArgnum(argnum, args.length);
  const inputs = lift(args, "grad");
  const createGraph = mode.recording && inputs.some((input) => input.requiresGrad);
  return withMode("recording", true, () => {
    // A copy, since another argument, or f itself, may hold the same tensor.
    const { shape, dtype, requiresGrad } = inputs[argnum];
    const x = requiresGrad
      ? sumTo(inputs[argnum], shape, dtype) // the identity, recorded
      : tensor(inputs[argnum], { requiresGrad: true });
    return derive(f(...inputs.with(argnum, x)), x, createGraph);
  });
}

/**
 * A function that computes f's value and its gradient with respect to argument `argnum`.
 *
 * If one of its arguments requires a gradient, so does its result: `grad` can be applied to `grad`,
 * to any order. Tensors that `f` uses without being given them count as constants.
 *
 * @param f - a function of tensors whose value has one element.
 * @param argnum - the argument to differentiate with respect to, counted from 0.
 * @returns a function of f's arguments that returns the value and the gradient, which has the shape
 * of argument `argnum`.
 * @throws RangeError, when called, if f's value does not have one element (see {@link jacobian}),
 * or there is no such argument.
 */
export function valueAndGrad(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  checkFunction("grad", f);
  return (...args: TensorLike[]): [value: Tensor, gradient: Tensor] =>
    differentiate(f, argnum, args, (value, x, createGraph) => {
      checkOneValue(value);
      const [gradient] = gradientsOrZeros(value, [x], { createGraph });
      return createGraph ? [value, gradient] : [value.detach(), gradient.detach()];
    });
}

/**
 * A function that computes the gradient of `f` with respect to argument `argnum`:
 * {@link valueAndGrad} without the value.
 *
 * @param f - a function of tensors whose value has one element.
 * @param argnum - the argument to differentiate with respect to, counted from 0.
 * @returns a function of f's arguments that returns the gradient, which has the shape of argument
 * `argnum`.
 * @throws RangeError, when called, as {@link valueAndGrad} does.
 */
export function grad(f: (...args: Tensor[]) => Tensor, argnum = 0) {
  return (...args: TensorLike[]): Tensor => valueAndGrad(f, argnum)(...args)[1];
}

/**
 * `x` as a constant: no gradient passes through it. A tensor's elements are shared, not copied.
 *
 * @param x - a tensor, or data of any shape.
 */
export function stopGradient(x: TensorLike): Tensor {
  return asTensor(x).detach();
}
