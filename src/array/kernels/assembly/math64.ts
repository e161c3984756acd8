/**
 * exp, log1p, tanh, the logistic function σ and softplus of two float64 at once. There are no
 * branches: a result depends neither on its neighbours nor on its place in the vector. NaN,
 * ±Infinity, −0 and subnormal numbers give the same results as with Math.*. The formulas are more
 * accurate than those of math32.ts, where speed comes first.
 *
 * Polynomials P are our own minimax fits (weighted Remez exchange in 60 digits; coefficients are
 * rounded to float64 one after the other, and the rest fitted again each time). For each are given:
 * its number of coefficients, the interval, and the largest relative error that it causes in the
 * function.
 *
 * Worst error measured, in ulp (docs/accuracy.md):
 * exp 0.84, log1p 0.91, tanh 1.46, σ 2.09, softplus 1.38.
 */

/** log₂ e, and ln 2 in two parts (Cody & Waite): n·LN2_HIGH is exact for every n that occurs. */
const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;

/**
 * A number + 1.5·2^52 is rounded to an integer n, which is in the last bits of the sum. The other
 * terms below are added to n so that the bits form a power of two: 1023 is the bias of an exponent.
 */
const EXP_SHIFT: f64 = 6755399441057790; // 1.5·2^52 + 2·1023
const DECAY_SHIFT: f64 = 6755399441057279; // 1.5·2^52 + 1023 + 512
/** The same for n/2, multiples of 1/2: one binade lower. */
const TANH_SHIFT: f64 = 3377699720528384; // 1.5·2^51 + (1023 + 1)/2

/** 2^−512 */
const UNSCALE: f64 = 7.458340731200207e-155;

@inline
function splat(value: f64): v128 {
  return f64x2.splat(value);
}

