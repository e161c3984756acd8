/**
 * exp, log1p, tanh, the logistic function σ and softplus of four float32 at once. There are no
 * branches: a result depends neither on its neighbours nor on its place in the vector. NaN,
 * ±Infinity, −0 and subnormal numbers give the same results as with Math.*.
 *
 * Polynomials P and quotients P/Q are our own minimax fits (weighted; by Remez' exchange or
 * Lawson's iteration; coefficients are rounded to float32 one after the other, and the rest fitted
 * again each time). For each are given: its number of coefficients, the interval, and the largest
 * relative error that it causes in the function.
 *
 * Worst error measured, in ulp (all 2³² arguments, against float64):
 * exp 1.01, log1p 0.93, tanh 2.47, σ 1.94, softplus 1.92.
 */

/** log₂ e, and ln 2 in two parts (Cody & Waite): n·LN2_HIGH is exact for every n that occurs. */
const LOG2_E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693145751953125;
const LN2_LOW: f32 = 1.42860677e-6;

/**
 * The last bits of n + 1.5·2^23 are the integer n. The other terms below are added to n so that the
 * bits form a power of two: 127 is the bias of an exponent.
 */
const SHIFT: f32 = 12582912; // 1.5·2^23
const EXP_SHIFT: f32 = 12583166; // 1.5·2^23 + 2·127
const DECAY_SHIFT: f32 = 12583103; // 1.5·2^23 + 127 + 64

/** 2^−64: e^−|x| is first computed as 2^64·e^−|x|, so that no factor is subnormal. */
const UNSCALE: f32 = 5.421010862427522e-20;

/**
 * 0.8·2^64, so that numbers near 2 become 1.6·2^64: rounding costs most just above a power of two.
 */
const SCALE: f32 = 14757395258967641292.8;

@inline
function splat(value: f32): v128 {
  return f32x4.splat(value);
}

