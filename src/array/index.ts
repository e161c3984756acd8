/**
 * Functions on arrays. This is the only folder that imports ndarray and ndarray-ops. Nothing here
 * knows about gradients, and nothing writes into an array that it is given.
 */
export * from "./check.js";
export * from "./convert.js";
export * from "./elementwise.js";
export * from "./format.js";
export * from "./gather.js";
export * from "./ghm.js";
export { getKernels, setKernels, type KernelChoice } from "./kernels/load.js";
export { powOf, wholePower } from "./math.js";
export * from "./matmul.js";
export { nearest } from "./nearest.js";
export * from "./ndarray.js";
export * from "./random.js";
export * from "./reduce.js";
export * from "./saved.js";
export * from "./shape.js";
export * from "./update.js";
export * from "./view.js";
export { warnOnce } from "./warn.js";
