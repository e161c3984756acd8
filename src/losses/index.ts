/** Losses. GHM is the reason for this package; the others are those that people compare it with. */
export { BCEWithLogits, bceWithLogits, type BCEOptions } from "./bce.js";
export * from "./classBalanced.js";
export * from "./crossEntropy.js";
export type { Density } from "./density.js";
export { densityPresets, type GradientDensityOptions } from "./densityOptions.js";
export * from "./focal.js";
export * from "./generalizedCrossEntropy.js";
export type { GHMOptions } from "./ghm.js";
export * from "./ghmc.js";
export {
  GHMCSoftmaxLoss,
  ghmcSoftmaxLoss,
  type GHMCSoftmaxOptions,
  type SoftmaxGradientNorm,
} from "./ghmcSoftmax.js";
export * from "./ghmr.js";
export * from "./gradientDensity.js";
export * from "./harmonize.js";
export type { Histogram } from "./histogram.js";
export {
  lens,
  softmaxLens,
  type Lens,
  type LensBin,
  type LensEffect,
  type LensOptions,
  type LensRange,
  type SoftmaxLensOptions,
} from "./lens.js";
export * from "./ohem.js";
export type { LossOptions, Reduction } from "./reduction.js";
export * from "./reformulatedGradient.js";
export * from "./regression.js";
export * from "./windowDensity.js";
