/**
 * You move all numbers at the same time. What you get is how fast f grows along the diagonal: the
 * sum of all slopes, once for each number. A slope of one number has the others held.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    return slope((step) => f(at.map((each) => each + step)), 0, h);
  });
}
