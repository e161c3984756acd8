/** Weighs each example by how full its bin usually is. */
export class Memory {
  // Your turn: what has to last from one batch to the next? One number for each bin is
  // `name = new Array<number>(this.bins).fill(0);`.

  /**
   * bins: in how many bins g is counted; momentum: the α of S ← αS + (1 − α)R; start: S of a bin
   * begins at 0, at 0 and is debiased, or as the first count of the bin that is not 0.
   */
  constructor(
    readonly bins: number,
    readonly momentum: number,
    readonly start: "zero" | "debiased" | "first-batch",
  ) {}

  /** β of each example of the next batch, from its gradient norm g. */
  weigh(g: number[]): number[] {
    const { bins } = this;
    const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6
    const counts = new Array<number>(bins).fill(0);
    for (const j of bin) counts[j] += 1;
    const n = counts.filter((R) => R > 0).length;

    // Your turn: these are lesson 7's weights, and remember nothing.
    return bin.map((j) => g.length / (counts[j] * n));
  }
}
