/**
 * Your t counts the batches, for all bins the same. A bin that was empty has had fewer updates, so
 * the start has a larger share in its S than α to the power of all batches: you divide by too much,
 * and its examples become too heavy. Count the updates of each bin.
 */
export class Memory {
  private readonly S: number[];
  private readonly updates: number[];
  private batches = 0;

  constructor(
    readonly bins: number,
    readonly momentum: number,
    readonly start: "zero" | "debiased" | "first-batch",
  ) {
    this.S = new Array<number>(bins).fill(0);
    this.updates = new Array<number>(bins).fill(0);
  }

  weigh(g: number[]): number[] {
    const { bins, momentum, start, S, updates } = this;
    const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6
    const counts = new Array<number>(bins).fill(0);
    for (const j of bin) counts[j] += 1;
    const n = counts.filter((R) => R > 0).length;

    this.batches += 1;
    counts.forEach((R, j) => {
      if (R === 0) return;
      const isFirst = start === "first-batch" && updates[j] === 0;
      S[j] = isFirst ? R : momentum * S[j] + (1 - momentum) * R;
      updates[j] += 1;
    });
    const level = S.map((s, j) => (start === "debiased" ? s / (1 - momentum ** this.batches) : s));
    return bin.map((j) => g.length / (level[j] * n));
  }
}
