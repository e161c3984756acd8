import { bestF1, f1, pairedInterval } from "ghmgrad";

type Verdict = "better" | "worse" | "no difference";
type Loss = "bce" | "ghmc" | "gce";

/** Your turn: GHM against BCE, in balanced accuracy on the test rows. */
export const expected: Record<"heap" | "leverage", Verdict> = {
  heap: "no difference",
  leverage: "no difference",
};

/** Your turn: the loss that you would use. It has to beat both others by your own verdict. */
export const choice: Record<"heap" | "leverage", Loss> = {
  heap: "bce",
  leverage: "bce",
};

/**
 * Judges loss a against loss b by the paired 95 % interval of a − b.
 *
 * accuracy(loss, seed): what a loss has on the test rows of a seed; seeds: those to use. With fewer
 * than two there is no interval: then low is −Infinity and high is Infinity.
 */
export function verdict(
  accuracy: (loss: Loss, seed: number) => number,
  a: Loss,
  b: Loss,
  seeds: number[],
): { low: number; high: number; says: Verdict } {
  // Your turn.
  return { low: 0, high: 0, says: "no difference" };
}

interface Part {
  /** 0 or 1 of each row. */
  labels: number[];
  /** Of each row, higher where the model says 1. */
  scores: number[];
}

/** F1 on the test rows, at a threshold that did not see them. */
export function tunedF1(validation: Part, test: Part): number {
  // Your turn.
  return 0;
}
