/**
 * exp, log1p, tanh, the logistic function σ and softplus of four float32 at once. No branches: a
 * result depends neither on the neighbours nor on the place in a vector. NaN, ±Infinity, −0 and
 * subnormal numbers come out as from Math.*.
 *
 * Polynomials: own minimax fits (weighted Remez exchange in 60 digits; the coefficients rounded to
 * float32 one after the other, the rest fitted anew each time). Said of each: how many coefficients
 * it has, on which interval, and the largest relative error it causes in the function.
 *
 * Worst error measured, in ulp (all 2³² arguments, against float64):
 * exp 0.91, log1p 0.93, tanh 1.76, σ 1.39, softplus 1.67.
 */

/** log₂ e, and ln 2 in two parts (Cody & Waite): n·LN2_HIGH is exact for every n that occurs. */
const LOG2_E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693145751953125;
const LN2_LOW: f32 = 1.42860677e-6;

/**
 * A number + 1.5·2^23 is rounded to an integer n, whose last bits are those of the sum. The second
 * summand here is added to n, for a power of two to be made from the bits: 127 is the bias of an
 * exponent.
 */
const EXP_SHIFT: f32 = 12583166; // 1.5·2^23 + 2·127
const DECAY_SHIFT: f32 = 12583103; // 1.5·2^23 + 127 + 64
/** The same for multiples of 1/2, n/2: one binade lower. */
const TANH_SHIFT: f32 = 6291520; // 1.5·2^22 + (127 + 1)/2

/** 2^±64, by which e^−|x| is scaled, lest it become subnormal too early. */
const SCALE: f32 = 18446744073709551616.0;
const UNSCALE: f32 = 5.421010862427522e-20;

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

/** max(x, bound); NaN stays NaN. */
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
 * w = r·coth(r/2) − 2, an even function: z·P(z), z = r². With it
 *
 *     e^r = (2 + w + r)/(2 + w − r).
 *
 * P: 2 coefficients, |r| ≤ 0.3476, 2^−30.8.
 */
@inline
function evenPart(r: v128): v128 {
  const z = times(r, r);
  const p = plus(times(z, splat(-0.0027658425)), splat(0.16666616));
  return times(z, p);
}

/** e^(x − n·ln 2) = 1 + 2r/(2 − c), c = r − w; and 2r/(2 − c) = r + r·c/(2 − c), as in fdlibm. */
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
 * e^x = 2^n·e^r, r = x − n·ln 2, |r| ≤ ln 2/2. The factor 2^n is applied in two steps, as n ranges
 * over more than exponents do: the last one rounds to subnormal numbers or overflows.
 */
@inline
export function exp32(x: v128): v128 {
  const bounded = f32x4.pmin(atLeast(x, splat(-104)), splat(89)); // beyond: 0 and Infinity
  const shifted = plus(times(bounded, splat(LOG2_E)), splat(EXP_SHIFT));
  const mantissa = mantissaOfExp(bounded, minus(shifted, splat(EXP_SHIFT)));
  const half = i32x4.shr_u(shifted, 1);
  const first = i32x4.shl(half, 23); // 2^⌊n/2⌋
  const second = i32x4.shl(i32x4.sub(shifted, half), 23);
  return times(times(mantissa, first), second);
}

/**
 * v = σ(−|x|) = e/(1 + e), e = e^−|x| = 2^n·e^r. By the formula of e^r above,
 *
 *     v = 2^n·up/(down + 2^n·up), up = 2 + (w + r), down = 2 + (w − r).
 *
 * up and the denominator each lose up to half an ulp, which counts double where v is just below a
 * power of two. What was lost is made good: up ≈ 2, and the denominator ≈ 2/(1 − v), so that it is
 * v·(1 − v)·(lost of up − lost of the denominator)/2.
 */
@inline
function sigmoidOfMinusAbs(x: v128): v128 {
  const bounded = atLeast(minusAbs(x), splat(-104));
  const shifted = plus(times(bounded, splat(LOG2_E)), splat(DECAY_SHIFT));
  const r = remainder(bounded, minus(shifted, splat(DECAY_SHIFT)));
  const w = evenPart(r);
  const aboveTwo = plus(w, r);
  const up = plus(aboveTwo, splat(2));
  const numerator = times(up, i32x4.shl(shifted, 23)); // all from here is scaled by 2^64
  const rest = plus(times(minus(w, r), splat(SCALE)), numerator);
  const denominator = plus(rest, splat(2 * SCALE));
  const v = over(numerator, denominator);
  const lost = minus(aboveTwo, minus(up, splat(2)));
  const alsoLost = minus(rest, minus(denominator, splat(2 * SCALE)));
  const error = minus(times(lost, splat(0.5)), times(alsoLost, splat(UNSCALE / 2)));
  return plus(v, times(times(v, minus(splat(1), v)), error));
}

