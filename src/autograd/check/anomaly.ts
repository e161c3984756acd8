/** What `detectAnomaly` looks for, and how it says what it found. */
import { flat, showShape, unravel, type NdArray } from "../../array/index.js";
import type { Step } from "../op.js";
import { describe, type Tensor } from "../tensor.js";

/** The first NaN or infinity, as `NaN at [0, 2]`; `null` if there is none. */
function findAnomaly(x: NdArray): string | null {
  const values = flat(x);
  const at = values.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? null : `${values[at]} at ${showShape(unravel(at, x.shape))}`;
}

/** @throws Error if the output of an op is not finite. */
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

/** @throws Error if the gradient that a step passes to its input `i` is not finite. */
export function checkBackward(step: Step, i: number, gradient: Tensor): void {
  const found = findAnomaly(gradient.data);
  if (found === null) return;
  throw new Error(
    `the backward pass of ${step.op.name} made ${found} in the gradient of its input ${i}, ` +
      `${describe(step.inputs[i])}; the op was called\n` +
      (step.calledAt || "    outside detectAnomaly: run forward inside it, too, to learn where"),
  );
}

/** The stack of the caller of the op that is running. */
export function callSite(): string {
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  return frames
    .filter((frame) => !/\b(\w+\.apply|callSite|checkForward|new Step|Step\.<\w+>)/.test(frame))
    .join("\n");
}
