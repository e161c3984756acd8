/** The engine: tensors, ops, the tape, and the functions that differentiate. */
export { Add, add, BroadcastTo, broadcastTo, SumTo, sumTo } from "./broadcast.js";
export * from "./grad.js";
export { checkIsTensor } from "./check/backward.js";
export { describe } from "./check/describe.js";
export { checkFunction } from "./check/functions.js";
export * from "./check/gradcheck.js";
export { detectAnomaly, noGrad } from "./mode.js";
export { lift, Op, Step, type Gradients, type Inputs } from "./op.js";
export type { Stateful } from "./stateful.js";
export * from "./tape.js";
export { asTensor, Tensor, tensor, type TensorLike, type TensorOptions } from "./tensor.js";
