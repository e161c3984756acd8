/**
 * Your b stays 0. w alone can only turn and steepen the border, which then always goes through
 * feature 0. b moves by Σ ∂L/∂x, as if it were the weight of a feature that is 1 in every example.
 */
export function slopes(x: number[], pStar: number[]): number[] {
  return x.map((value, i) => (1 / (1 + Math.exp(-value)) - pStar[i]) / x.length);
}

export function train(features: number[][], pStar: number[], learningRate: number, steps: number) {
  const w = features[0].map(() => 0);
  const b = 0;
  for (let step = 0; step < steps; step++) {
    const x = features.map((row) => row.reduce((sum, value, k) => sum + w[k] * value, b));
    const atX = slopes(x, pStar);
    const atW = w.map((_, k) => features.reduce((sum, row, i) => sum + atX[i] * row[k], 0));
    atW.forEach((slope, k) => (w[k] -= learningRate * slope));
  }
  return { w, b };
}
