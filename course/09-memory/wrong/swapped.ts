/**
 * You have α at the new count and 1 − α at S: with momentum 0.9, your memory is nine tenths of
 * today. The larger the momentum, the more of the past stays: S ← αS + (1 − α)R.
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
      S[j] = isFirst ? R : (1 - momentum) * S[j] + momentum * R;
      updates[j] += 1;
    });
    const level = S.map((s, j) =>
      start === "debiased" ? s / (1 - (1 - momentum) ** updates[j]) : s,
    );
    return bin.map((j) => g.length / (level[j] * n));
  }
}
