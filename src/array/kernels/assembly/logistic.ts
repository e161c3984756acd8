/**
 * The logistic function σ(x) = 1/(1 + e^−x) and related functions. Formulas in e = e^−|x| never
 * overflow, and the smaller of σ(x) and σ(−x), v = e/(1 + e), keeps all its digits.
 */
import { unaryLoop } from "./loop";
import { decay32, logOnePlus32, sigmoid32 } from "./math32";
import { decay64, logOnePlus64 } from "./math64";

/** e^−|x| */
@inline
export function decay<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? decay32(x) : decay64(x);
}

class Decay { @inline of<T>(x: v128): v128 { return decay<T>(x); } }

@inline
function smaller<T>(e: v128): v128 {
  return v128.div<T>(e, v128.add<T>(v128.splat<T>(1), e));
}

/** σ(x): v for x < 0, else 1 − v. */
@inline
function sigmoidFrom<T>(v: v128, x: v128): v128 {
  const isNegative = v128.lt<T>(x, v128.splat<T>(0));
  return v128.bitselect(v, v128.sub<T>(v128.splat<T>(1), v), isNegative);
}

/** σ(x) − t, without losing digits where σ(x) ≈ t = 1: v − t for x < 0, else (1 − t) − v. */
@inline
function residualFrom<T>(v: v128, x: v128, t: v128): v128 {
  const isNegative = v128.lt<T>(x, v128.splat<T>(0));
  const positive = v128.sub<T>(v128.sub<T>(v128.splat<T>(1), t), v);
  return v128.bitselect(v128.sub<T>(v, t), positive, isNegative);
}

/** σ(x) */
@inline
export function sigmoid<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? sigmoid32(x) : sigmoidFrom<T>(smaller<T>(decay64(x)), x);
}

/** σ(x) − t */
@inline
export function residual<T>(x: v128, t: v128): v128 {
  const minusAbs = v128.or(x, v128.splat<T>(-0.0));
  const v = sizeof<T>() == 4 ? sigmoid32(minusAbs) : smaller<T>(decay64(x));
  return residualFrom<T>(v, x, t);
}

/** log(1 + e), 0 ≤ e ≤ 1 */
@inline
function logOnePlus<T>(e: v128): v128 {
  return sizeof<T>() == 4 ? logOnePlus32(e) : logOnePlus64(e);
}

/** log(1 + e^x) = max(x, 0) + log(1 + e) */
@inline
export function softplusFrom<T>(e: v128, x: v128): v128 {
  return v128.add<T>(v128.pmax<T>(x, v128.splat<T>(0)), logOnePlus<T>(e));
}

/**
 * −t·log σ(x) − (1 − t)·log(1 − σ(x)) = x·share + log(1 + e), where share is 1 − t for x > 0, else −t.
 * Where it is 0, x·share is 0, even if x is infinite.
 */
@inline
export function crossEntropyFrom<T>(e: v128, x: v128, t: v128): v128 {
  const zero = v128.splat<T>(0);
  const one = v128.and(v128.splat<T>(1), v128.gt<T>(x, zero));
  const share = v128.sub<T>(one, t);
  const linear = v128.and(v128.mul<T>(x, share), v128.ne<T>(share, zero));
  return v128.add<T>(linear, logOnePlus<T>(e));
}

/**
 * g[i] = |σ(x[i]) − t[i]|. Then the cross-entropy overwrites x[i], and σ(x[i]) − t[i] overwrites
 * t[i]. The exponentials come first, in a loop of their own: while a processor waits for one vector
 * it works on the next ones, and more iterations of a short loop fit its window.
 *
 * @param n - how many elements there are.
 * @param x - address of the logits.
 * @param t - address of the targets.
 * @param g - address of the gradient norms.
 */
@inline
export function logisticLoss<T>(n: usize, x: usize, t: usize, g: usize): void {
  unaryLoop<T, Decay>(n, x, g);
  const end = x + n * sizeof<T>();
  do {
    const a = v128.load(x);
    const b = v128.load(t);
    const e = v128.load(g);
    const v = smaller<T>(e);
    v128.store(g, v128.abs<T>(v128.sub<T>(sigmoidFrom<T>(v, a), b)));
    v128.store(x, crossEntropyFrom<T>(e, a, b));
    v128.store(t, residualFrom<T>(v, a, b));
    x += 16;
    t += 16;
    g += 16;
  } while (x < end);
}
