/**
 * Your weights are 1/(R·n): the N above the line is missing. Dividing by N again in the loss
 * looks as if it did the same twice, and people ask about it (libuyu/GHM_Detection, issue 25).
 * But the N in β makes the weights average 1, and the N of the loss makes a mean of a sum.
 */
export function ghm(x: number[], pStar: number[], bins: number) {
  const N = x.length;
  const p = x.map((value) => 1 / (1 + Math.exp(-value)));
  const g = p.map((value, i) => Math.abs(value - pStar[i]));
  const bin = g.map((value) => Math.min(Math.floor(value * bins), bins - 1)); // lesson 6

  const n = new Set(bin).size; // bins that hold an example
  const beta = bin.map((mine) => {
    const R = bin.filter((other) => other === mine).length;
    return 1 / (R * n);
  });
  const softplus = (value: number) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
  const bce = x.map((value, i) => softplus(value) - value * pStar[i]);
  const loss = beta.reduce((sum, weight, i) => sum + weight * bce[i], 0) / N;
  const gradient = beta.map((weight, i) => (weight * (p[i] - pStar[i])) / N);
  return { beta, loss, gradient };
}
