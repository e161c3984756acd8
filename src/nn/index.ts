/** Small networks: modules, layers, and what their parameters start from. */
export * from "./init.js";
export * from "./layers.js";
export * from "./module.js";
export * from "./sequential.js";
export { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from "./safetensors.js";
