/**
 * Why this is right. The mean's 1/N is in the slope of each score, so it must not come again:
 * from the score on, all is a sum. Score i is w·features[i] + b, so it hands features[i][k] times
 * its slope to w[k], and its slope as it is to b. The sums begin at 0 in each step, and all of them
 * are ready before anything moves: they are slopes at one place, that of the scores. The sigmoid
 * with e^−x is safe at both ends: e^800 is Infinity, and 1/(1 + Infinity) is 0, as it should be.
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
    atW.forEach((slope, k) => (w[k] -= learningRate * slope));
    b -= learningRate * atB;
  }
  return { w, b };
}
