export { brier, ece, logLoss, reliabilityCurve, type ReliabilityBin } from "./calibration.js";
export type { Weights } from "./check.js";
export * from "./classDecisions.js";
export * from "./classProbabilities.js";
export * from "./curves.js";
export * from "./interval.js";
export * from "./ranking.js";
export * from "./threshold.js";
