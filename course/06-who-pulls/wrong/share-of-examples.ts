/**
 * Your share is the bin's part of the examples, its count divided by N. That is how many pull, and
 * not how hard: a bin near 0 may have most of the examples and little of the pull. Add up g, and
 * divide by Σg of all.
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
    if (whole > 0) share[j] += 1 / g.length;
  });
  return { g, bin, counts, share };
}
