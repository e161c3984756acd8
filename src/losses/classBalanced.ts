import { checkList, show } from "../array/index.js";

/**
 * A weight for each class by its effective number of examples, (1 − β)/(1 − βⁿ), scaled so that the
 * weights add up to the number of classes. With β = 0 all weights are equal; as β → 1 they become
 * proportional to 1/n.
 *
 * ```ts
 * const [negative, positive] = classBalancedWeights([9900, 100]);
 * bceWithLogits(x, y, { weight: where(y, positive, negative) });
 * ```
 *
 * Source: Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019,
 * equation 6.
 *
 * @param counts - n, the number of examples of each class, or the sum of their weights.
 * @param beta - β, in [0, 1). Default 0.9999.
 * @returns one weight for each class, in the order of `counts`.
 * @throws RangeError if a class is empty, or beta is out of its range.
 */
export function classBalancedWeights(counts: readonly number[], beta = 0.9999): number[] {
  if (!(Number.isFinite(beta) && beta >= 0 && beta < 1)) {
    throw new RangeError(`classBalancedWeights: beta must be in [0, 1), not ${show(beta)}`);
  }
  checkList(counts, "classBalancedWeights", "[990, 10], with the examples of each class");
  const bad = counts.findIndex((n) => !(Number.isFinite(n) && n > 0));
  if (bad >= 0) {
    throw new RangeError(
      `classBalancedWeights: class ${bad} has ${show(counts[bad])} examples; each needs a finite ` +
        `number > 0`,
    );
  }
  // Of a sum of weights below 1, βⁿ may be rounded to 1.
  const lack = (n: number) => (n < 1 ? -Math.expm1(n * Math.log(beta)) : 1 - beta ** n);
  const weights = counts.map((n) => (1 - beta) / lack(n));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (weight * counts.length) / total);
}
