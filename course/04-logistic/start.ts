/**
 * ∂L/∂x_i of the mean cross-entropy L, for each score.
 *
 * x: the scores; pStar: the labels p*, each 0 or 1.
 */
export function slopes(x: number[], pStar: number[]): number[] {
  // Your turn: what the model said, minus what was true, and its share of the mean.
  return x.map(() => 0);
}

/**
 * Logistic regression by gradient descent on all examples, from w = 0 and b = 0.
 *
 * features[i]: the features of the example i; pStar[i]: its label; steps: how many steps downhill.
 * Returns w, a weight for each feature, and b.
 */
export function train(features: number[][], pStar: number[], learningRate: number, steps: number) {
  const w = features[0].map(() => 0);
  let b = 0;
  for (let step = 0; step < steps; step++) {
    const x = features.map((row) => row.reduce((sum, value, k) => sum + w[k] * value, b));
    // Your turn: the slopes at w and at b, and a step downhill.
  }
  return { w, b };
}
