/**
 * Your step is N times too short: slopes has divided by N already, and train does so again. It
 * looks right, since a mean belongs to a loss; but one is enough. The slopes at w and b are sums
 * of what comes from the scores.
 */
export function slopes(x: number[], pStar: number[]): number[] {
  return x.map((value, i) => (1 / (1 + Math.exp(-value)) - pStar[i]) / x.length);
}

export function train(features: number[][], pStar: number[], learningRate: number, steps: number) {
  const w = features[0].map(() => 0);
  let b = 0;
  for (let step = 0; step < steps; step++) {
    const x = features.map((row) => row.reduce((sum, value, k) => sum + w[k] * value, b));
    const atX = slopes(x, pStar);
    const N = features.length;
    const atW = w.map((_, k) => features.reduce((sum, row, i) => sum + atX[i] * row[k], 0) / N);
    const atB = atX.reduce((sum, value) => sum + value, 0) / N;
    atW.forEach((slope, k) => (w[k] -= learningRate * slope));
    b -= learningRate * atB;
  }
  return { w, b };
}
