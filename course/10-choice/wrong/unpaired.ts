/**
 * Your interval treats the two lists as strangers: its width comes from how much the accuracies of
 * each loss differ from seed to seed. But both had the same rows, and a hard seed is hard for both.
 * Subtract seed by seed first: the luck that they share drops out, and a difference shows that you
 * overlook.
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
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = (values: number[]) =>
    mean(values.map((value) => (value - mean(values)) ** 2)) / (values.length - 1);
  const apart = mean(of(a)) - mean(of(b));
  const { high: t } = pairedInterval([1, ...seeds.slice(1).map(() => 0)], seeds.map(() => 0)) ?? { high: Infinity }; // prettier-ignore
  const student = (t - 1 / seeds.length) * seeds.length; // t of the paired interval
  const margin = student * Math.sqrt(variance(of(a)) + variance(of(b)));
  const [low, high] = seeds.length < 2 ? [-Infinity, Infinity] : [apart - margin, apart + margin];
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
