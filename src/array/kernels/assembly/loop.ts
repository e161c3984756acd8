/**
 * y[i] = f(x[i]), by whole vectors: it may read and write up to one vector beyond the last element.
 *
 * The function is a type, so that each function has its own loop, whose constants V8 keeps in
 * registers; V8 does so in do … while loops only. (If it were a number, even one that is constant
 * in each call, the compiler would make one loop for all, with a switch in it.) There are no
 * objects: changetype<F>(0) lets the compiler find `of`.
 *
 * @param n - how many elements there are.
 * @param x - address of the elements.
 * @param y - address of the result; it can be `x`.
 */
export function unaryLoop<T, F>(n: usize, x: usize, y: usize): void {
  const end = y + n * sizeof<T>();
  do {
    v128.store(y, changetype<F>(0).of<T>(v128.load(x)));
    x += 16;
    y += 16;
  } while (y < end);
}

/** Where an element that meets a whole row is repeated: two vectors at the start of the memory. */
const SPLAT_A: usize = 0;
const SPLAT_B: usize = 16;

/**
 * y[i, j] = f(a[i, j], b[i, j]), by whole vectors. Strides are in elements.
 *
 * @param rows - how many rows there are.
 * @param cols - how many columns.
 * @param a - address of a.
 * @param aRow - the distance of its rows.
 * @param aCol - the distance of its columns: 1, or 0 where one element meets a whole row.
 * @param b - address of b.
 * @param bRow - the distance of its rows.
 * @param bCol - the distance of its columns: 1 or 0.
 * @param y - address of the result, which is row-major.
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
    y = end; // the next row overwrites what was written beyond it
  }
}
