/**
 * You put an edge into the bin below it, and g = 0 into bin 0. That is a histogram as good as any,
 * but not the one that is asked for: here each edge belongs to the bin above it, g = 0.5 of four
 * bins to bin 2, and only 1 to the bin below.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.max(Math.ceil(value * bins) - 1, 0));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
