/**
 * You move w and b after each example, so the next one is scored by weights that have moved
 * already. That is stochastic gradient descent with batches of one, and it learns, too. But here a
 * step looks at all examples first: their slopes belong to the same w and b, and each has only 1/N
 * of the say.
 */
export function slopes(x: number[], pStar: number[]): number[] {
  return x.map((value, i) => (1 / (1 + Math.exp(-value)) - pStar[i]) / x.length);
}

export function train(features: number[][], pStar: number[], learningRate: number, steps: number) {
  const w = features[0].map(() => 0);
  let b = 0;
  for (let step = 0; step < steps; step++) {
    features.forEach((row, i) => {
      const x = row.reduce((sum, value, k) => sum + w[k] * value, b);
      const [atX] = slopes([x], [pStar[i]]);
      row.forEach((value, k) => (w[k] -= learningRate * atX * value));
      b -= learningRate * atX;
    });
  }
  return { w, b };
}
