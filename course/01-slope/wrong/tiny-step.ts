/**
 * Every slope of yours is 0, because your step is lost: numbers near 2 are 4·10⁻¹⁶ apart, and x ±
 * 10⁻¹⁶ is rounded to x itself. f is asked for the same place twice. As small as possible is not as
 * good as possible: the step has to be so wide that f(x + h) and f(x − h) differ in many digits.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = 1e-16;
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
