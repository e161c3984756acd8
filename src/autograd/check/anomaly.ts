/** The checks of `detectAnomaly`, and their messages. */
import { flat, showShape, unravel, type NdArray } from "../../array/index.js";
import type { Step } from "../op.js";
import type { Tensor } from "../tensor.js";
import { describe } from "./describe.js";

/** The first NaN or infinity, as `NaN at [0, 2]`; `null` if there is none. */
function findAnomaly(x: NdArray): string | null {
  const values = flat(x);
  const at = values.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? null : `${values[at]} at ${showShape(unravel(at, x.shape))}`;
}

/**
 * @param op - the op's name.
 * @param output - what its `forward` returned.
 * @param inputs - its inputs, for the message.
 * @throws Error if the output is not finite.
 */
export function checkForward(op: string, output: NdArray, inputs: readonly Tensor[]): void {
  const found = findAnomaly(output);
  if (found === null) return;
  const blame = inputs.flatMap((input, i) => {
    const held = findAnomaly(input.data);
    return held === null ? [] : [`input ${i}, ${describe(input)}, already holds ${held}`];
  });
  const source = blame.length > 0 ? blame.join("; ") : "its inputs are finite";
  throw new Error(
    `${op} made ${found} of its output, shape ${showShape(output.shape)}: ${source}; ` +
      `it was called\n${callSite()}`,
  );
}

/**
 * @param step - the step that the backward pass is at.
 * @param i - the number of the input.
 * @param gradient - the gradient that the step passes to it.
 * @throws Error if the gradient is not finite.
 */
export function checkBackward(step: Step, i: number, gradient: Tensor): void {
  const found = findAnomaly(gradient.data);
  if (found === null) return;
  throw new Error(
    `the backward pass of ${step.op.name} made ${found} in the gradient of its input ${i}, ` +
      `${describe(step.inputs[i])}; the op was called\n` +
      (step.calledAt || "    outside detectAnomaly: run forward inside it, too, to learn where"),
  );
}

/** The stack trace, from the caller of the running op's `apply` on. */
export function callSite(): string {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  // The first frame with `apply` is that of Op: what it calls are parts of the engine.
  return frames.slice(frames.findIndex((frame) => /\.apply\b/.test(frame)) + 1).join("\n");
}
