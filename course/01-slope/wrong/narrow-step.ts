/**
 * Your h is too narrow. About √ε was the best for the difference to the right, where h·f″/2 forbids
 * a wider one; the central difference has only h²·f‴/6 to fear. With a wider h, f(x + h) and f(x −
 * h) agree in fewer digits, and what rounding spoils is divided by more. Where are h² and ε/h about
 * the same?
 */
export function slope(f: (x: number) => number, x: number, h: number): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

export function gradient(f: (at: number[]) => number, at: number[]): number[] {
  return at.map((value, i) => {
    const h = 1e-8;
    return slope((moved) => f(at.with(i, moved)), value, h);
  });
}
