/**
 * Your bin is ⌊g·(M − 1)⌋. g = 1 is in the last bin with that, but alone: the other M − 1 bins
 * have become wider, and every g in between is counted by other edges. Keep ⌊g·M⌋, and treat only
 * g = 1 apart.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.floor(value * (bins - 1)));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
