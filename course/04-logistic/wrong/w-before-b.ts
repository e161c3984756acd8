/**
 * You move w, score the examples again, and only then take the slope at b. So b's slope is taken
 * at another place than w's. Both must come from the same scores: take all slopes, then move all
 * parameters.
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
    const atW = w.map((_, k) => features.reduce((sum, row, i) => sum + atX[i] * row[k], 0));
    atW.forEach((slope, k) => (w[k] -= learningRate * slope));
    const moved = features.map((row) => row.reduce((sum, value, k) => sum + w[k] * value, b));
    const atB = slopes(moved, pStar).reduce((sum, value) => sum + value, 0);
    b -= learningRate * atB;
  }
  return { w, b };
}
