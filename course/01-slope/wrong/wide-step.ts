/**
 * Your h is wider than it need be. Rounding does no harm there, but f‴ does: the error h²·f‴/6 is
 * larger than it could be. Make h smaller, until ε/h has grown to about h².
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = 1e-4;
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
