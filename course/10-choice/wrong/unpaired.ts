/**
 * You make an interval for each loss and ask whether the two overlap. They are that wide because
 * some seeds are hard, for both losses alike. Subtract seed by seed first: the luck that they share
 * drops out, and what is left is narrow enough to show a difference that you overlook.
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
  const zeros = seeds.map(() => 0);
  const [ofA, ofB] = [a, b].map((loss) => pairedInterval(of(loss), zeros));
  const isKnown = ofA !== null && ofB !== null;
  const [low, high] = isKnown ? [ofA.low - ofB.high, ofA.high - ofB.low] : [-Infinity, Infinity];
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
