/** What the losses of rows are made of, those of two classes and those of more. */
import { flat } from "../../array/index.js";
import { tensor, type Tensor } from "../../autograd/index.js";
import { GradientDensity, ohem, type Density } from "../../losses/index.js";
import { weightedHistogram } from "../../losses/histogram.js";
import type { OptionsOf } from "./lossSpec.js";

/**
 * Of logits and labels, the numbers of the classes, of shape [N, 1]. With two classes the logits are of
 * shape [N, 1], with C ≥ 3 of shape [N, C].
 *
 * `weights`, of shape [N, 1], say how much each row counts, above 0 and of mean 1 over all training
 * rows: a row of weight k counts as k copies of it would. A mean over rows is Σwℓ/N, in a batch too, so
 * that its gradient is that of all rows on average. Default `null`: all count alike.
 */
export type LossOfRows = (logits: Tensor, labels: Tensor, weights?: Tensor | null) => Tensor;

/** A loss as a function, ready for one training. */
export interface NamedLoss {
  /** Returns a scalar to minimise. */
  loss: LossOfRows;
  /**
   * The loss of each row, times its weight, of which `loss` is the mean; `null` where a row's loss
   * depends on the other rows.
   */
  each: LossOfRows | null;
  /** The density that GHM-C counts in; `null` for other losses. */
  density: GradientDensity | null;
}

/** How many training rows each class has, or the sum of their weights. */
export type Counts = readonly number[];

type Each = (logits: Tensor, labels: Tensor) => Tensor;

/** Losses of rows, each times its weight. */
export const weighted = (losses: Tensor, weights: Tensor | null) =>
  weights === null ? losses : losses.mul(weights.reshape(losses.shape));

/** The mean of the rows' losses. */
export const meanOf = (lossOf: Each): NamedLoss => {
  const each: LossOfRows = (logits, labels, weights = null) =>
    weighted(lossOf(logits, labels), weights);
  return { loss: (...rows) => each(...rows).mean(), each, density: null };
};

/** A loss in which the rows depend on each other. */
export const joint = (loss: LossOfRows, density: GradientDensity | null = null): NamedLoss => ({
  loss,
  each: null,
  density,
});

export const none = { reduction: "none" } as const;

/** A limit because a file may ask for more than there is memory for. */
const mostBins = 100_000;

/** GHM-C's. */
export function densityOf({
  bins,
  momentum,
  emaStart,
  lastEdge,
}: Omit<OptionsOf<"ghmc">, "norm">): GradientDensity {
  if (bins > mostBins) throw new RangeError(`ghmc: bins must be ${mostBins} at most`);
  // The density checks the start.
  return new GradientDensity({ bins, momentum, emaStart: emaStart as "zero", lastEdge });
}

/** The mean of GHM-C's losses, or Σwβℓ/N, where GHM counts weights in place of rows. */
export function harmonized(
  lossBy: (options: { density: Density; reduction: "mean" | "none" }) => Tensor,
  density: GradientDensity,
  weights: Tensor | null,
): Tensor {
  if (weights === null) return lossBy({ density, reduction: "mean" });
  const counting: Density = {
    weigh: (g, mask) =>
      density.given(weightedHistogram(density, g, flat(weights.data))).weigh(g, mask),
  };
  const each = lossBy({ density: counting, reduction: "none" });
  return weighted(each, weights).mean();
}

/** The hardest part of the rows. */
export function hardest(losses: Tensor, share: number, weights: Tensor | null): Tensor {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`ohem: share, the part of a batch that counts, must be in (0, 1]`);
  }
  const k = Math.max(1, Math.round(share * losses.size));
  if (weights === null) return ohem(losses, k);
  const kept = hardestWeight(flat(losses.data), flat(weights.data), k / losses.size);
  return losses
    .mul(tensor(kept, { shape: losses.shape, dtype: losses.dtype }))
    .sum()
    .div(k);
}

/**
 * The weight with which each row counts if only the hardest do, with so much of all weight: all of it,
 * part of it for the last of them, or 0.
 */
function hardestWeight(
  losses: ArrayLike<number>,
  weights: ArrayLike<number>,
  share: number,
): number[] {
  // NaN is never hidden. Of equal losses the first come first.
  const hardness = Array.from(losses, (loss) => (Number.isNaN(loss) ? Infinity : loss));
  const order = [...hardness.keys()].sort((i, j) => hardness[j] - hardness[i]);
  let left = share * order.reduce((sum, i) => sum + weights[i], 0);
  const kept = Array<number>(order.length).fill(0);
  for (const i of order) {
    kept[i] = Math.min(weights[i], left);
    left -= kept[i];
  }
  return kept;
}
