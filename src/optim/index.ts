/** Optimizers, L-BFGS, learning rate schedules and gradient clipping. */
export * from "./adam.js";
export * from "./clip.js";
export * from "./lbfgs.js";
export { Optimizer, type OptimizerMemory, type OptimizerState } from "./optimizer.js";
export * from "./rmsprop.js";
export * from "./schedule.js";
export * from "./sgd.js";
