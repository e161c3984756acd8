export * from "./calibration.js";
export * from "./curves.js";
export * from "./interval.js";
export * from "./ranking.js";
export * from "./threshold.js";
