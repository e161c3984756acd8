/** What binary classification asks of a logit and its target, all from one exponential. */
import { abs, binaryCrossEntropy, sigmoid, sigmoidMinus, sub } from "./elementwise.js";
import * as fast from "./kernels/logisticLoss.js";
import { kernelsFor } from "./kernels/load.js";
import { dtypeOf, empty, flat, type NdArray } from "./ndarray.js";
import { sameShape } from "./shape.js";

/** WebAssembly computes small arrays, too, as in elementwise.ts: the two differ in the last bit. */
const ALWAYS = 1;

export interface LogisticLoss {
  /** |p − p*|. p is rounded before the difference is taken, as in PyTorch, so that both put it into one bin. */
  g: NdArray;
  /** −p*·log p − (1 − p*)·log(1 − p), as `binaryCrossEntropy` has it. */
  loss: NdArray;
  /** p − p*, as `sigmoidMinus` has it: it keeps its digits where p is near p* = 1. */
  residual: NdArray;
}

/** What logits x and targets p* give, with p = σ(x): for arrays of one shape and dtype in one pass. */
export function logisticLoss(x: NdArray, pStar: NdArray): LogisticLoss {
  const dtype = dtypeOf(x);
  if (dtypeOf(pStar) !== dtype || !sameShape(x.shape, pStar.shape)) {
    return {
      g: abs(sub(sigmoid(x), pStar)),
      loss: binaryCrossEntropy(x, pStar),
      residual: sigmoidMinus(x, pStar),
    };
  }
  const [logits, targets] = [flat(x), flat(pStar)];
  const g = empty(x.shape, dtype);
  const loss = empty(x.shape, dtype);
  const residual = empty(x.shape, dtype);
  const available = kernelsFor(logits.length, ALWAYS);
  if (available !== null) {
    fast.logisticLoss(available, logits, targets, g.data, loss.data, residual.data);
    return { g, loss, residual };
  }
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i];
    const target = targets[i];
    const e = Math.exp(-value);
    const p = 1 / (1 + e);
    g.data[i] = p; // rounds
    g.data[i] = Math.abs(g.data[i] - target);
    const isPositive = value >= 0;
    // σ(−|x|), of which log(1 + e^−|x|) = −log(1 − tail); p is 0 where e overflows.
    const tail = isPositive ? e * p : p || Math.exp(value);
    loss.data[i] = (isPositive ? value : 0) - value * target - Math.log1p(-tail);
    residual.data[i] = isPositive ? 1 - target - tail : tail - target;
  }
  return { g, loss, residual };
}
