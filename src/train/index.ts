/** Training: rows and their batches, the training loop, and metrics. */
export { batches, type Batch, type BatchesOptions } from "./batches.js";
export { DivergenceError, type Origin } from "./divergence.js";
export { takeRows, type Examples, type Split } from "./examples.js";
export * from "./fit.js";
export { stratifiedGroupFolds, stratifiedGroupSplit } from "./groupSplit.js";
export * from "./metrics/index.js";
export type { Signal } from "./pausing.js";
export * from "./samples/index.js";
export { stratifiedFolds, stratifiedSplit, type Fold } from "./split.js";
export { Standardizer, type StandardizerState } from "./standardizer.js";
export { Trainer } from "./trainer.js";
export * from "./trainerTypes.js";
