/**
 * Your weights are N/R, without n. Then each filled bin has the total N, and the more bins are
 * filled, the larger is the whole gradient. Dividing by n, the number of filled bins, makes the
 * weights average 1.
 */
export function ghm(x: number[], pStar: number[], bins: number) {
  const N = x.length;
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6

  const beta = bin.map((mine) => {
    const R = bin.filter((other) => other === mine).length;
    return N / R;
  });
  const softplus = (value: number) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  const bce = x.map((value, i) => softplus(value) - value * pStar[i]);
  const loss = beta.reduce((sum, weight, i) => sum + weight * bce[i], 0) / N;
  const gradient = beta.map((weight, i) => (weight * (p[i] - pStar[i])) / N);
  return { beta, loss, gradient };
}
