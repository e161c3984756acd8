/**
 * Your step is ε, the distance from 1 to the next number that a computer has. So f(x + h) and f(x −
 * h) differ in their last digit only, and that one is rounded: your slopes are made of rounding
 * errors. The step has to be so wide that many digits differ; a central difference allows that,
 * since its error grows only as h².
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Number.EPSILON;
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
