/**
 * Your h is a share of the number itself. That is right for large numbers, but where the number is
 * 0, so is the step, and 0/0 is NaN. Give h a least size, as max(1, |x|) in place of |x| does.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.abs(value);
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
