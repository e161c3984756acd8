/**
 * Element by element. Loops go over whole vectors: they may read and write up to one vector beyond
 * the last element. The numbers of the functions are their places in the lists of ../elementwise.ts.
 */
import { crossEntropyFrom, decay, residual, sigmoid, softplusFrom } from "./logistic";
import { unaryLoop } from "./loop";
import { exp32, log1p32, tanh32 } from "./math32";
import { exp64, log1p64, tanh64 } from "./math64";

/** Where an element stands that meets a whole row: two vectors at the start of the memory. */
const SPLAT_A: usize = 0;
const SPLAT_B: usize = 16;

// The functions are types, for the sake of the loops: see loop.ts.
class Neg { @inline of<T>(x: v128): v128 { return v128.neg<T>(x); } }
class Abs { @inline of<T>(x: v128): v128 { return v128.abs<T>(x); } }
class Sqrt { @inline of<T>(x: v128): v128 { return v128.sqrt<T>(x); } }
class Relu { @inline of<T>(x: v128): v128 { return v128.max<T>(x, v128.splat<T>(0)); } }
class Exp { @inline of<T>(x: v128): v128 { return sizeof<T>() == 4 ? exp32(x) : exp64(x); } }
class Log1p { @inline of<T>(x: v128): v128 { return sizeof<T>() == 4 ? log1p32(x) : log1p64(x); } }
class Tanh { @inline of<T>(x: v128): v128 { return sizeof<T>() == 4 ? tanh32(x) : tanh64(x); } }
class Sigmoid { @inline of<T>(x: v128): v128 { return sigmoid<T>(x); } }
class Softplus { @inline of<T>(x: v128): v128 { return softplusFrom<T>(decay<T>(x), x); } }

class Add { @inline of<T>(a: v128, b: v128): v128 { return v128.add<T>(a, b); } }
class Sub { @inline of<T>(a: v128, b: v128): v128 { return v128.sub<T>(a, b); } }
class Mul { @inline of<T>(a: v128, b: v128): v128 { return v128.mul<T>(a, b); } }
class Div { @inline of<T>(a: v128, b: v128): v128 { return v128.div<T>(a, b); } }
class Max { @inline of<T>(a: v128, b: v128): v128 { return v128.max<T>(a, b); } }

// What goes back through a function: a is the gradient, b the function's value or argument.
class TanhBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    const one = v128.splat<T>(1);
    return v128.mul<T>(a, v128.mul<T>(v128.sub<T>(one, b), v128.add<T>(one, b)));
  }
}
class SigmoidBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, v128.mul<T>(b, v128.sub<T>(v128.splat<T>(1), b)));
  }
}
class SoftplusBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    return v128.mul<T>(a, sigmoid<T>(b));
  }
}
class ReluBackward {
  @inline of<T>(a: v128, b: v128): v128 {
    return v128.andnot(a, v128.le<T>(b, v128.splat<T>(0)));
  }
}

// Logits a, targets b.
class SigmoidMinus {
  @inline of<T>(a: v128, b: v128): v128 {
    return residual<T>(a, b);
  }
}
class BinaryCrossEntropy {
  @inline of<T>(a: v128, b: v128): v128 {
    return crossEntropyFrom<T>(decay<T>(a), a, b);
  }
}

@inline
function unary<T>(f: i32, n: usize, x: usize, y: usize): void {
  switch (f) {
    case 0: return unaryLoop<T, Neg>(n, x, y);
    case 1: return unaryLoop<T, Abs>(n, x, y);
    case 2: return unaryLoop<T, Sqrt>(n, x, y);
    case 3: return unaryLoop<T, Relu>(n, x, y);
    case 4: return unaryLoop<T, Exp>(n, x, y);
    case 5: return unaryLoop<T, Log1p>(n, x, y);
    case 6: return unaryLoop<T, Tanh>(n, x, y);
    case 7: return unaryLoop<T, Sigmoid>(n, x, y);
    default: return unaryLoop<T, Softplus>(n, x, y);
  }
}

/**
 * y [rows, cols] of a and b, with strides in elements. Those of columns are 1, or 0 where one element
 * meets a whole row.
 */
function binaryLoop<T, F>(
  rows: usize,
  cols: usize,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  y: usize,
): void {
  const size = sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let fromA = a;
    let fromB = b;
    if (aCol == 0) v128.store((fromA = SPLAT_A), v128.splat<T>(load<T>(a)));
    if (bCol == 0) v128.store((fromB = SPLAT_B), v128.splat<T>(load<T>(b)));
    const end = y + cols * size;
    let to = y;
    do {
      v128.store(to, changetype<F>(0).of<T>(v128.load(fromA), v128.load(fromB)));
      fromA += aCol * 16;
      fromB += bCol * 16;
      to += 16;
    } while (to < end);
    a += aRow * size;
    b += bRow * size;
    y = end; // what was written beyond it, the next row writes over
  }
}

@inline
function binary<T>(
  f: i32,
  rows: usize,
  cols: usize,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  y: usize,
): void {
  switch (f) {
    case 0: return binaryLoop<T, Add>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 1: return binaryLoop<T, Sub>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 2: return binaryLoop<T, Mul>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 3: return binaryLoop<T, Div>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 4: return binaryLoop<T, Max>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 5: return binaryLoop<T, TanhBackward>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 6: return binaryLoop<T, SigmoidBackward>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 7: return binaryLoop<T, SoftplusBackward>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 8: return binaryLoop<T, ReluBackward>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 9: return binaryLoop<T, SigmoidMinus>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    default: return binaryLoop<T, BinaryCrossEntropy>(rows, cols, a, aRow, aCol, b, bRow, bCol, y);
  }
}

export function unary32(f: i32, n: usize, x: usize, y: usize): void {
  unary<f32>(f, n, x, y);
}
export function unary64(f: i32, n: usize, x: usize, y: usize): void {
  unary<f64>(f, n, x, y);
}

export function binary32(
  f: i32,
  rows: usize,
  cols: usize,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  y: usize,
): void {
  binary<f32>(f, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
}
export function binary64(
  f: i32,
  rows: usize,
  cols: usize,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  y: usize,
): void {
  binary<f64>(f, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
}
