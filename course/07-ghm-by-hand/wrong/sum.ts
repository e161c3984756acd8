/**
 * You give the sum over the examples, and the loss is their mean: divide by N. Otherwise twice as
 * many examples would make steps twice as long.
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
  const loss = beta.reduce((sum, weight, i) => sum + weight * bce[i], 0);
  const gradient = beta.map((weight, i) => weight * (p[i] - pStar[i]));
  return { beta, loss, gradient };
}
