/**
 * Your S begins anew in every batch: it is made inside weigh, where it lives as long as the call.
 * So S is always (1 − α)R, and each batch gets the weights that only the first one should, 1/(1 −
 * α) times too large. What is to last belongs on this.
 */
export class Memory {
  constructor(
    readonly bins: number,
    readonly momentum: number,
    readonly start: "zero" | "debiased" | "first-batch",
  ) {}

  weigh(g: number[]): number[] {
    const { bins, momentum, start } = this;
    const S = new Array<number>(bins).fill(0);
    const updates = new Array<number>(bins).fill(0);
    const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6
    const counts = new Array<number>(bins).fill(0);
    for (const j of bin) counts[j] += 1;
    const n = counts.filter((R) => R > 0).length;

    counts.forEach((R, j) => {
      if (R === 0) return;
      const isFirst = start === "first-batch" && updates[j] === 0;
      S[j] = isFirst ? R : momentum * S[j] + (1 - momentum) * R;
      updates[j] += 1;
    });
    const level = S.map((s, j) => (start === "debiased" ? s / (1 - momentum ** updates[j]) : s));
    return bin.map((j) => g.length / (level[j] * n));
  }
}
