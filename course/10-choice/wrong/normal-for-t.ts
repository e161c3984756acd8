/**
 * Your interval takes 1.96, or 2, where Student's t belongs. With four seeds t is 3.18: their
 * spread is itself only guessed, from four numbers, and that has to be paid for. With 1.96, of two
 * losses that are equally good one would be called better in one study of seven, and not of twenty.
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
  const d = seeds.map((seed) => accuracy(a, seed) - accuracy(b, seed));
  const squares = d.map((value) => (value - mean(d)) ** 2);
  const s = Math.sqrt((mean(squares) * d.length) / (d.length - 1));
  const margin = (1.96 * s) / Math.sqrt(d.length);
  const [low, high] = d.length < 2 ? [-Infinity, Infinity] : [mean(d) - margin, mean(d) + margin];
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
