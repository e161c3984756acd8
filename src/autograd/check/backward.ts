/** What can be wrong with a backward pass, and how that is said. */
import { sameShape, showShape } from "../../array/index.js";
import { changedSince, type Step } from "../op.js";
import { describe, Tensor } from "../tensor.js";

/** @throws Error if nothing can be differentiated. */
export function checkRequiresGrad(end: Tensor): void {
  if (end.requiresGrad) return;
  throw new Error(
    `${describe(end)} requires no gradient: nothing it was made of does, or it was detached, ` +
      `or made inside noGrad; make its leaves with { requiresGrad: true }`,
  );
}

/** @throws RangeError if a backward pass cannot begin with the gradient 1. */
export function checkOneElement(end: Tensor): void {
  if (end.size === 1) return;
  const origin = end.origin === null ? "" : `, made by ${end.origin.op.name}`;
  throw new RangeError(
    `backward() needs one number to differentiate, but this is ${describe(end)}${origin}: ` +
      `reduce it (sum(), mean()), or pass the gradient of that shape`,
  );
}

/** @throws RangeError if a backward pass cannot begin with the gradient `seed`. */
export function checkSeed(seed: Tensor, end: Tensor): void {
  if (sameShape(seed.shape, end.shape)) return;
  throw new RangeError(
    `a gradient of shape ${showShape(seed.shape)} cannot be that of ${describe(end)}: the ` +
      `shapes must be equal`,
  );
}

/** @throws Error if an input has been given other elements since the step used it. */
export function checkUnchanged({ op, inputs, versions }: Step): void {
  const changed = inputs.find((input, i) => input.version !== versions[i]);
  if (changed !== undefined) throw new Error(changedSince(describe(changed), op.name));
}

/** @throws RangeError or TypeError unless an op's `backward` gave a function or null for each input. */
export function checkGradients({ op, inputs }: Step, gradients: readonly unknown[]): void {
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
        String(gradients[bad]),
    );
  }
}

/** @throws TypeError or RangeError unless a gradient is a tensor that can be summed to the shape of input i. */
export function checkGradient(gradient: unknown, { op, inputs }: Step, i: number): void {
  const input = inputs[i];
  if (!(gradient instanceof Tensor)) {
    throw new TypeError(
      `${op.name}.backward must give a Tensor for input ${i}, not ${String(gradient)}`,
    );
  }
  const added = gradient.ndim - input.ndim;
  const bad = input.shape.findIndex((n, axis) => n !== 1 && n !== gradient.shape[axis + added]);
  if (added < 0 || bad >= 0) {
    throw new RangeError(
      `${op.name}.backward gave a gradient of shape ${showShape(gradient.shape)} for input ` +
        `${i}, ${describe(input)}: ${added < 0 ? "it has too few axes" : `axis ${bad} differs`}; ` +
        `it must have the input's shape, or the one broadcasting gave the input`,
    );
  }
}
