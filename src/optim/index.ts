/** What changes parameters by their gradients. */
export * from "./adam.js";
export * from "./clip.js";
export * from "./optimizer.js";
export * from "./rmsprop.js";
export * from "./schedule.js";
export * from "./sgd.js";
