/** The checks of an op's call, and their messages. */
import { isFloats, showNdArray, type NdArray } from "../../array/index.js";
import type { Op } from "../op.js";

/**
 * @param op - its `forward` threw an error.
 * @param count - the number of inputs that it was given.
 * @param error - what it threw.
 * @returns an error that says so if inputs were lacking; else `error` itself.
 */
export function explainForward(op: Op, count: number, error: unknown): unknown {
  if (typeof op.forward !== "function") return new TypeError(`${op.name} lacks forward(…arrays)`);
  if (count >= op.forward.length) return error;
  return new RangeError(
    `${op.name}: forward takes ${op.forward.length} inputs, but apply was given ${count}`,
    { cause: error },
  );
}

/**
 * @param op - was applied.
 * @param data - what its `forward` returned.
 * @throws TypeError unless that is an ndarray of floats, inside its data.
 */
export function checkOutput(op: Op, data: NdArray): void {
  if (isFloats(data)) return;
  throw new TypeError(
    `${op.name}.forward must return an ndarray of floats, not ${showNdArray(data)}; that of a ` +
      `tensor is its data`,
  );
}
