/** How far results of the kernels may be from those of plain loops: what docs/accuracy.md states. */
import * as array from "../../src/array/index.js";
import type { Dtype, NdArray } from "../../src/array/index.js";
import type { Op } from "../../src/index.js";
import { GHMLoss } from "../../src/losses/ghm.js";

/** Half the distance from 1 to the next number. */
const unit = { float32: 2 ** -24, float64: 2 ** -53 };

/** The distance of neighbouring numbers of a dtype at x. */
function spacing(dtype: Dtype, x: number): number {
  const [least, digits] = dtype === "float32" ? [-126, 23] : [-1022, 52];
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), least) - digits);
}

/** An op that the kernels approximate, element by element. */
interface Approximated {
  /** The worst errors that docs/accuracy.md states for the kernel, in ulp. */
  kernel: Record<Dtype, number>;
  /** That of the plain loop in float64: `Math.*` is within 1 ulp, tanh within 2.2. */
  plain64: number;
  /** The largest of the terms that are added, at which the ulp is taken. Default: the result. */
  term?: (...inputs: number[]) => number;
}

const logOnePlusExp = (x: number) => Math.log1p(Math.exp(-Math.abs(x)));
const bceTerm = (x: number, t: number) => Math.max(x, Math.abs(x * t), logOnePlusExp(x));

const binaryCrossEntropy: Approximated = {
  kernel: { float32: 2.74, float64: 2.25 },
  plain64: 3,
  term: bceTerm,
};

const approximated: Readonly<Partial<Record<string, Approximated>>> = {
  Exp: { kernel: { float32: 1.0, float64: 0.84 }, plain64: 1 },
  Log1p: { kernel: { float32: 0.93, float64: 0.91 }, plain64: 1 },
  Tanh: { kernel: { float32: 2.47, float64: 1.46 }, plain64: 2.2 },
  Sigmoid: { kernel: { float32: 1.94, float64: 2.03 }, plain64: 2.5 },
  Softplus: { kernel: { float32: 1.92, float64: 1.38 }, plain64: 2.5 },
  SigmoidMinus: {
    kernel: { float32: 1.84, float64: 2.09 },
    plain64: 3,
    term: (x, t) => Math.max(Math.abs(x >= 0 ? 1 - t : t), 1 / (1 + Math.exp(Math.abs(x)))),
  },
  BCEWithLogits: binaryCrossEntropy,
  TanhBackward: {
    kernel: { float32: 1.98, float64: 1.31 },
    plain64: 2,
    term: (gradY) => Math.abs(gradY), // 1 − y·y cancels
  },
  SigmoidBackward: { kernel: { float32: 1.9, float64: 1.3 }, plain64: 2 },
  SoftplusBackward: { kernel: { float32: 2.61, float64: 2.81 }, plain64: 3 },
  // −(e^(−q·v) − 1)/q of the cross-entropy v of a label: relative errors do not grow
  GeneralizedCrossEntropy: { kernel: { float32: 2.92, float64: 2.38 }, plain64: 4.5 },
  // α·missᵞ·v, with γ up to 2: the errors of v, and twice those of miss, as in SigmoidMinus
  FocalLoss: { kernel: { float32: 6.5, float64: 6.5 }, plain64: 9 },
};

/** The worst difference in ulp: in float32, a plain loop computes in float64, and rounds once. */
const ulpsOf = ({ kernel, plain64 }: Approximated, dtype: Dtype) =>
  1.02 * (kernel[dtype] + (dtype === "float32" ? 0.5 : plain64));

const absolute = (x: NdArray) => array.map(array.copy(x, "float64"), Math.abs);

/**
 * For each element of an op's output, how far that of the kernels may be from that of plain loops;
 * `null`: it must be the same to the bit.
 *
 * @param op - was called, last with plain loops.
 * @param inputs - its inputs.
 * @param plain - what it gave with plain loops.
 */
export function allowed(op: Op, inputs: readonly NdArray[], plain: NdArray): Float64Array | null {
  const dtype = array.dtypeOf(plain);
  const values = Float64Array.from(array.flat(plain));
  const roundings = (times: number) => values.map((value) => times * spacing(dtype, value));
  const each = approximated[op.name];
  if (each !== undefined) {
    const spread = inputs.map((x) => array.flat(array.broadcastTo(x, plain.shape)));
    return values.map((value, i) => {
      const term = each.term?.(...spread.map((x) => x[i])) ?? value;
      return ulpsOf(each, dtype) * spacing(dtype, Math.max(Math.abs(term), Math.abs(value)));
    });
  }
  const [x] = inputs;
  if (["Sum", "Mean", "SumTo"].includes(op.name)) {
    const n = x.size / Math.max(plain.size, 1);
    const { axes, keepdims = false } = op as Op & { axes?: readonly number[]; keepdims?: boolean };
    const sizes =
      axes === undefined
        ? array.sumTo(absolute(x), plain.shape, "float64")
        : array.sum(absolute(x), axes, keepdims);
    const share = op.name === "Mean" ? n : 1;
    const rounding = roundings(op.name === "Mean" ? 2 : 1);
    return rounding.map((own, i) => own + (2 * n * 2 ** -53 * array.flat(sizes)[i]) / share);
  }
  if (["MatMul", "Affine"].includes(op.name)) {
    const [a, b, bias] = inputs.map(absolute) as [NdArray, NdArray, NdArray?];
    const k = a.shape[a.shape.length - 1];
    const sizes = array.flat(array.matmul(a, b));
    const added = bias === undefined ? null : array.flat(array.broadcastTo(bias, plain.shape));
    const largest = dtype === "float32" ? 2 ** 127 : Number.MAX_VALUE;
    return roundings(1).map((own, i) => {
      const size = sizes[i] + (added?.[i] ?? 0);
      // Sums in the arrays' own dtype overflow where those in float64 do not.
      if (!(size < largest)) return Infinity;
      const terms = Math.min(k, 128) + (added === null ? 1 : 2);
      return own + (terms * unit[dtype] + (k + Math.ceil(k / 128)) * 2 ** -53) * size;
    });
  }
  if (op instanceof GHMLoss) {
    // A dot product of weights and losses, which are ≥ 0 but for targets outside [0, 1].
    const terms =
      op.name === "GHMCLoss" ? weightedTerms(op, inputs, dtype) : { sizes: 0, errors: 0 };
    const order = 2 * x.size * 2 ** -53;
    return roundings(2).map((own, i) => {
      const sizes = Math.max(Math.abs(values[i]), terms.sizes / op.numLabels);
      return own + order * sizes + terms.errors / op.numLabels;
    });
  }
  return null;
}

/** Of GHM-C: Σ weight·(the largest term of the loss), and Σ weight·(the error of the loss). */
function weightedTerms(op: GHMLoss, inputs: readonly NdArray[], dtype: Dtype) {
  const [logits, targets, weights] = [...inputs, op.weight.data].map((each) => array.flat(each));
  const ulps = ulpsOf(binaryCrossEntropy, dtype);
  let [sizes, errors] = [0, 0];
  for (let i = 0; i < logits.length; i++) {
    const term = bceTerm(logits[i], targets[i]);
    sizes += weights[i] * term;
    errors += weights[i] * ulps * spacing(dtype, term);
  }
  return { sizes, errors };
}
