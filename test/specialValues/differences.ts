/** Where our numbers are not PyTorch's, on purpose. */
import type { Dtype } from "../../src/index.js";

/** What kind of number it is; the sign of a zero counts in values only. */
export type Kind = "NaN" | "±∞" | "finite" | "0" | "−0";

export interface Difference {
  /** The names of the functions in scripts/special-values.py. */
  of: readonly string[];
  in: "value" | "gradient";
  ours: readonly Kind[];
  theirs: readonly Kind[];
  /** Where: the number, the two numbers, or the row. */
  at: (point: readonly number[], dtype: Dtype) => boolean;
  why: string;
}

const hasNaN = (point: readonly number[]) => point.some(Number.isNaN);
const hasInfinity = (point: readonly number[]) => point.some((x) => Math.abs(x) === Infinity);
const isHuge = (x: number) => Math.abs(x) > 1e38 && Math.abs(x) < Infinity;
const hasHuge = (point: readonly number[]) => point.some(isHuge);
const isTiny = (x: number) => Math.abs(x) < 1e-37;
const anywhere = () => true;

const focal = ["focalLoss", "focalLoss gamma 0"];
const bce = ["bceWithLogits", "bceWithLogits posWeight"];
const weight0 = [
  ...["crossEntropy weight 0", "crossEntropy of probabilities, weight 0"],
  ...["softmaxFocalLoss alpha 0", "bceWithLogits weight 0", "bceWithLogits posWeight 0"],
  "focalLoss alpha 1",
];

