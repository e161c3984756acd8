/**
 * Why this is right. In the heap 15 % of the rows are spoilt and lie together: to GHM a crowd, which
 * it turns down. With leverage they stay a sparse bin of large g, so GHM amplifies what BCE could
 * hardly bear, and the border gives way; GCE lets go of what stays wrong. Differences are taken
 * seed by seed, since the luck that both losses share drops out of them, and judged by an interval,
 * since what is left is still luck. And whatever is tuned is tuned on rows that are not counted.
 */
import { bestF1, f1, pairedInterval } from "ghmgrad";

type Verdict = "better" | "worse" | "no difference";
type Loss = "bce" | "ghmc" | "gce";

export const expected: Record<"heap" | "leverage", Verdict> = {
  heap: "better",
  leverage: "worse",
};

export const choice: Record<"heap" | "leverage", Loss> = {
  heap: "ghmc",
  leverage: "gce",
};

export function verdict(
  accuracy: (loss: Loss, seed: number) => number,
  a: Loss,
  b: Loss,
  seeds: number[],
): { low: number; high: number; says: Verdict } {
  const of = (loss: Loss) => seeds.map((seed) => accuracy(loss, seed));
  const { low, high } = pairedInterval(of(a), of(b)) ?? { low: -Infinity, high: Infinity };
  return { low, high, says: low > 0 ? "better" : high < 0 ? "worse" : "no difference" };
}

interface Part {
  labels: number[];
  scores: number[];
}

export function tunedF1(validation: Part, test: Part): number {
  const threshold = bestF1(validation.labels, validation.scores)?.threshold ?? 0;
  return f1(test.labels, test.scores, threshold);
}
