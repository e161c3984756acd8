/**
 * You judge by the mean difference. That it is not 0 says nothing: by luck alone it never is. An
 * interval says how far from 0 luck could have carried it, and only if 0 lies outside is there a
 * difference.
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
  const low = mean(of(a)) - mean(of(b));
  const high = low;
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