@inline
function plus(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

@inline
function minus(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

@inline
function times(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

@inline
function over(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

@inline
function minusAbs(x: v128): v128 {
  return v128.or(x, splat(-0.0));
}

/** max(x, bound). NaN stays NaN. */
@inline
function atLeast(x: v128, bound: v128): v128 {
  return f32x4.pmax(x, bound);
}

/** x − n·ln 2 */
@inline
function remainder(x: v128, n: v128): v128 {
  return minus(minus(x, times(n, splat(LN2_HIGH))), times(n, splat(LN2_LOW)));
}

/**
 * e^r = 1 + (r + r²·P(r)). P: 5 coefficients, |r| ≤ 0.3476, 2^−28.2; by Estrin's scheme, since
 * Horner's is a long chain.
 */
@inline
function expOf(r: v128): v128 {
  const z = times(r, r);
  const low = plus(times(r, splat(0.1666652)), splat(0.49999994));
  const high = plus(times(r, splat(0.008368849)), splat(0.041668255));
  const p = plus(low, times(z, plus(high, times(z, splat(0.0013821885)))));
  return plus(plus(r, times(z, p)), splat(1));
}

/**
 * e^x = 2^n·e^r, r = x − n·ln 2, |r| ≤ ln 2/2. The factor 2^n is applied in two steps, since n has
 * a larger range than exponents: the last step rounds to subnormal numbers or overflows.
 */
@inline
export function exp32(x: v128): v128 {
  const bounded = f32x4.pmin(atLeast(x, splat(-104)), splat(89)); // beyond: 0 and Infinity
  const n = f32x4.nearest(times(bounded, splat(LOG2_E)));
  const mantissa = expOf(remainder(bounded, n));
  const shifted = plus(n, splat(EXP_SHIFT));
  const half = i32x4.shr_u(shifted, 1);
  const first = i32x4.shl(half, 23); // 2^⌊n/2⌋
  const second = i32x4.shl(i32x4.sub(shifted, half), 23);
  return times(times(mantissa, first), second);
}

/**
 * σ(x) = e/(1 + e), e = e^x = 2^n·e^r. With a = r·coth(r/2), an even function,
 *
 *     e^r = (a + r)/(a − r), σ(x) = up/(a − r + up), up = 2^n·(a + r).
 *
 * All terms are multiplied by SCALE. a = 2 + z·P(z), z = r², P: 2 coefficients, |r| ≤ 0.3476,
 * 2^−30.8. Digits are kept where σ(x) is small, not where it is near 1: it is 1 from x = 18 on.
 */
@inline
export function sigmoid32(x: v128): v128 {
  const bounded = f32x4.pmin(atLeast(x, splat(-104)), splat(18));
  const n = f32x4.nearest(times(bounded, splat(LOG2_E)));
  const r = remainder(bounded, n);
  const z = times(r, r);
  const p = plus(times(z, splat(SCALE * -0.0027658425)), splat(SCALE * 0.16666616));
  const a = plus(times(z, p), splat(SCALE * 2));
  const scaledR = times(r, splat(SCALE));
  const exponent = i32x4.shl(plus(n, splat(SHIFT)), 23);
  const up = i32x4.add(plus(a, scaledR), exponent); // times 2^n
  return over(up, plus(a, minus(up, scaledR)));
}

/**
 * tanh x = v/(1 + v²/4), v = 2 tanh(x/2): an error of v is divided by cosh x. And
 *
 *     v = x − x·z·P(z)/Q(z), z = x².
 *
 * P: 3 coefficients, Q: 3, |x| ≤ 9.2, 2^−25.9. From |x| = 8.9 on the result is ±1, and never
 * beyond. Without the 10^−30, tanh(−0) would be −0 − (−0) = 0.
 */
@inline
export function tanh32(x: v128): v128 {
  const bounded = f32x4.pmin(atLeast(x, splat(-9.1)), splat(9.1));
  const z = times(bounded, bounded);
  let p = plus(times(z, splat(6.5103486e-5)), splat(0.9270851));
  p = plus(times(z, p), splat(79.41848));
  const q = plus(times(z, plus(z, splat(106.42646))), splat(953.0225));
  const cube = times(bounded, minus(z, splat(1e-30)));
  const v = minus(bounded, over(times(cube, p), q));
  return over(v, plus(times(times(v, v), splat(0.25)), splat(1)));
}

/**
 * low + log(1 + f) for −1/4 ≤ f ≤ 1/2. As in fdlibm,
 *
 *     log(1 + f) = 2 atanh s = f − (f²/2 − s(f²/2 + z·P(z))), s = f/(2 + f), z = s².
 *
 * P: 3 coefficients, |s| ≤ 0.2001, 2^−28.4.
 */
@inline
function logOf(f: v128, low: v128): v128 {
  const s = over(f, plus(f, splat(2)));
  const z = times(s, s);
  let p = plus(times(z, splat(0.30363622)), splat(0.3995768));
  p = plus(times(z, p), splat(0.6666695));
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
export function log1p32(x: v128): v128 {
  // The bits of 1 + x minus those of 0.75. The mask leaves k, in the place of an exponent.
  const exponent = v128.and(i32x4.sub(plus(x, splat(1)), splat(0.75)), splat(-Infinity));
  const k = f32x4.convert_i32x4_s(i32x4.shr_s(exponent, 23));
  const twice = i32x4.sub(splat(2), exponent); // 2·2^−k, never subnormal
  const f = plus(i32x4.sub(x, exponent), minus(times(twice, splat(0.5)), splat(1)));
  const value = plus(times(k, splat(LN2_HIGH)), logOf(f, times(k, splat(LN2_LOW))));
  // Infinity and NaN give themselves, x < −1 gives NaN (all bits set), −1 gives −Infinity; −0 keeps
  // its sign.
  const upTo = v128.bitselect(value, x, f32x4.lt(x, splat(Infinity)));
  const signed = v128.or(v128.or(upTo, v128.and(x, splat(-0.0))), f32x4.lt(x, splat(-1)));
  return v128.bitselect(splat(-Infinity), signed, f32x4.eq(x, splat(-1)));
}

/** e^−|x|, first multiplied by 2^64, so that no factor is subnormal. */
@inline
export function decay32(x: v128): v128 {
  const bounded = atLeast(minusAbs(x), splat(-104));
  const n = f32x4.nearest(times(bounded, splat(LOG2_E)));
  const power = i32x4.shl(plus(n, splat(DECAY_SHIFT)), 23); // 2^(n + 64)
  return times(times(expOf(remainder(bounded, n)), power), splat(UNSCALE));
}

/**
 * log(1 + e), 0 ≤ e ≤ 1, as
 *
 *     e − e²·(1 − ln 2 + (1 − e)·P(e)/Q(e)),
 *
 * so that the fraction adds nothing at e = 1, and little at 0: at both ends few roundings matter.
 * P: 3 coefficients, Q: 3, 2^−28.2.
 */
@inline
export function logOnePlus32(e: v128): v128 {
  let p = plus(times(e, splat(0.0012838845)), splat(0.2922835));
  p = plus(times(e, p), splat(0.48833808));
  const q = plus(times(e, plus(e, splat(3.3482428))), splat(2.5283244));
  const rest = plus(over(times(minus(splat(1), e), p), q), splat(0.30685282));
  return minus(e, times(times(e, e), rest));
}
