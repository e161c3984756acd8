/** Gradient norms on the edge of a bin, where the last bit of the sigmoid decides. */
import type { GradientDensity } from "../../src/index.js";

/** Numbers by the names that the files use. */
export type Named = Readonly<Record<string, readonly (number | null)[]>>;

/** Whether each element is in the reference's bin, or in the next one with its g at their edge. */
export function differOnlyAtEdges(
  ours: readonly number[],
  reference: readonly number[],
  g: readonly number[],
  { edges }: GradientDensity,
  epsilon: number,
): boolean {
  return ours.every((bin, i) => {
    if (bin === reference[i]) return true;
    const edge = edges[Math.max(bin, reference[i])];
    return Math.abs(bin - reference[i]) === 1 && Math.abs(g[i] - edge) <= 4 * epsilon;
  });
}

/**
 * The reference's results if it had chosen our bins: GHM in a few plain lines.
 *
 * @param sums - the moving averages S before the step; updated.
 * @param losses - the losses of single elements, without weights.
 * @param slopes - their derivatives.
 */
export function answerFor(
  bins: readonly number[],
  tot: number,
  momentum: number,
  sums: number[],
  losses: readonly number[],
  slopes: readonly number[],
): Named {
  const counts = sums.map((_, j) => bins.filter((bin) => bin === j).length);
  counts.forEach((count, j) => {
    if (count > 0) sums[j] = momentum * sums[j] + (1 - momentum) * count;
  });
  const nonempty = counts.filter((count) => count > 0).length;
  const weightOf = counts.map((count, j) => (count > 0 ? tot / sums[j] / nonempty : null));
  const weights = bins.map((bin) => (bin < 0 ? 0 : (weightOf[bin] ?? 0)));
  const weighed = (x: readonly number[]) => weights.map((w, i) => (w === 0 ? 0 : w * x[i]));
  const total = weighed(losses).reduce((sum, value) => sum + value, 0);
  return {
    loss: [total / tot],
    loss_mmdet3: [total / (tot + 2 ** -23)],
    loss_none_mmdet3: weighed(losses),
    grad_pred: weighed(slopes).map((value) => value / tot),
    bin_index: bins,
    bin_count: counts,
    bin_weight: weightOf,
    nonempty: [nonempty],
    weights,
    acc_sum: [...sums],
  };
}