export const differences: readonly Difference[] = [
  // A NaN shows.
  {
    of: ["abs", "l1"],
    in: "gradient",
    ours: ["NaN"],
    theirs: ["0"],
    at: ([a, b = 0]) => Number.isNaN(a - b),
    why: "a NaN shows in the gradient, as in JAX; sign(NaN) of PyTorch is 0",
  },
  {
    of: ["clamp", "clamp min"],
    in: "gradient",
    ours: ["NaN"],
    theirs: ["0"],
    at: hasNaN,
    why: "a NaN shows in the gradient; PyTorch counts it as outside the limits",
  },
  {
    of: ["focalLoss gamma 0"],
    in: "gradient",
    ours: ["NaN"],
    theirs: ["finite", "±∞", "0"],
    at: hasNaN,
    why: "a NaN shows in the gradient; PyTorch's of a power 0 is 0 there",
  },
  {
    of: ["variance"],
    in: "gradient",
    ours: ["NaN"],
    theirs: ["±∞"],
    at: (point) => hasInfinity(point) || hasHuge(point),
    why: "the variance or the sum of its gradients is NaN; PyTorch does not sum ∞ and −∞",
  },

  // Right where PyTorch is not.
  {
    of: bce,
    in: "value",
    ours: ["0", "±∞"],
    theirs: ["NaN"],
    at: hasInfinity,
    why: "certain and right costs 0, certain and wrong ∞; PyTorch has 0·∞ and ∞ − ∞",
  },
  {
    of: focal,
    in: "value",
    ours: ["0", "±∞"],
    theirs: ["NaN"],
    at: hasInfinity,
    why: "as bceWithLogits, times the focusing factor",
  },
  {
    of: ["focalLoss", "focalLoss alpha 1"],
    in: "gradient",
    ours: ["0", "finite", "±∞"],
    theirs: ["NaN"],
    at: (point) => hasInfinity(point) && !hasNaN(point),
    why: "certain and right: nothing to learn; certain and wrong: the limit, that of bceWithLogits",
  },
  {
    of: ["softmaxFocalLoss"],
    in: "gradient",
    ours: ["finite"],
    theirs: ["NaN"],
    at: (point) => !hasNaN(point),
    why: "where the true class has probability 0: the limit, the gradient of crossEntropy",
  },
  {
    of: weight0,
    in: "value",
    ours: ["0"],
    theirs: ["NaN"],
    at: (point) => !hasNaN(point),
    why: "an infinite loss of weight 0 counts 0, its limit, as does its gradient",
  },
  {
    of: ["nllLoss weight 0"],
    in: "value",
    ours: ["0"],
    theirs: ["NaN"],
    at: ([first]) => Math.abs(first) === Infinity,
    why: "likewise; only the entry of the target's class counts",
  },
  {
    of: ["focalLoss alpha 1"],
    in: "value",
    ours: ["±∞"],
    theirs: ["NaN"],
    at: (point) => hasInfinity(point) && !hasNaN(point),
    why: "as focalLoss, times the label",
  },
  {
    of: ["focalLoss alpha 1"],
    in: "gradient",
    ours: ["finite"],
    theirs: ["finite"],
    at: ([x, t]) => isHuge(x) && t === 0.25,
    why: "that of a learnt target is a difference of huge numbers, of which rounding errors are left",
  },
  {
    of: ["softmaxFocalLoss alpha 0", "focalLoss alpha 1"],
    in: "gradient",
    ours: ["0"],
    theirs: ["NaN"],
    at: (point) => !hasNaN(point),
    why: "an infinite focal loss of weight 0 has no gradient, either",
  },
  {
    of: ["crossEntropy ignored"],
    in: "gradient",
    ours: ["0"],
    theirs: ["NaN"],
    at: anywhere,
    why: "an ignored example takes no part, whatever it holds",
  },
  {
    of: ["bceWithLogits posWeight"],
    in: "value",
    ours: ["finite"],
    theirs: ["±∞"],
    at: hasHuge,
    why: "PyTorch's log-weight · softplus overflows although the loss does not",
  },
  {
    of: ["generalizedCrossEntropy"],
    in: "gradient",
    ours: ["0", "finite"],
    theirs: ["NaN"],
    at: ([x]) => Math.abs(x) >= 100,
    why: "the formula of the paper is 0·∞ where p is 0; p^q of log σ(x) is not",
  },
  {
    of: ["asl1"],
    in: "gradient",
    ours: ["finite"],
    theirs: ["NaN"],
    at: ([a, b]) => Math.abs(a) === Infinity || Math.abs(b) === Infinity || (isHuge(a) && b === -a),
    why: "the slope goes to ±1 as d goes to ±∞; the formula is ∞/∞",
  },
  {
    of: ["logsumexp"],
    in: "gradient",
    ours: ["0"],
    theirs: ["NaN"],
    at: (point) => point.every((x) => x === -Infinity),
    why: "defined as 0: there is no largest element to follow",
  },
  {
    of: ["logsumexp"],
    in: "gradient",
    ours: ["finite"],
    theirs: ["finite"],
    at: ([a, b]) => isHuge(a) && a === b,
    why: "two equal elements share the gradient; PyTorch's e^(x − y) has lost log 2, and gives each 1",
  },
  {
    of: ["log1p"],
    in: "value",
    ours: ["finite"],
    theirs: ["±∞"],
    at: hasHuge,
    why: "log is finite; PyTorch's vectors overflow at the largest number",
  },
  {
    of: ["pow"],
    in: "value",
    ours: ["finite"],
    theirs: ["±∞"],
    at: ([a, b]) => isHuge(a) && b === 1,
    why: "a¹ is a; PyTorch's vectors overflow at the largest number",
  },
  {
    of: ["pow 0.5", "pow -0.5"],
    in: "value",
    ours: ["±∞", "0"],
    theirs: ["NaN", "−0", "±∞"],
    at: ([x]) => x === -Infinity || x === 0,
    why: "pow of IEEE 754, as with an array of exponents; PyTorch computes sqrt and rsqrt",
  },
  {
    of: ["pow 0.5"],
    in: "gradient",
    ours: ["0", "±∞"],
    theirs: ["NaN", "±∞"],
    at: ([x]) => x === -Infinity || x === 0,
    why: "that of IEEE's pow",
  },
  {
    of: ["elu", "elu 1.5"],
    in: "value",
    ours: ["finite", "−0"],
    theirs: ["0"],
    at: ([x]) => isTiny(x),
    why: "expm1 keeps small numbers and −0; PyTorch computes eˣ − 1",
  },
  {
    of: ["mean"],
    in: "value",
    ours: ["finite"],
    theirs: ["±∞"],
    at: (point, dtype) => dtype === "float32" && hasHuge(point),
    why: "sums are accumulated in float64",
  },
  {
    of: ["std"],
    in: "gradient",
    ours: ["0"],
    theirs: ["NaN", "±∞"],
    at: anywhere,
    why: "0 where the variance is 0, after it underflowed as before",
  },
  {
    of: ["layerNorm"],
    in: "gradient",
    ours: ["finite"],
    theirs: ["NaN"],
    at: hasHuge,
    why: "the mean is accumulated in float64",
  },

  // Both lose the number to an overflow or an underflow, in other places.
  {
    of: ["variance", "std"],
    in: "value",
    ours: ["±∞"],
    theirs: ["0", "±∞", "NaN", "finite"],
    at: hasHuge,
    why: "the sum, or a square, overflows, as in NumPy; PyTorch updates a mean, in float64",
  },
  {
    of: ["variance"],
    in: "gradient",
    ours: ["0"],
    theirs: ["±∞"],
    at: hasHuge,
    why: "the mean of equal numbers is exact",
  },
  {
    of: ["layerNorm"],
    in: "value",
    ours: ["0", "−0"],
    theirs: ["NaN"],
    at: hasHuge,
    why: "1/√variance of an infinite variance is 0",
  },

  // Which zero.
  {
    of: ["relu", "clamp min", "maximum", "max"],
    in: "value",
    ours: ["0"],
    theirs: ["−0"],
    at: (point) => point.includes(0),
    why: "0 is larger than −0, as in IEEE 754's maximum and Math.max",
  },
  {
    of: ["minimum", "min"],
    in: "value",
    ours: ["−0"],
    theirs: ["0"],
    at: (point) => point.includes(0),
    why: "−0 is smaller than 0, as in IEEE 754's minimum and Math.min",
  },
  {
    of: ["logSigmoid"],
    in: "value",
    ours: ["−0"],
    theirs: ["0"],
    at: ([x]) => x >= 100,
    why: "it comes from below",
  },
  {
    of: [
      ...["crossEntropy", "nllLoss", "softmaxFocalLoss", "softmaxFocalLoss alpha 0"],
      ...["crossEntropy weight 0", "crossEntropy of probabilities, weight 0", "nllLoss weight 0"],
    ],
    in: "value",
    ours: ["0"],
    theirs: ["−0"],
    at: anywhere,
    why: "a loss of nothing is 0",
  },
  {
    of: ["gelu", "layerNorm", "matmul"],
    in: "value",
    ours: ["0", "−0"],
    theirs: ["0", "−0"],
    at: anywhere,
    why: "which terms are added first decides",
  },
];
