/**
 * The functions that work element by element. scripts/build-kernels.mjs makes a kernel of each
 * class here: `Neg` becomes `neg`, a case of unary32 and unary64. The functions are classes so that
 * each has its own loop: see loop.ts.
 */
import { crossEntropyFrom, decay, residual, sigmoid, softplusFrom } from "./logistic";
import { exp32, log1p32, tanh32 } from "./math32";
import { exp64, log1p64, tanh64 } from "./math64";

export class Neg { @inline of<T>(x: v128): v128 { return v128.neg<T>(x); } }
export class Abs { @inline of<T>(x: v128): v128 { return v128.abs<T>(x); } }
export class Sqrt { @inline of<T>(x: v128): v128 { return v128.sqrt<T>(x); } }
export class Relu { @inline of<T>(x: v128): v128 { return v128.max<T>(x, v128.splat<T>(0)); } }
export class Exp { @inline of<T>(x: v128): v128 { return sizeof<T>() == 4 ? exp32(x) : exp64(x); } }
export class Log1p { @inline of<T>(x: v128): v128 { return sizeof<T>() == 4 ? log1p32(x) : log1p64(x); } }
export class Tanh { @inline of<T>(x: v128): v128 { return sizeof<T>() == 4 ? tanh32(x) : tanh64(x); } }
export class Sigmoid { @inline of<T>(x: v128): v128 { return sigmoid<T>(x); } }
export class Softplus { @inline of<T>(x: v128): v128 { return softplusFrom<T>(decay<T>(x), x); } }

export class Add { @inline of<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); } }
export class Sub { @inline of<T>(a: v128, b: v128): v128 { return v128.sub<T>(a, b); } }
export class Mul { @inline of<T>(a: v128, b: v128): v128 { return v128.mul<T>(a, b); } }
export class Div { @inline of<T>(a: v128, b: v128): v128 { return v128.div<T>(a, b); } }
export class Maximum { @inline of<T>(a: v128, b: v128): v128 { return v128.max<T>(a, b); } }

// Backward passes: a is the gradient, b the function's value or argument.
export class TanhBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    const one = v128.splat<T>(1);
    return v128.mul<T>(a, v128.mul<T>(v128.sub<T>(one, b), v128.add<T>(one, b)));
  }
}
export class SigmoidBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.mul<T>(b, v128.sub<T>(v128.splat<T>(1), b)));
  }
}
export class SoftplusBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, sigmoid<T>(b));
  }
}
export class ReluBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    return v128.andnot(a, v128.le<T>(b, v128.splat<T>(0)));
  }
}

// Of logits a and targets b.
export class SigmoidMinus {
  @inline of<T>(a: v128, b: v128): v128 {
    return residual<T>(a, b);
  }
}
export class BinaryCrossEntropy {
  @inline of<T>(a: v128, b: v128): v128 {
    return crossEntropyFrom<T>(decay<T>(a), a, b);
  }
}

/**
 * y[i] = scale·(a[i]·b[i])
 *
 * @param n - how many elements there are.
 * @param scale - the factor.
 * @param a - address of the elements a.
 * @param b - address of the elements b.
 * @param y - address of the result; it can be that of a or b.
 */
@inline
export function scaledProduct<T>(n: usize, scale: T, a: usize, b: usize, y: usize): void {
  const factor = v128.splat<T>(scale);
  const end = y + n * sizeof<T>();
  do {
    v128.store(y, v128.mul<T>(factor, v128.mul<T>(v128.load(a), v128.load(b))));
    a += 16;
    b += 16;
    y += 16;
  } while (y < end);
}
