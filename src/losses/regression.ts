/** Elementwise losses for regression, with d = prediction − target. */
import { checkOptions } from "../array/index.js";
import { add, lift, type Tensor, type TensorLike } from "../autograd/index.js";
import { abs, clamp, div, mul, square, sub } from "../ops/index.js";
import { checkSameShape, reduce, type LossOptions } from "./reduction.js";
import { checkMu, smoothAbs } from "./smoothAbs.js";

function difference(caller: string, prediction: TensorLike, target: TensorLike): Tensor {
  const [output, wanted] = lift([prediction, target], caller);
  checkSameShape(caller, output, wanted);
  return sub(output, wanted);
}

/**
 * The squared error d².
 *
 * @param prediction - of any shape.
 * @param target - of the prediction's shape.
 * @param options - how to reduce the losses; `"mean"` by default.
 * @throws RangeError naming both shapes if they differ.
 */
export function mse(prediction: TensorLike, target: TensorLike, options: LossOptions = {}): Tensor {
  const { reduction } = checkOptions("mse", options, { reduction: "mean" });
  return reduce("mse", square(difference("mse", prediction, target)), reduction);
}

/**
 * The absolute error |d|. Its derivative at d = 0 is 0.
 *
 * @param prediction - of any shape.
 * @param target - of the prediction's shape.
 * @param options - how to reduce the losses; `"mean"` by default.
 * @throws RangeError naming both shapes if they differ.
 */
export function l1(prediction: TensorLike, target: TensorLike, options: LossOptions = {}): Tensor {
  const { reduction } = checkOptions("l1", options, { reduction: "mean" });
  return reduce("l1", abs(difference("l1", prediction, target)), reduction);
}

export interface HuberOptions extends LossOptions {
  /** δ, the |d| where the parabola becomes a line, in units of the target. Default 1. */
  delta?: number | undefined;
}

/**
 * Huber's loss: ½d² where |d| < δ, else δ·(|d| − ½δ).
 *
 * Source: Huber 1964; `torch.nn.functional.huber_loss`.
 *
 * @param prediction - of any shape.
 * @param target - of the prediction's shape.
 * @param options - δ, and how to reduce the losses.
 * @throws RangeError if the shapes differ, or delta is not positive.
 */
export function huber(
  prediction: TensorLike,
  target: TensorLike,
  options: HuberOptions = {},
): Tensor {
  const { delta, reduction } = checkOptions("huber", options, { delta: 1, reduction: "mean" });
  if (!(delta > 0 && delta < Infinity)) {
    throw new RangeError(`huber: delta must be > 0 and finite, not ${delta}`);
  }
  return reduce(
    "huber",
    parabolaThenLine(difference("huber", prediction, target), delta),
    reduction,
  );
}

/**
 * ½d² where |d| ≤ δ, then the tangent δ·(|d| − ½δ). With c = d clamped to ±δ, both are
 * ½c² + c·(d − c), whose gradient is c to the last digit.
 */
function parabolaThenLine(d: Tensor, delta: number): Tensor {
  const c = clamp(d, { min: -delta, max: delta });
  return add(mul(0.5, square(c)), mul(c, sub(d, c)));
}

export interface SmoothL1Options extends LossOptions {
  /**
   * β, the |d| where the parabola becomes a line, in units of the target. Default 1; 0 is
   * {@link l1}.
   */
  beta?: number | undefined;
}

/**
 * Smooth L1: d²/2β where |d| < β, else |d| − ½β.
 *
 * Source: Girshick, "Fast R-CNN", ICCV 2015; `torch.nn.functional.smooth_l1_loss`.
 *
 * @param prediction - of any shape.
 * @param target - of the prediction's shape.
 * @param options - β, and how to reduce the losses.
 * @throws RangeError if the shapes differ, or beta is negative.
 */
export function smoothL1(
  prediction: TensorLike,
  target: TensorLike,
  options: SmoothL1Options = {},
): Tensor {
  const { beta, reduction } = checkOptions("smoothL1", options, { beta: 1, reduction: "mean" });
  if (!(beta >= 0 && beta < Infinity)) {
    throw new RangeError(`smoothL1: beta must be ≥ 0 and finite, not ${beta}`);
  }
  if (beta === 0) return l1(prediction, target, { reduction });
  const d = difference("smoothL1", prediction, target);
  return reduce("smoothL1", div(parabolaThenLine(d, beta), beta), reduction);
}

export interface ASL1Options extends LossOptions {
  /** μ, half the width of the parabola, in units of the target. Default 0.02. */
  mu?: number | undefined;
}

/**
 * Authentic smooth L1: √(d² + μ²) − μ. GHM-R counts the norm of its gradient, |d|/√(d² + μ²): see
 * {@link ghmrLoss}.
 *
 * Source: Li, Liu & Wang, "Gradient Harmonized Single-stage Detector", AAAI 2019, section
 * "GHM-R Loss".
 *
 * @param prediction - of any shape.
 * @param target - of the prediction's shape.
 * @param options - μ, and how to reduce the losses.
 * @throws RangeError if the shapes differ, or mu is not positive.
 */
export function asl1(
  prediction: TensorLike,
  target: TensorLike,
  options: ASL1Options = {},
): Tensor {
  const { mu, reduction } = checkOptions("asl1", options, { mu: 0.02, reduction: "mean" });
  checkMu("asl1", mu);
  return reduce("asl1", smoothAbs(difference("asl1", prediction, target), mu), reduction);
}
