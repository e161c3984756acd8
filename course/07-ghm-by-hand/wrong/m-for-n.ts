/**
 * You divide by M, the number of all bins. The paper does that in its approximation, but its
 * authors' code, and mmdetection's after it, divides by n, the number of bins that hold an
 * example: with M, each empty bin makes all weights smaller, and the learning rate with them.
 * Somebody asked for the reason in the authors' repository (libuyu/GHM_Detection, issue 13).
 */
export function ghm(x: number[], pStar: number[], bins: number) {
  const N = x.length;
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6

  const n = bins;
  const beta = bin.map((mine) => {
    const R = bin.filter((other) => other === mine).length;
    return N / (R * n);
  });
  const softplus = (value: number) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  const bce = x.map((value, i) => softplus(value) - value * pStar[i]);
  const loss = beta.reduce((sum, weight, i) => sum + weight * bce[i], 0) / N;
  const gradient = beta.map((weight, i) => (weight * (p[i] - pStar[i])) / N);
  return { beta, loss, gradient };
}
