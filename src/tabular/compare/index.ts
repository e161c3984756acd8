/** The comparison of losses, each at its best learning rate, on the same rows. */
export { compare, type CompareOptions, type CompareProgress } from "./compare.js";
export * from "./comparison.js";
export { comparedMetrics } from "./metrics.js";
export type { ProtocolOptions } from "./protocol.js";
