/** GHM-C on softmax probabilities. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { lift, Tensor, type Gradients, type Inputs, type TensorLike } from "../autograd/index.js";
import {
  broadcastTo,
  div,
  logSoftmax,
  mul,
  neg,
  softmax,
  sub,
  sum,
  unsqueeze,
  where,
} from "../ops/index.js";
import { weighted } from "../ops/fused.js";
import { weightsOf, type Density } from "./density.js";
import { ghmDefaults, GHMLoss, reducedLoss, weightedSum, type GHMOptions } from "./ghm.js";
import { GradientDensity } from "./gradientDensity.js";
import { classesOf, oneHot, readMask } from "./labels.js";
import { checkSameShape } from "./reduction.js";

/**
 * The distance of p from p*: 1 − the probability of the target class, half the sum of |p − p*|, or
 * the Euclidean length of p − p* divided by √2. All lie in [0, 1]; the first two are equal when p*
 * is one class.
 */
export type SoftmaxGradientNorm = "1-p" | "l1" | "l2";

const gradientNorms: Record<SoftmaxGradientNorm, (p: NdArray, pStar: NdArray) => NdArray> = {
  "1-p": (p, pStar) => array.map(sumRows(array.mul(p, pStar)), (v) => 1 - v),
  l1: (p, pStar) => array.map(sumRows(array.abs(array.sub(p, pStar))), (v) => v / 2),
  l2: (p, pStar) => {
    const d = array.sub(p, pStar);
    return array.map(sumRows(array.mul(d, d)), (v) => Math.sqrt(v / 2));
  },
};

function sumRows(x: NdArray): NdArray {
  return array.sum(x, [x.shape.length - 1], false);
}

/**
 * The gradient norm of each example, in [0, 1].
 *
 * @param name - which norm.
 * @param p - probabilities of shape [..., C].
 * @param pStar - the target's, of the same shape.
 */
export function softmaxGradientNorm(
  name: SoftmaxGradientNorm,
  p: NdArray,
  pStar: NdArray,
): NdArray {
  // clip rounding errors
  return array.map(gradientNorms[name](p, pStar), (value) => Math.min(Math.max(value, 0), 1));
}

/**
 * L = (1/numLabels) Σ βᵢ·CE(softmax(xᵢ), p*ᵢ), with classes along the last axis. The weights β, one
 * for each example, are constants to the backward pass.
 */
export class GHMCSoftmaxLoss extends GHMLoss {
  /**
   * @param density - weighs the examples.
   * @param mask - of shape [...], one entry for each example; 0 where it does not count.
   * @param gradientNorm - measures the distance of the softmax from the target.
   */
  constructor(
    density: Density,
    mask: Tensor,
    readonly gradientNorm: SoftmaxGradientNorm,
  ) {
    super(density, mask);
  }

  forward(x: NdArray, pStar: NdArray): NdArray {
    const { density, mask, numLabels, gradientNorm } = this;
    const logP = array.logSoftmax(x, [x.shape.length - 1]);
    const g = softmaxGradientNorm(gradientNorm, array.exp(logP), pStar);
    // −Σ p*·log p; a class with p* = 0 adds nothing, even where log p is −∞
    const loss = sumRows(array.weighted(array.neg(pStar), logP));
    const weight = weightsOf(density, g, mask.data); // β = numLabels/GD(g)
    this.weight = new Tensor(weight); // from here on a constant
    const mean = weightedSum(weight, loss) / numLabels;
    return array.full([], mean, array.dtypeOf(loss));
  }

  backward(gradL: Tensor, [x, pStar]: Inputs<2>): Gradients<2> {
    const { weight, numLabels } = this;
    const ofRow = () => unsqueeze(div(mul(gradL, weight), numLabels), -1); // L̄ · weight/numLabels
    return [
      () => mul(ofRow(), sub(softmax(x), pStar)), // x̄ = L̄ · weight·(p − p*)/numLabels
      () => neg(mul(ofRow(), logSoftmax(x))), // p̄* = −L̄ · weight·log p/numLabels
    ];
  }
}

export interface GHMCSoftmaxOptions extends GHMOptions {
  /** How to measure the gradient norm of an example. Default `"1-p"`. */
  gradientNorm?: SoftmaxGradientNorm | undefined;
}

