/**
 * Why this is right. |∂L/∂x_i| is g_i/N, and N cancels in a share: so Σg of a bin, divided by Σg of
 * all, is enough. g·bins says how many bins lie below g, with a fraction, and floor takes the
 * fraction off. Only g = 1 has all bins below it; min puts it into the last one. In lesson 7 an
 * example asks for the weight of its bin, and there must be one.
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
  return { g, bin, counts, share };
}
