/**
 * Your h is right near 1, and the same everywhere. But numbers are rounded to a share of
 * themselves: at 10⁶ all rounding errors are a million times as large, and your difference is
 * divided by the same small h. Let h grow with the size of the number.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON);
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
