/** The checks of a backward pass, and their messages: `check.unchanged(step)` and so on. */
import { checkList, sameShape, show, showShape, warnOnce } from "../../array/index.js";
import type { Step } from "../op.js";
import { Tensor } from "../tensor.js";
import { describe } from "./describe.js";
import { checkIsTensor } from "./functions.js";

/**
 * @param end - the tensor to differentiate.
 * @throws Error if it requires no gradient.
 */
export function requiresGrad(end: Tensor): void {
  checkIsTensor("the tensor to differentiate", end);
  if (end.requiresGrad) return;
  throw new Error(
    `${describe(end)} requires no gradient: nothing it was made of does, or it was detached, or ` +
      `made without recording: inside noGrad, or by a backward pass without createGraph; make its ` +
      `leaves with { requiresGrad: true }`,
  );
}

/**
 * @param end - the tensor to differentiate.
 * @throws RangeError unless it has one element, so that the backward pass can begin with the
 * gradient 1.
 */
export function oneElement(end: Tensor): void {
  if (end.size === 1) return;
  const origin = end.origin === null ? "" : `, made by ${end.origin.op.name}`;
  throw new RangeError(
    `only one number can be differentiated, but this is ${describe(end)}${origin}: reduce it ` +
      `(sum(), mean()), or pass the gradient of that shape`,
  );
}

/**
 * @param seed - the gradient that the backward pass begins with.
 * @param end - the tensor to differentiate.
 * @throws RangeError unless both have the same shape.
 */
export function seed(seed: Tensor, end: Tensor): void {
  if (sameShape(seed.shape, end.shape)) return;
  throw new RangeError(
    `a gradient of shape ${showShape(seed.shape)} cannot be that of ${describe(end)}: the ` +
      `shapes must be equal`,
  );
}

/**
 * Warns of a loss that is NaN: so is every gradient, and after a step every parameter.
 *
 * @param end - the tensor to differentiate.
 */
export function warnOfNaN(end: Tensor): void {
  if (end.size !== 1 || !Number.isNaN(end.item())) return;
  warnOnce(
    `backward() begins with a NaN: ${describe(end)}; its gradients will be NaN as well. ` +
      `detectAnomaly(() => …), around the forward pass, names the op that made the first one`,
  );
}

/**
 * The message for a backward pass through a step one of whose inputs has changed since.
 *
 * @param input - names the input.
 * @param op - the name of the step's op.
 */
export function changedSince(input: string, op: string): string {
  return (
    `${input} was changed, by assign() or an optimizer's step, after ${op} used it: its gradient ` +
    `would belong to other numbers; call backward() before changing it, or run forward again`
  );
}

/** @throws Error if an input has been assigned new elements since the step used it. */
export function unchanged({ op, inputs, versions }: Step): void {
  const changed = inputs.find((input, i) => input.version !== versions[i]);
  if (changed !== undefined) throw new Error(changedSince(describe(changed), op.name));
}

/**
 * @param caller - the function that messages name.
 * @param towards - the tensors whose gradients are wanted.
 * @throws TypeError if they are no list of tensors.
 * @throws Error if one of them requires no gradient.
 */
export function towards(caller: string, towards: readonly Tensor[]): void {
  checkList(towards, caller, "[w, b], the tensors to differentiate with respect to");
  towards.forEach((t, i) => {
    checkIsTensor(`${caller}: entry ${i} of the list`, t);
  });
  const unasked = towards.findIndex((t) => !t.requiresGrad);
  if (unasked < 0) return;
  throw new Error(
    `${caller}: tensor ${unasked}, ${describe(towards[unasked])}, requires no gradient, so what ` +
      `was made of it is not known; make it with { requiresGrad: true }`,
  );
}

/**
 * @param step - a step of the tape.
 * @param towards - the tensors whose gradients are wanted.
 * @throws Error if the step used one of them before it required a gradient: its part of the gradient
 * would be missing.
 */
export function tracked({ op, inputs, tracked }: Step, towards: readonly Tensor[]): void {
  const missed = inputs.find((input, i) => !tracked[i] && towards.includes(input));
  if (missed === undefined) return;
  throw new Error(
    `${describe(missed)} required no gradient when ${op.name} used it, so that part of its ` +
      `gradient is not known; set requiresGrad before, and run forward again`,
  );
}

/**
 * @param step - a step of the tape.
 * @throws TypeError if its op's class has no `backward`.
 */
export function hasBackward({ op }: Step): void {
  if (typeof op.backward === "function") return;
  throw new TypeError(`${op.name} lacks backward(gradY, [...inputs], y)`);
}

/**
 * @param step - the step whose op's `backward` was called.
 * @param gradients - what it returned.
 * @throws RangeError or TypeError unless that is a function or null for each input.
 */
export function gradients({ op, inputs }: Step, gradients: readonly unknown[]): void {
  if (!Array.isArray(gradients)) {
    throw new TypeError(
      `${op.name}.backward must return a list, such as [() => gradX, null], not ${show(gradients)}`,
    );
  }
  if (gradients.length !== inputs.length) {
    throw new RangeError(
      `${op.name}.backward gave ${gradients.length} gradients for ${inputs.length} inputs; ` +
        `give null for an input that has none`,
    );
  }
  const bad = gradients.findIndex((compute) => compute !== null && typeof compute !== "function");
  if (bad >= 0) {
    throw new TypeError(
      `${op.name}.backward must give a function or null for input ${bad}, not ` +
        show(gradients[bad]),
    );
  }
}

/**
 * @param gradient - what a function returned by an op's `backward` computed.
 * @param step - the step of that op.
 * @param i - the number of the input.
 * @throws TypeError or RangeError unless it is a tensor of the input's shape, or of a shape to which
 * the output or another input would have broadcast it.
 */
export function gradient(gradient: unknown, { op, inputs, output }: Step, i: number): void {
  const input = inputs[i];
  if (!(gradient instanceof Tensor)) {
    throw new TypeError(
      `${op.name}.backward must give a Tensor for input ${i}, not ${show(gradient)}`,
    );
  }
  // Axes are counted from the back, as in broadcasting.
  const sizeOf = ({ shape }: Tensor, axis: number) => shape[shape.length - 1 - axis] ?? 1;
  const axes = Array.from({ length: gradient.ndim }, (_, axis) => axis);
  const bad = axes.findLast((axis) => {
    const [n, found] = [sizeOf(input, axis), sizeOf(gradient, axis)];
    if (n === found) return false;
    return n !== 1 || ![output, ...inputs].some((t) => sizeOf(t, axis) === found);
  });
  if (gradient.ndim >= input.ndim && bad === undefined) return;
  const why = bad === undefined ? "it has too few axes" : `axis ${gradient.ndim - 1 - bad} differs`;
  throw new RangeError(
    `${op.name}.backward gave a gradient of shape ${showShape(gradient.shape)} for input ` +
      `${i}, ${describe(input)}: ${why}; it must have the input's shape, or the one broadcasting ` +
      `gave the input`,
  );
}
