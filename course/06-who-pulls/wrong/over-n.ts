/**
 * Your g is |p − p*|/N: the size of the slope at the score, with its share of the mean. g leaves
 * the N out, so that it goes from 0 to 1 in every batch, and bins mean the same in a small batch
 * and in a large one.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]) / x.length);
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
