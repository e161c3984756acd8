/**
 * You multiply p − p* with p·(1 − p), the slope of the sigmoid. The chain rule does go through the
 * sigmoid, but cross-entropy's own slope at p, (p − p*)/(p·(1 − p)), cancels it. What you have is
 * half the slope of the squared loss: nearly 0 where the model is sure, also where it is sure and
 * wrong.
 */
export function slopes(x: number[], pStar: number[]): number[] {
  return x.map((value, i) => {
    const p = 1 / (1 + Math.exp(-value));
    return ((p - pStar[i]) * p * (1 - p)) / x.length;
  });
}

export function train(features: number[][], pStar: number[], learningRate: number, steps: number) {
  const w = features[0].map(() => 0);
  let b = 0;
  for (let step = 0; step < steps; step++) {
    const x = features.map((row) => row.reduce((sum, value, k) => sum + w[k] * value, b));
    const atX = slopes(x, pStar);
    const atW = w.map((_, k) => features.reduce((sum, row, i) => sum + atX[i] * row[k], 0));
    const atB = atX.reduce((sum, value) => sum + value, 0);
    atW.forEach((slope, k) => (w[k] -= learningRate * slope));
    b -= learningRate * atB;
  }
  return { w, b };
}
