/**
 * Element by element. Loops go over whole vectors: they may read and write up to one vector beyond
 * the last element. The numbers of the functions are their places in the lists of ../elementwise.ts.
 */
import {
  exp32,
  log1p32,
  logOnePlusExp32,
  residual32,
  sigmoid32,
  softplus32,
  tanh32,
} from "./math32";
import {
  exp64,
  log1p64,
  logOnePlusExp64,
  residual64,
  sigmoid64,
  softplus64,
  tanh64,
} from "./math64";

/** Where an element stands that meets a whole row: two vectors at the start of the memory. */
const SPLAT_A: usize = 0;
const SPLAT_B: usize = 16;

@inline
function unaryOf<T>(f: i32, x: v128): v128 {
  const single = sizeof<T>() == 4;
  switch (f) {
    case 0:
      return v128.neg<T>(x);
    case 1:
      return v128.abs<T>(x);
    case 2:
      return v128.sqrt<T>(x);
    case 3:
      return v128.max<T>(x, v128.splat<T>(0)); // relu
    case 4:
      return single ? exp32(x) : exp64(x);
    case 5:
      return single ? log1p32(x) : log1p64(x);
    case 6:
      return single ? tanh32(x) : tanh64(x);
    case 7:
      return single ? sigmoid32(x) : sigmoid64(x);
    default:
      return single ? softplus32(x) : softplus64(x);
  }
}

@inline
function binaryOf<T>(f: i32, a: v128, b: v128): v128 {
  const single = sizeof<T>() == 4;
  const one = v128.splat<T>(1);
  switch (f) {
    case 0:
      return v128.add<T>(a, b);
    case 1:
      return v128.sub<T>(a, b);
    case 2:
      return v128.mul<T>(a, b);
    case 3:
      return v128.div<T>(a, b);
    case 4:
      return v128.max<T>(a, b);
    // What goes back through a function: a is the gradient, b the function's value or argument.
    case 5:
      return v128.mul<T>(a, v128.mul<T>(v128.sub<T>(one, b), v128.add<T>(one, b))); // tanh
    case 6:
      return v128.mul<T>(a, v128.mul<T>(b, v128.sub<T>(one, b))); // sigmoid
    case 7:
      return v128.mul<T>(a, single ? sigmoid32(b) : sigmoid64(b)); // softplus
    case 8:
      return v128.andnot(a, v128.le<T>(b, v128.splat<T>(0))); // relu
    // Logits a, targets b.
    case 9:
      return single ? residual32(a, b) : residual64(a, b);
    default: {
      const linear = v128.sub<T>(v128.max<T>(a, v128.splat<T>(0)), v128.mul<T>(a, b));
      return v128.add<T>(linear, single ? logOnePlusExp32(a) : logOnePlusExp64(a));
    }
  }
}

/**
 * `f` is a constant where this is called, so that each loop holds one function only: V8 then keeps its
 * constants in registers. It does so in do … while loops only.
 */
@inline
function unaryLoop<T>(f: i32, n: usize, x: usize, y: usize): void {
  const end = y + n * sizeof<T>();
  do {
    v128.store(y, unaryOf<T>(f, v128.load(x)));
    x += 16;
    y += 16;
  } while (y < end);
}

@inline
function unary<T>(f: i32, n: usize, x: usize, y: usize): void {
  switch (f) {
    case 0: return unaryLoop<T>(0, n, x, y);
    case 1: return unaryLoop<T>(1, n, x, y);
    case 2: return unaryLoop<T>(2, n, x, y);
    case 3: return unaryLoop<T>(3, n, x, y);
    case 4: return unaryLoop<T>(4, n, x, y);
    case 5: return unaryLoop<T>(5, n, x, y);
    case 6: return unaryLoop<T>(6, n, x, y);
    case 7: return unaryLoop<T>(7, n, x, y);
    default: return unaryLoop<T>(8, n, x, y);
  }
}

/**
 * y [rows, cols] of a and b, with strides in elements. Those of columns are 1, or 0 where one element
 * meets a whole row.
 */
@inline
function binaryLoop<T>(
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
  const size = sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let fromA = a;
    let fromB = b;
    if (aCol == 0) v128.store((fromA = SPLAT_A), v128.splat<T>(load<T>(a)));
    if (bCol == 0) v128.store((fromB = SPLAT_B), v128.splat<T>(load<T>(b)));
    const end = y + cols * size;
    let to = y;
    do {
      v128.store(to, binaryOf<T>(f, v128.load(fromA), v128.load(fromB)));
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
    case 0: return binaryLoop<T>(0, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 1: return binaryLoop<T>(1, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 2: return binaryLoop<T>(2, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 3: return binaryLoop<T>(3, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 4: return binaryLoop<T>(4, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 5: return binaryLoop<T>(5, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 6: return binaryLoop<T>(6, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 7: return binaryLoop<T>(7, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 8: return binaryLoop<T>(8, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    case 9: return binaryLoop<T>(9, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
    default: return binaryLoop<T>(10, rows, cols, a, aRow, aCol, b, bRow, bCol, y);
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
