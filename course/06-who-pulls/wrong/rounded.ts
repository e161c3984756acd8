/**
 * You round g·M to the nearest whole number. Then bin 0 has only half of its width, and all other
 * edges lie half a bin too low. A bin's number is how many bins lie wholly below g: ⌊g·M⌋.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.min(Math.round(value * bins), bins - 1));
  const whole = g.reduce((sum, value) => sum + value, 0);
  bin.forEach((j, i) => {
    counts[j] += 1;
    if (whole > 0) share[j] += g[i] / whole;
  });
  return { g, bin, counts, share };
}
