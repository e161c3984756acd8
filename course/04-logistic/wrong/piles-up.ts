/**
 * Your first step is right, and from the second on each is too long: the sums for the slopes stand
 * outside the loop over the steps, so the slopes of all steps so far pile up in them. They must
 * begin at 0 in each step. The same happens with the tape if one calls backward() and forgets to
 * clear grad.
 */
export function slopes(x: number[], pStar: number[]): number[] {
  return x.map((value, i) => (1 / (1 + Math.exp(-value)) - pStar[i]) / x.length);
}

export function train(features: number[][], pStar: number[], learningRate: number, steps: number) {
  const w = features[0].map(() => 0);
  let b = 0;
  const atW = w.map(() => 0);
  let atB = 0;
  for (let step = 0; step < steps; step++) {
    const x = features.map((row) => row.reduce((sum, value, k) => sum + w[k] * value, b));
    const atX = slopes(x, pStar);
    features.forEach((row, i) => {
      row.forEach((value, k) => (atW[k] += atX[i] * value));
      atB += atX[i];
    });
    atW.forEach((slope, k) => (w[k] -= learningRate * slope));
    b -= learningRate * atB;
  }
  return { w, b };
}
