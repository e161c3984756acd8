/**
 * The confidence interval of a difference between two methods, from runs that share their seeds.
 */
import { checkOptions, show } from "../../array/index.js";
import { checkNumbers } from "./check.js";

export interface PairedInterval {
  /** The mean of the differences a − b. */
  mean: number;
  /** The lower end of the interval. */
  low: number;
  /** The upper end of the interval. */
  high: number;
  /** The number of pairs. */
  n: number;
}

export interface PairedIntervalOptions {
  /** The probability that such an interval contains the true mean, in (0, 1). Default 0.95. */
  level?: number | undefined;
  /**
   * $n_{test}/n_{train}$ where all runs split the same rows: in each run, the number of rows that
   * it is tested on divided by the number that it learns from. Default 0: each run has fresh rows.
   */
  overlap?: number | undefined;
}

/**
 * The mean of paired differences aᵢ − bᵢ, with its confidence interval by Student's t:
 * $\bar d \pm t_{n-1} \, s \sqrt{1/n + n_{test}/n_{train}}$, with s their standard deviation
 * (divisor n − 1), and $n_{test}/n_{train}$ the `overlap`.
 *
 * If the interval does not contain 0, the two methods differ, with a risk of error of 1 − `level`.
 * That holds for differences that are roughly normal and, without `overlap`, independent. Random
 * splits of the same rows are not independent: they share most of their luck. However many there
 * are, the plain interval describes these rows only. With `overlap` it describes new rows like
 * these.
 *
 * Source: Nadeau & Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003, the
 * corrected resampled t-test. Rows that are used to choose a method count as training rows.
 *
 * @param a - a metric of one method, by seed, split or fold.
 * @param b - the same metric of the other method, in the same order.
 * @param options - the level of confidence, and the overlap; the defaults are in the fields.
 * @returns `null` for fewer than two pairs, which have no spread.
 * @throws RangeError if the lengths differ, a value is not finite, the level is not in (0, 1), or
 * the overlap is not a finite number ≥ 0.
 */
export function pairedInterval(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PairedIntervalOptions = {},
): PairedInterval | null {
  const { level, overlap } = checkOptions("pairedInterval", options, { level: 0.95, overlap: 0 });
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`pairedInterval: the level must be in (0, 1), not ${show(level)}`);
  }
  if (!(overlap >= 0 && overlap < Infinity)) {
    throw new RangeError(
      `pairedInterval: the overlap must be a finite number ≥ 0, not ${show(overlap)}`,
    );
  }
  checkNumbers("pairedInterval: the first values", a);
  checkNumbers("pairedInterval: the second values", b);
  if (a.length !== b.length) {
    throw new RangeError(`pairedInterval needs pairs, not ${a.length} and ${b.length} values`);
  }
  const differences = Array.from(a, (value, i) => {
    if (!Number.isFinite(value) || !Number.isFinite(b[i])) {
      throw new RangeError(
        `pairedInterval: pair ${i} is ${show(value)} and ${show(b[i])}; both must be finite`,
      );
    }
    return value - b[i];
  });
  const n = differences.length;
  if (n < 2) return null;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  const margin = studentT(n - 1, level) * Math.sqrt((squares / (n - 1)) * (1 / n + overlap));
  return { mean, low: mean - margin, high: mean + margin, n };
}

/**
 * The t that Student's distribution stays below in absolute value with probability `level`: the
 * quantile of (1 + level)/2. Exact except for rounding, by bisection of θ = atan(t/√df).
 */
function studentT(df: number, level: number): number {
  let low = 0;
  let high = Math.PI / 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.sqrt(df) * Math.tan(middle);
    if (probabilityWithin(middle, df) < level) low = middle;
    else high = middle;
  }
}

/**
 * P(|T| ≤ √df·tan θ), a finite sum for whole df.
 *
 * Source: Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.7.3 (odd df) and 26.7.4.
 */
function probabilityWithin(theta: number, df: number): number {
  const sin = Math.sin(theta);
  const cos = Math.cos(theta);
  const isOdd = df % 2 === 1;
  // Odd: cos θ + ⅔·cos³θ + … + (2·4⋯(df − 3))/(3·5⋯(df − 2))·cos^(df − 2) θ
  // Even: 1 + ½·cos²θ + … + (1·3⋯(df − 3))/(2·4⋯(df − 2))·cos^(df − 2) θ
  let term = isOdd ? cos : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= df - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cos ** 2;
  }
  return isOdd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum;
}
