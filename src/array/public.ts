/**
 * Functions on arrays, for the `forward` of user-defined ops. None of them writes into an array
 * that it is given.
 */
export { array, isNdArray, toNested, type ArrayOptions } from "./convert.js";
export {
  abs,
  add,
  cos,
  div,
  equal,
  erf,
  exp,
  expm1,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  map,
  maximum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  sub,
  tanh,
  where,
} from "./elementwise.js";
export { concat, gather, place, scatterAdd } from "./gather.js";
export { matmul } from "./matmul.js";
export { copy, dtypeOf, flat, full, promote, view, zeros, type Values } from "./ndarray.js";
export {
  cumsum,
  dot,
  logSoftmax,
  logsumexp,
  max,
  mean,
  softmax,
  sum,
  sumTo,
  total,
} from "./reduce.js";
export { broadcastShapes, positiveAxes, positiveAxis, sameShape, showShape } from "./shape.js";
export { broadcastTo, flip, permute, reshape, slice, type Range } from "./view.js";
