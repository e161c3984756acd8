/**
 * y[i] = f(x[i]), by whole vectors: it may read and write up to one vector beyond the last element. The function is a type, so that each has a loop of its own, whose
 * constants V8 keeps in registers; it does so in do … while loops only. (With a number in place of the
 * type, though constant in each call, the compiler makes one loop for all, with a switch in it.) There
 * are no objects: changetype<F>(0) is for `of` to be found.
 */
export function unaryLoop<T, F>(n: usize, x: usize, y: usize): void {
  const end = y + n * sizeof<T>();
  do {
    v128.store(y, changetype<F>(0).of<T>(v128.load(x)));
    x += 16;
    y += 16;
  } while (y < end);
}

/** Where an element stands that meets a whole row: two vectors at the start of the memory. */
const SPLAT_A: usize = 0;
const SPLAT_B: usize = 16;

/**
 * y [rows, cols] of a and b, with strides in elements. Those of columns are 1, or 0 where one element
 * meets a whole row.
 */
export function binaryLoop<T, F>(
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
