/**
 * You add up p − p* with its sign, and take the absolute value in the end. Pulls up and pulls down
 * cancel then, and a bin in which both are strong seems to have none. Σ|∂L/∂x| adds the sizes.
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
    if (whole > 0) share[j] += (p[i] - pStar[i]) / whole;
  });
  share.forEach((value, j) => (share[j] = Math.abs(value)));
  return { g, bin, counts, share };
}
