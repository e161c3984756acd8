/** What binary classification asks of a logit and its target, all from one exponential. */
import { abs, binaryCrossEntropy, sigmoid, sigmoidMinus, sub } from "./elementwise.js";
import * as fast from "./kernels/logisticLoss.js";
import { kernelsFor } from "./kernels/load.js";
import { dtypeOf, empty, flat, type NdArray } from "./ndarray.js";

/** WebAssembly is faster from the first element on. */
const MANY = 1;

/** Arrays of one shape. */
export interface LogisticLoss {
  /** |p − p*|. p is rounded before the difference is taken, as in PyTorch, so that both put it into one bin. */
  g: NdArray;
  /** −p*·log p − (1 − p*)·log(1 − p), as `binaryCrossEntropy` has it. */
  loss: NdArray;
  /** p − p*, as `sigmoidMinus` has it: it keeps its digits where p is near p* = 1. */
  residual: NdArray;
}

/** What logits x and targets p* of one shape give, with p = σ(x). */
export function logisticLoss(x: NdArray, pStar: NdArray): LogisticLoss {
  const dtype = dtypeOf(x);
  if (dtypeOf(pStar) !== dtype) {
    return {
      g: abs(sub(sigmoid(x), pStar)),
      loss: binaryCrossEntropy(x, pStar),
      residual: sigmoidMinus(x, pStar),
    };
  }
  const [logits, targets] = [flat(x), flat(pStar)];
  const [g, loss, residual] = [0, 0, 0].map(() => empty(x.shape, dtype));
  const available = kernelsFor(logits.length, MANY);
  if (available !== null) {
    fast.logisticLoss(available, logits, targets, g.data, loss.data, residual.data);
    return { g, loss, residual };
  }
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i];
    const target = targets[i];
    const isPositive = value >= 0;
    const e = Math.exp(isPositive ? -value : value);
    const tail = e / (1 + e); // σ(−|x|)
    g.data[i] = isPositive ? 1 / (1 + e) : tail; // p, rounded
    g.data[i] = Math.abs(g.data[i] - target);
    loss.data[i] = (isPositive ? value : 0) - value * target + Math.log1p(e);
    residual.data[i] = isPositive ? 1 - target - tail : tail - target;
  }
  return { g, loss, residual };
}
