/** The checks of an op's call, and their messages. */
import { isNdArray, show, type NdArray } from "../../array/index.js";
import type { Op } from "../op.js";

/**
 * @param op - is about to be applied.
 * @param count - the number of its inputs.
 * @throws TypeError if the op lacks a method. @throws RangeError if `forward` takes more inputs.
 */
export function checkOp(op: Op, count: number): void {
  for (const method of ["forward", "backward"] as const) {
    if (typeof op[method] !== "function") {
      throw new TypeError(
        `${op.name} lacks ${method}: an op needs forward(…arrays) and ` +
          `backward(gradY, [...inputs], y)`,
      );
    }
  }
  if (count < op.forward.length) {
    throw new RangeError(
      `${op.name}: forward takes ${op.forward.length} inputs, but apply was given ${count}`,
    );
  }
}

/**
 * @param op - was applied.
 * @param data - what its `forward` returned.
 * @throws TypeError unless that is an ndarray.
 */
export function checkOutput(op: Op, data: NdArray): void {
  if (isNdArray(data)) return;
  throw new TypeError(
    `${op.name}.forward must return an ndarray, not ${show(data)}; that of a tensor is its data`,
  );
}
