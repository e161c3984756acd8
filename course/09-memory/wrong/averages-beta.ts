/**
 * You average the weights and not the counts. The mean of 1/R is not 1 over the mean of R: one
 * batch with R = 1 keeps the mean of β up for a long time, and the rarest bins, whose counts are
 * luck, get most of it. S is an average of counts; β is made of it at the end.
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
    const n = counts.filter((R) => R > 0).length;

    counts.forEach((R, j) => {
      if (R === 0) return;
      const isFirst = start === "first-batch" && updates[j] === 0;
      S[j] = isFirst ? 1 / R : momentum * S[j] + (1 - momentum) / R;
      updates[j] += 1;
    });
    const level = S.map((s, j) => (start === "debiased" ? s / (1 - momentum ** updates[j]) : s));
    return bin.map((j) => (g.length * level[j]) / n);
  }
}
