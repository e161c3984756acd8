/** Summary statistics. */

/**
 * The q-quantile, linearly interpolated between neighbours.
 *
 * @param {number[]} sorted
 * @param {number} q from 0 to 1
 */
function at(sorted, q) {
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (position - low) * (sorted[high] - sorted[low]);
}

/** Median and quartiles. @param {number[]} values */
export function spread(values) {
  const sorted = Float64Array.from(values).sort();
  return { median: at(sorted, 0.5), low: at(sorted, 0.25), high: at(sorted, 0.75) };
}

/** @param {number[]} values */
export function median(values) {
  return spread(values).median;
}

/**
 * The exponent e of the best fit y = a·xᵉ, by least squares of the logarithms.
 *
 * @param {[number, number][]} points
 */
export function exponent(points) {
  const logs = points.map((point) => point.map(Math.log));
  const mean = [0, 1].map((i) => logs.reduce((sum, p) => sum + p[i], 0) / logs.length);
  let above = 0;
  let below = 0;
  for (const [x, y] of logs) {
    above += (x - mean[0]) * (y - mean[1]);
    below += (x - mean[0]) ** 2;
  }
  return above / below;
}
