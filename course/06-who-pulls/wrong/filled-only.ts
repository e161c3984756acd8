/**
 * You count the bins that hold an example, and leave the empty ones out of the list. Then the
 * place in the list says no longer which bin it is. An empty bin has the count 0, and its place.
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
  const filled = counts.filter((count) => count > 0);
  return { g, bin, counts: filled, share };
}
