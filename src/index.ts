/**
 * ghmgrad: reverse-mode automatic differentiation on n-dimensional arrays, with the Gradient
 * Harmonizing Mechanism (GHM) as an op.
 *
 * @module ghmgrad
 */
/** Functions on arrays, for the `forward` of user-defined ops. */
export * as array from "./array/public.js";
export {
  defaultGenerator,
  Generator,
  getDefaultDtype,
  getKernels,
  manualSeed,
  setDefaultDtype,
  setKernels,
  type ArrayLike,
  type Axis,
  type Dtype,
  type KernelChoice,
  type NdArray,
  type NestedArray,
  type NestedNumbers,
  type SavedArray,
  type Shape,
  type TypedArray,
} from "./array/index.js";
export {
  detectAnomaly,
  grad,
  gradcheck,
  gradgradcheck,
  gradients,
  noGrad,
  Op,
  stopGradient,
  Tape,
  Tensor,
  tensor,
  valueAndGrad,
  type BackwardOptions,
  type BackwardStep,
  type GradcheckOptions,
  type Gradients,
  type GradientsOptions,
  type Inputs,
  type RewindOptions,
  type Step,
  type Stateful,
  type TensorLike,
  type TensorOptions,
} from "./autograd/index.js";
export * from "./ops/index.js";
export * from "./losses/index.js";
export * from "./nn/index.js";
export * from "./optim/index.js";
export * from "./train/index.js";
