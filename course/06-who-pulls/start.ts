/**
 * How hard each example pulls, and how much of the whole pull each bin of g has.
 *
 * x: the scores; pStar: the labels p*, each 0 or 1; bins: how many bins there are between 0 and 1.
 *
 * Returns g of each example; bin, the number of its bin, from 0; counts, how many examples are in
 * each bin; share, which part of Σ|∂L/∂x_i| comes from each bin.
 */
export function whoPulls(x: number[], pStar: number[], bins: number) {
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const counts = Array<number>(bins).fill(0);
  const share = Array<number>(bins).fill(0);

  // Your turn: nobody pulls yet.
  const g = p.map(() => 0);
  const bin = g.map(() => 0);
  return { g, bin, counts, share };
}
