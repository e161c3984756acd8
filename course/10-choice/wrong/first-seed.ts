/**
 * You judge by one seed. It is the run that everybody makes first, and it has a sign; but the next
 * seed may have the other one, and nothing in a single number says how likely that is. Make one
 * difference for each seed, and let their spread decide.
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
  const low = accuracy(a, seeds[0]) - accuracy(b, seeds[0]);
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
