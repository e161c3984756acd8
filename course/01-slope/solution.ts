/**
 * Why this is right. f(x ± h) = f ± h·f′ + h²·f″/2 ± h³·f‴/6 + …: where the two are subtracted, what
 * has an even power of h falls out, and so does f″. What is left is off by h²·f‴/6, and by about
 * ε·|f|/h from rounding; their sum is least near h = ∛ε ≈ 6·10⁻⁶. Numbers are rounded to a share of
 * themselves, so h grows with |x|; and max(1, …) keeps it from vanishing at 0. In gradient, f gets a
 * new list at each call, in which one number has moved: nothing has to be put back.
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
