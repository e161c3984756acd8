/** Functions of one or two numbers that Math lacks. */

/**
 * σ(x) = 1/(1 + e⁻ˣ), and eˣ where e⁻ˣ overflows.
 *
 * @param x - any number.
 */
export function sigmoidOf(x: number): number {
  return 1 / (1 + Math.exp(-x)) || Math.exp(x);
}

/**
 * σ(x) − t. For x ≥ 0, as (1 − t) − σ(−x): where σ(x) is rounded to 1, the difference from t = 1
 * would be lost.
 *
 * @param x - any number.
 * @param t - the target, usually 0 or 1.
 */
export function sigmoidMinusOf(x: number, t: number): number {
  const e = Math.exp(-Math.abs(x));
  const tail = e / (1 + e); // σ(−|x|)
  return x >= 0 ? 1 - t - tail : tail - t;
}

/**
 * log(1 + eˣ), as max(x, 0) + log1p(e^−|x|), which neither overflows nor cancels.
 *
 * @param x - any number.
 */
export function softplusOf(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * −t·log σ(x) − (1 − t)·log(1 − σ(x)), as x·(1 − t) or −x·t, plus log(1 + e^−|x|), which does not
 * overflow and keeps the digits of a small loss. A label whose share is 0 adds nothing, even at an
 * infinite x.
 *
 * @param x - the logit.
 * @param t - the target, usually 0 or 1.
 */
export function crossEntropyOf(x: number, t: number): number {
  const share = x > 0 ? 1 - t : -t;
  return (share === 0 ? 0 : x * share) + Math.log1p(Math.exp(-Math.abs(x)));
}

/**
 * aᵇ as IEEE 754 and C define it: 1 for a = 1, and for (−1)^±∞, where JavaScript has NaN.
 *
 * @param a - the base.
 * @param b - the exponent.
 */
export function powOf(a: number, b: number): number {
  return a === 1 || (a === -1 && (b === Infinity || b === -Infinity)) ? 1 : a ** b;
}

/**
 * baseⁿ by repeated squaring. `**` has other last digits in other JavaScript engines, and a training
 * would differ from one to the next.
 *
 * @param base - any number.
 * @param n - a whole number ≥ 0.
 */
export function wholePower(base: number, n: number): number {
  let [product, square] = [1, base];
  for (let k = n; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) product *= square;
    square *= square;
  }
  return product;
}

/**
 * The error function 2/√π ∫₀ˣ e^(−t²) dt, by the series 2/√π e^(−x²) Σ 2ⁿx²ⁿ⁺¹/(2n+1)!! (Abramowitz
 * & Stegun 7.1.6). All its terms have the same sign, so nothing cancels.
 *
 * @param x - any number.
 */
export function erfOf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x); // 1 − erf(6) = 2e-17 is below the last bit
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  const value = (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  return Math.min(Math.max(value, -1), 1); // rounding could exceed ±1
}
