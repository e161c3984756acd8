/** Sums, in float64 for both types. */

/** The first two elements of a vector as float64. */
@inline
function lowPair<T>(x: v128): v128 {
  return sizeof<T>() == 4 ? f64x2.promote_low_f32x4(x) : x;
}

/** The last two of four float32 as float64. */
@inline
function highPair(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

@inline
function sumOfPair(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/**
 * y[j] += Σ x[:, j]. Reads and writes up to a vector beyond a row's end.
 *
 * @param rows - how many rows there are.
 * @param cols - how many columns.
 * @param x - address of the table, which is row-major.
 * @param y - address of the sums, in float64.
 */
@inline
export function sumRows<T>(rows: usize, cols: usize, x: usize, y: usize): void {
  const size = sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let from = x;
    const end = y + cols * 8;
    for (let to = y; to < end; to += 16) {
      const pair = size == 4 ? v128.load64_zero(from) : v128.load(from);
      v128.store(to, f64x2.add(v128.load(to), lowPair<T>(pair)));
      from += 2 * size;
    }
    x += cols * size;
  }
}

/** Σ x */
@inline
function sumLine<T>(n: usize, x: usize): f64 {
  const size = sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let at = x;
  for (const end = x + (n & ~3) * size; at < end; at += 4 * size) {
    const values = v128.load(at);
    s0 = f64x2.add(s0, lowPair<T>(values));
    s1 = f64x2.add(s1, size == 4 ? highPair(values) : v128.load(at, 16));
  }
  let total = sumOfPair(f64x2.add(s0, s1));
  for (const end = x + n * size; at < end; at += size) total += <f64>load<T>(at);
  return total;
}

/**
 * y[i] = Σ x[i, :]
 *
 * @param lines - how many rows there are.
 * @param width - how many columns.
 * @param x - address of the table, which is row-major.
 * @param y - address of the sums, in float64.
 */
@inline
export function sumLines<T>(lines: usize, width: usize, x: usize, y: usize): void {
  for (let line: usize = 0; line < lines; line++) {
    store<f64>(y + line * 8, sumLine<T>(width, x));
    x += width * sizeof<T>();
  }
}

/**
 * Σ a·b
 *
 * @param n - how many elements there are.
 * @param a - address of the elements a.
 * @param b - address of the elements b.
 */
@inline
export function dot<T>(n: usize, a: usize, b: usize): f64 {
  const size = sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let at: usize = 0;
  for (const end = (n & ~3) * size; at < end; at += 4 * size) {
    const x = v128.load(a + at);
    const y = v128.load(b + at);
    s0 = f64x2.add(s0, f64x2.mul(lowPair<T>(x), lowPair<T>(y)));
    const second =
      size == 4
        ? f64x2.mul(highPair(x), highPair(y))
        : f64x2.mul(v128.load(a + at, 16), v128.load(b + at, 16));
    s1 = f64x2.add(s1, second);
  }
  let total = sumOfPair(f64x2.add(s0, s1));
  for (const end = n * size; at < end; at += size) {
    total += <f64>load<T>(a + at) * <f64>load<T>(b + at);
  }
  return total;
}
