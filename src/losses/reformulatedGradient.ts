/** The size of a loss's gradient, as a function of how wrong the example is. */
import { checkList, checkType, hasFields, show } from "../array/index.js";
import { checkFunction, gradients, Tensor, tensor } from "../autograd/index.js";
import { sum } from "../ops/index.js";
import type { LensRange } from "./lens.js";

/**
 * The reformulated gradient norm of a binary loss, $|∂L/∂x|$, at gradient norms g of plain
 * cross-entropy: for a positive example (p* = 1) with logit $x = \log((1 - g)/g)$, so that
 * $|σ(x) - 1| = g$. For {@link bceWithLogits} it is g itself. Computed in float64.
 *
 * ```ts
 * reformulatedGradient((x, y) => focalLoss(x, y, { reduction: "sum" }), [0.1, 0.5, 0.9]);
 * ```
 *
 * Source: Li, Liu & Wang, "Gradient Harmonized Single-stage Detector", AAAI 2019, figure 1 (middle)
 * and section "Discussion on GHM".
 *
 * @param loss - from logits and targets of shape [N] to the losses, with reduction `"sum"` or
 * `"none"`. The loss of an example must depend on its own logit only: for GHM-C see
 * {@link harmonizedGradient}.
 * @param g - N gradient norms strictly between 0 and 1, where the logit is finite.
 * @returns the N norms $|∂L/∂x|$.
 * @throws RangeError if a g is not strictly between 0 and 1.
 * @throws Error if the loss was not computed from the logits, or inside `noGrad`.
 */
export function reformulatedGradient(
  loss: (logits: Tensor, target: Tensor) => Tensor,
  g: readonly number[],
): number[] {
  checkFunction("reformulatedGradient", loss);
  checkList(g, "reformulatedGradient, after the loss,", "[0.1, 0.5]");
  const bad = g.findIndex((value) => !(value > 0 && value < 1));
  if (bad >= 0) {
    throw new RangeError(
      `reformulatedGradient: g must be strictly between 0 and 1, where the logit is finite; ` +
        `entry ${bad} is ${show(g[bad])}`,
    );
  }
  const x = tensor(
    g.map((value) => Math.log1p(-value) - Math.log(value)),
    { dtype: "float64", requiresGrad: true },
  );
  const ones = tensor(Array<number>(g.length).fill(1), { dtype: "float64" });
  const losses = loss(x, ones);
  if (!losses.requiresGrad) {
    throw new Error(
      "reformulatedGradient: the loss was not made of the logits that it was given, or there is no " +
        "tape, inside noGrad",
    );
  }
  const [gradient] = gradients(sum(losses), [x]);
  return Array.from(tensor(gradient).data.data, Math.abs);
}

/**
 * The reformulated gradient norm of GHM-C, β(g)·g, with the weights of the bins that {@link lens}
 * found.
 *
 * Source: as for {@link reformulatedGradient}.
 *
 * @param bins - `bins` of the lens; those of one class, if each has its own.
 * @param g - gradient norms of plain cross-entropy, in [0, 1].
 * @returns β(g)·g for each g; `null` where g is in an empty bin or in none, and so has no weight.
 */
export function harmonizedGradient(
  bins: readonly Pick<LensRange, "from" | "to" | "beta">[],
  g: readonly number[],
): (number | null)[] {
  checkList(bins, "harmonizedGradient", "lens(…).bins");
  checkList(g, "harmonizedGradient, after the bins,", "[0.1, 0.5]");
  bins.forEach((bin, i) => {
    checkType(hasFields(bin, "from", "to"), `harmonizedGradient: bin ${i} has from and to`, bin);
  });
  return g.map((value) => {
    const beta = bins.find(({ from, to }) => from <= value && value < to)?.beta ?? null;
    return beta === null ? null : beta * value;
  });
}