/**
 * GHM-C for classes that exclude each other: cross-entropy of a softmax over the last axis, each
 * example weighed by the density of its gradient norm. The gradient of $x_i$ is
 * $β_i (p_i - p^*_i) / N$. N is the number of examples that count, at least 1.
 *
 * Source: the paper (Li, Liu & Wang 2019) treats the sigmoid only; this loss keeps its definition
 * of the weight, and makes the choice of norm, which the paper leaves open, an option.
 *
 * @param logits - of shape [..., C].
 * @param target - class indices of shape [...], or probabilities of shape [..., C] with sum 1.
 * @param options - the density, the gradient norm, a mask of shape [...], and how to reduce and
 * scale the loss.
 * @throws RangeError if shapes do not fit, an index is not a class, probabilities do not add up to
 * 1, the mask is negative, or there is no such gradient norm.
 */
export function ghmcSoftmaxLoss(
  logits: TensorLike,
  target: TensorLike,
  options: GHMCSoftmaxOptions = {},
): Tensor {
  const {
    density = new GradientDensity(),
    mask,
    gradientNorm,
    ...reducing
  } = array.checkOptions("ghmcSoftmaxLoss", options, { ...ghmDefaults, gradientNorm: "1-p" });
  const { x, pStar, valid } = readSoftmax("ghmcSoftmaxLoss", logits, target, mask, gradientNorm);
  const op = new GHMCSoftmaxLoss(density, valid, gradientNorm);
  return reducedLoss("ghmcSoftmaxLoss", op, x, pStar, crossEntropyOf, reducing);
}

/**
 * Reads the arguments of {@link ghmcSoftmaxLoss}, which {@link softmaxLens} shares.
 *
 * @param caller - the function that messages name.
 * @param logits - of shape [..., C].
 * @param target - class indices of shape [...], or probabilities of shape [..., C].
 * @param mask - of shape [...], or none.
 * @param gradientNorm - must be the name of one.
 * @returns logits and probabilities p*, 0 where the mask is, and a mask of 0 and 1.
 * @throws RangeError as {@link ghmcSoftmaxLoss} does.
 */
export function readSoftmax(
  caller: string,
  logits: TensorLike,
  target: TensorLike,
  mask: TensorLike | undefined,
  gradientNorm: SoftmaxGradientNorm,
): { x: Tensor; pStar: Tensor; valid: Tensor } {
  if (!Object.hasOwn(gradientNorms, gradientNorm)) {
    const names = Object.keys(gradientNorms).map((name) => JSON.stringify(name));
    throw new RangeError(
      `${caller}: gradientNorm is ${names.join(", ")}, not ${array.show(gradientNorm)}`,
    );
  }
  const [x, given] = lift([logits, target], caller);
  classesOf(caller, x);
  const { valid } = readMask(caller, mask, x.shape.slice(0, -1), x.dtype);
  const rowValid = unsqueeze(valid, -1);
  const isIndex = array.sameShape(given.shape, x.shape.slice(0, -1));
  const rows = isIndex ? oneHot(caller, given, broadcastTo(rowValid, x.shape)) : given;
  checkSameShape(caller, x, rows);
  const keep = (t: Tensor) => (mask === undefined ? t : where(rowValid, t, 0));
  const pStar = keep(rows);
  checkDistributions(caller, pStar, valid);
  return { x: keep(x), pStar, valid };
}

/** −Σ p*·log p of each row; a class with p* = 0 adds nothing, even where log p is −∞. */
function crossEntropyOf(x: Tensor, pStar: Tensor): Tensor {
  return sum(weighted(neg(pStar), logSoftmax(x)), -1);
}

function checkDistributions(caller: string, pStar: Tensor, valid: Tensor): void {
  const classes = pStar.shape[pStar.ndim - 1];
  const values = array.flat(pStar.data);
  array.flat(valid.data).forEach((isValid, i) => {
    const row = values.subarray(i * classes, (i + 1) * classes);
    const total = array.total(array.view(row, [classes]));
    if (isValid !== 0 && !(Math.abs(total - 1) <= 1e-5 && row.every((value) => value >= 0))) {
      const range =
        classes > 0 ? `an index must be from 0 to ${classes - 1}` : "there are no classes";
      throw new RangeError(
        `${caller}: the target of example ${i} is no distribution over ${classes} classes: ` +
          `[${row.join(", ")}] sums to ${total}; ${range}, ` +
          `probabilities ≥ 0 with sum 1; mask examples that have no class`,
      );
    }
  });
}
