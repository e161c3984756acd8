/** Small networks: modules, layers, and the initial values of their parameters. */
export * from "./init.js";
export * from "./layers.js";
export { Module, type StateDict } from "./module.js";
export * from "./sequential.js";
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "./safetensors.js";
export { loadWeights, saveWeights } from "./weights.js";
