/**
 * Your interval is as wide as the differences are spread: it lacks 1/√n. That is where the next
 * seed's difference may lie. The question is where their mean lies, and the mean of n differences
 * is √n times as certain as one of them.
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
  const interval = pairedInterval(of(a), of(b));
  const wide = (end: number, mean: number) => mean + (end - mean) * Math.sqrt(seeds.length);
  const low = interval === null ? -Infinity : wide(interval.low, interval.mean);
  const high = interval === null ? Infinity : wide(interval.high, interval.mean);
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
