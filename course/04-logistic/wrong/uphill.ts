/**
 * Your step goes uphill: it adds the slope to w and b. The slope points to where the loss grows,
 * so a step takes it away. Its length is right, but each step makes the loss larger.
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
    const atB = atX.reduce((sum, value) => sum + value, 0);
    atW.forEach((slope, k) => (w[k] += learningRate * slope));
    b += learningRate * atB;
  }
  return { w, b };
}
