/**
 * You store the debiased S, and the next batch averages with that. In the first batch it is right.
 * Then the start, which has been taken out, is taken out again. Keep the raw S, and divide only
 * where you use it.
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
      S[j] = isFirst ? R : momentum * S[j] + (1 - momentum) * R;
      updates[j] += 1;
    });
    if (start === "debiased") {
      counts.forEach((R, j) => {
        if (R > 0) S[j] /= 1 - momentum ** updates[j];
      });
    }
    return bin.map((j) => g.length / (S[j] * n));
  }
}