/** σ(x) = 1/(1 + e^−x): v for x < 0, else 1 − v. */
@inline
export function sigmoid32(x: v128): v128 {
  const v = sigmoidOfMinusAbs(x);
  return v128.bitselect(v, minus(splat(1), v), f32x4.lt(x, splat(0)));
}

/** σ(x) − t without losing digits where σ(x) ≈ t = 1: v − t for x < 0, else (1 − t) − v. */
@inline
export function residual32(x: v128, t: v128): v128 {
  const v = sigmoidOfMinusAbs(x);
  const positive = minus(minus(splat(1), t), v);
  return v128.bitselect(minus(v, t), positive, f32x4.lt(x, splat(0)));
}

/**
 * tanh x, from −|x| = (n/2)·ln 2 + h and w = h·coth h − 1, which is z·P(z), z = h². Up to
 * |x| = 0.5493, where tanh x = 1/2, n = 0 and tanh h = h/(1 + w). Beyond,
 *
 *     |tanh x| = 1 − 2e/(1 + e), e = e^−2|x| = 2^n·(1 + w + h)/(1 + w − h).
 *
 * One division serves both. P: 3 coefficients, |h| ≤ 0.5495, 2^−26.1.
 */
@inline
export function tanh32(x: v128): v128 {
  const bounded = atLeast(minusAbs(x), splat(-10)); // beyond: ±1
  const isSmall = f32x4.gt(bounded, splat(-0.5493));
  const quotient = v128.andnot(times(bounded, splat(LOG2_E)), isSmall);
  const shifted = plus(quotient, splat(TANH_SHIFT));
  const h = remainder(bounded, minus(shifted, splat(TANH_SHIFT)));
  const z = times(h, h);
  let p = plus(times(z, splat(0.0019993903)), splat(-0.02220222));
  p = plus(times(z, p), splat(0.33333236));
  const w = times(z, p);
  const twice = times(plus(plus(w, h), splat(1)), i32x4.shl(shifted, 23)); // by 2^(n + 1)
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
 * Between these bounds f is exact: for k = 0 it is x; else the sum cancels. Only for a large k is
 * 2^−k lost, which is of no account then.
 */
@inline
export function log1p32(x: v128): v128 {
  // The bits of 1 + x less those of 0.75; the mask leaves k, at the place of an exponent.
  const exponent = v128.and(i32x4.sub(plus(x, splat(1)), splat(0.75)), splat(-Infinity));
  const k = f32x4.convert_i32x4_s(i32x4.shr_s(exponent, 23));
  const twice = i32x4.sub(splat(2), exponent); // 2·2^−k, never subnormal
  const f = plus(i32x4.sub(x, exponent), minus(times(twice, splat(0.5)), splat(1)));
  const value = plus(times(k, splat(LN2_HIGH)), logOf(f, times(k, splat(LN2_LOW))));
  // Infinity and NaN give themselves, x < −1 a NaN (all bits set), −1 −Infinity; −0 keeps its sign.
  const upTo = v128.bitselect(value, x, f32x4.lt(x, splat(Infinity)));
  const signed = v128.or(v128.or(upTo, v128.and(x, splat(-0.0))), f32x4.lt(x, splat(-1)));
  return v128.bitselect(splat(-Infinity), signed, f32x4.eq(x, splat(-1)));
}

/** log1p(e^−|x|): the same, where k is 0, or 1 for e^−|x| > 1/2. */
@inline
export function logOnePlusExp32(x: v128): v128 {
  const bounded = atLeast(minusAbs(x), splat(-104));
  const shifted = plus(times(bounded, splat(LOG2_E)), splat(DECAY_SHIFT));
  const mantissa = mantissaOfExp(bounded, minus(shifted, splat(DECAY_SHIFT)));
  const e = times(times(mantissa, i32x4.shl(shifted, 23)), splat(UNSCALE));
  const isLarge = f32x4.gt(e, splat(0.5));
  const f = v128.bitselect(times(minus(e, splat(1)), splat(0.5)), e, isLarge);
  const low = v128.and(splat(LN2_LOW), isLarge);
  return plus(v128.and(splat(LN2_HIGH), isLarge), logOf(f, low));
}

/** softplus x = log(1 + e^x) = max(x, 0) + log1p(e^−|x|) */
@inline
export function softplus32(x: v128): v128 {
  return plus(atLeast(x, splat(0)), logOnePlusExp32(x));
}
