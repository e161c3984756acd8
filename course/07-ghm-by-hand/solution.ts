/**
 * Why this is right. β = N/(R·n) gives every bin that holds an example the same total: R examples
 * of N/(R·n) each are N/n, and n bins of N/n are N. So the weights average 1: GHM shares out
 * weight anew and adds none. The loss is written with softplus, since log p is
 * −∞ once p has been rounded to 0. And β stands in the gradient as it is: it was counted, and a
 * count does not move when x moves a little. Lesson 8 makes an op of this.
 */
export function ghm(x: number[], pStar: number[], bins: number) {
  const N = x.length;
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6

  const n = new Set(bin).size; // bins that hold an example
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
