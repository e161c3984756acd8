/**
 * Your g has a sign: it is p − p*. The sign says to which side an example pulls, and the label
 * says that already. The gradient norm says how hard it pulls: take the absolute value.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => value - pStar[i]);
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
