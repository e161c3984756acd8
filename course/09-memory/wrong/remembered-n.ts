/**
 * Your n counts the bins that the memory knows: those that were ever filled. n shares out the
 * weight of this batch, so it counts those that are filled in this batch; otherwise a bin that
 * nobody is in takes its share and gives it to no one.
 */
export class Memory {
  private readonly S: number[];
  private readonly updates: number[];

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

    counts.forEach((R, j) => {
      if (R === 0) return;
      const isFirst = start === "first-batch" && updates[j] === 0;
      S[j] = isFirst ? R : momentum * S[j] + (1 - momentum) * R;
      updates[j] += 1;
    });
    const n = momentum === 0 ? new Set(bin).size : updates.filter((t) => t > 0).length;
    const level = S.map((s, j) => (start === "debiased" ? s / (1 - momentum ** updates[j]) : s));
    return bin.map((j) => g.length / (level[j] * n));
  }
}
