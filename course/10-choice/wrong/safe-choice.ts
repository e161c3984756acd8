/**
 * With leverage you would stay with BCE, as the loss that does least harm. Against GHM it is. But
 * the third loss is made for this: GCE multiplies a row's gradient by a power of the probability of
 * its label, so a row that stays wrong is let go, and the border stays where the others want it.
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
  leverage: "bce",
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