@inline
function plus(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

@inline
function minus(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

@inline
function times(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

@inline
function over(a: v128, b: v128): v128 {
  return f64x2.div(a, b);
}

@inline
function minusAbs(x: v128): v128 {
  return v128.or(x, splat(-0.0));
}

/** max(x, bound). NaN stays NaN. */
@inline
function atLeast(x: v128, bound: v128): v128 {
  return f64x2.pmax(x, bound);
}

/** x − n·ln 2 */
@inline
function remainder(x: v128, n: v128): v128 {
  return minus(minus(x, times(n, splat(LN2_HIGH))), times(n, splat(LN2_LOW)));
}

/**
 * w = r·coth(r/2) − 2 = z·P(z), z = r², an even function. With it
 *
 *     e^r = (2 + w + r)/(2 + w − r).
 *
 * P: 5 coefficients, |r| ≤ 0.3476, 2^−62.2.
 */
@inline
function evenPart(r: v128): v128 {
  const z = times(r, r);
  let p = plus(times(z, splat(4.135834063099653e-8)), splat(-1.6533831189983525e-6));
  p = plus(times(z, p), splat(6.613756244338548e-5));
  p = plus(times(z, p), splat(-0.0027777777776673987));
  p = plus(times(z, p), splat(0.16666666666666552));
  return times(z, p);
}

/**
 * e^r, r = x − n·ln 2, as 1 + 2r/(2 − c), c = r − w; and 2r/(2 − c) = r + r·c/(2 − c), as in
 * fdlibm.
 */
@inline
function mantissaOfExp(x: v128, n: v128): v128 {
  const high = minus(x, times(n, splat(LN2_HIGH)));
  const low = times(n, splat(LN2_LOW));
  const r = minus(high, low);
  const c = minus(r, evenPart(r));
  const rest = over(times(r, c), minus(splat(2), c));
  return plus(plus(minus(rest, low), high), splat(1));
}

/**
 * e^x = 2^n·e^r, r = x − n·ln 2, |r| ≤ ln 2/2. The factor 2^n is applied in two steps, since n has
 * a larger range than exponents: the last step rounds to subnormal numbers or overflows.
 */
@inline
export function exp64(x: v128): v128 {
  const bounded = f64x2.pmin(atLeast(x, splat(-746)), splat(710)); // beyond: 0 and Infinity
  const shifted = plus(times(bounded, splat(LOG2_E)), splat(EXP_SHIFT));
  const mantissa = mantissaOfExp(bounded, minus(shifted, splat(EXP_SHIFT)));
  const half = i64x2.shr_u(shifted, 1);
  const first = i64x2.shl(half, 52); // 2^⌊n/2⌋
  const second = i64x2.shl(i64x2.sub(shifted, half), 52);
  return times(times(mantissa, first), second);
}

/**
 * tanh x, from −|x| = (n/2)·ln 2 + h and w = h·coth h − 1 = z·P(z), z = h². Up to |x| = 0.5493,
 * where tanh x = 1/2, n = 0 and tanh h = h/(1 + w). Beyond,
 *
 *     |tanh x| = 1 − 2e/(1 + e), e = e^−2|x| = 2^n·(1 + w + h)/(1 + w − h).
 *
 * One division serves both cases. P: 8 coefficients, |h| ≤ 0.5495, 2^−61.2.
 */
@inline
export function tanh64(x: v128): v128 {
  const bounded = atLeast(minusAbs(x), splat(-20)); // beyond: ±1
  const isSmall = f64x2.gt(bounded, splat(-0.5493061443340549));
  const quotient = v128.andnot(times(bounded, splat(LOG2_E)), isSmall);
  const shifted = plus(quotient, splat(TANH_SHIFT));
  const h = remainder(bounded, minus(shifted, splat(TANH_SHIFT)));
  const z = times(h, h);
  let p = plus(times(z, splat(-1.935857730698814e-8)), splat(2.1767162522146196e-7));
  p = plus(times(z, p), splat(-2.1639234149389536e-6));
  p = plus(times(z, p), splat(2.1377714276199076e-5));
  p = plus(times(z, p), splat(-0.00021164020289289611));
  p = plus(times(z, p), splat(0.0021164021159031524));
  p = plus(times(z, p), splat(-0.022222222222208463));
  p = plus(times(z, p), splat(0.3333333333333332));
  const w = times(z, p);
  const twice = times(plus(plus(w, h), splat(1)), i64x2.shl(shifted, 52)); // by 2^(n + 1)
  const large = plus(minus(w, h), times(twice, splat(0.5)));
  const denominator = plus(v128.bitselect(w, large, isSmall), splat(1));
  const q = over(v128.bitselect(h, twice, isSmall), denominator); // h ≤ 0
  const magnitude = minus(v128.andnot(splat(1), isSmall), q);
  return v128.or(magnitude, v128.and(x, splat(-0.0)));
}

/**
 * low + log(1 + f) for −1/4 ≤ f ≤ 1/2. As in fdlibm,
 *
 *     log(1 + f) = 2 atanh s = f − (f²/2 − s(f²/2 + z·P(z))), s = f/(2 + f), z = s².
 *
 * P: 7 coefficients, |s| ≤ 0.2001, 2^−55.9.
 */
@inline
function logOf(f: v128, low: v128): v128 {
  const s = over(f, plus(f, splat(2)));
  const z = times(s, s);
  let p = plus(times(z, splat(0.15370606873195383)), splat(0.15249878136654677));
  p = plus(times(z, p), splat(0.1818637157683932));
  p = plus(times(z, p), splat(0.22222138123096094));
  p = plus(times(z, p), splat(0.28571429399921744));
  p = plus(times(z, p), splat(0.3999999999613587));
  p = plus(times(z, p), splat(0.6666666666667276));
  const half = times(times(f, f), splat(0.5));
  const tail = times(s, plus(half, times(z, p)));
  return minus(f, minus(half, plus(tail, low)));
}

/**
 * log1p x = k·ln 2 + log(1 + f) with 1 + x = 2^k·(1 + f), −1/4 ≤ f < 1/2: f = 2^−k·x + (2^−k − 1).
 * Between these bounds f is exact: for k = 0 it is x; otherwise the sum cancels. Only for a large k
 * is 2^−k lost, and then it does not matter.
 */
@inline
export function log1p64(x: v128): v128 {
  // The bits of 1 + x minus those of 0.75. The mask leaves k, in the place of an exponent.
  const exponent = v128.and(i64x2.sub(plus(x, splat(1)), splat(0.75)), splat(-Infinity));
  // k as a number: the last bits of 2^52 + (k + 1023) are k + 1023.
  const biased = i64x2.shr_u(i64x2.add(exponent, splat(1)), 52);
  const k = minus(v128.or(biased, splat(4503599627370496)), splat(4503599627371519));
  const twice = i64x2.sub(splat(2), exponent); // 2·2^−k, never subnormal
  const f = plus(i64x2.sub(x, exponent), minus(times(twice, splat(0.5)), splat(1)));
  const value = plus(times(k, splat(LN2_HIGH)), logOf(f, times(k, splat(LN2_LOW))));
  // Infinity and NaN give themselves, x < −1 gives NaN (all bits set), −1 gives −Infinity; −0 keeps
  // its sign.
  const upTo = v128.bitselect(value, x, f64x2.lt(x, splat(Infinity)));
  const signed = v128.or(v128.or(upTo, v128.and(x, splat(-0.0))), f64x2.lt(x, splat(-1)));
  return v128.bitselect(splat(-Infinity), signed, f64x2.eq(x, splat(-1)));
}

/** e^−|x|, first multiplied by 2^512, so that no factor is subnormal. */
@inline
export function decay64(x: v128): v128 {
  const bounded = atLeast(minusAbs(x), splat(-746));
  const shifted = plus(times(bounded, splat(LOG2_E)), splat(DECAY_SHIFT));
  const mantissa = mantissaOfExp(bounded, minus(shifted, splat(DECAY_SHIFT)));
  return times(times(mantissa, i64x2.shl(shifted, 52)), splat(UNSCALE));
}

/** log(1 + e), 0 ≤ e ≤ 1: as in log1p64, where k is 0, or 1 for e > 1/2. */
@inline
export function logOnePlus64(e: v128): v128 {
  const isLarge = f64x2.gt(e, splat(0.5));
  const f = v128.bitselect(times(minus(e, splat(1)), splat(0.5)), e, isLarge);
  const low = v128.and(splat(LN2_LOW), isLarge);
  return plus(v128.and(splat(LN2_HIGH), isLarge), logOf(f, low));
}
