/**
 * You divide the pull of a bin by how many are in it. That is how hard one of them pulls, which
 * the bin's number says already; the share is of all of them together, and that is where a crowd
 * shows.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  share.forEach((value, j) => (share[j] = value / Math.max(counts[j], 1)));
  return { g, bin, counts, share };
}
