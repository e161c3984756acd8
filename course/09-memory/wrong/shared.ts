/**
 * Your lists lie outside the class, so all memories share them, and each batch is remembered by
 * all. A program with one density would never show it; one that trains two models would train each
 * with the other's counts. What belongs to one memory goes on this.
 */
const S = new Array<number>(100).fill(0);
const updates = new Array<number>(100).fill(0);

export class Memory {
  constructor(
    readonly bins: number,
    readonly momentum: number,
    readonly start: "zero" | "debiased" | "first-batch",
  ) {}

  weigh(g: number[]): number[] {
    const { bins, momentum, start } = this;
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
