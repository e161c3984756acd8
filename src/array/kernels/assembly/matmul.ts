/**
 * Matrix products. Strides are in elements, addresses in bytes.
 *
 * As in every fast matrix product (Goto & van de Geijn 2008), a tile of y, 4 rows by two vectors of
 * columns, stays in registers. Both operands are first packed into the order in which the tile
 * reads them: a into bands of 4 rows, b into stripes of two vectors of columns.
 */

/** Longer sums are added up in parts of this many terms, so that float32 does not lose digits. */
const PART: usize = 128;

/** Bytes in a row of a stripe: two vectors. */
const STRIPE: usize = 32;

/**
 * y = a·b + bias, row-major, where the bias is added to each row. May write up to two vectors
 * beyond y, and read as much beyond the bias. n, m and k must be > 0.
 *
 * @param n - rows of a.
 * @param m - columns of b.
 * @param k - columns of a and rows of b.
 * @param a - address of a.
 * @param aRow - the distance of its rows.
 * @param aCol - the distance of its columns.
 * @param b - address of b.
 * @param bRow - the distance of its rows.
 * @param bCol - the distance of its columns.
 * @param bias - address of m numbers; 0: none.
 * @param y - address of the result.
 * @param space - address of free memory for a stripe of k rows and, after it, a in bands:
 * k·(32 + 4·⌈n/4⌉·size) bytes.
 */
@inline
export function product<T>(
  n: usize,
  m: usize,
  k: usize,
  a: usize,
  aRow: usize,
  aCol: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  bias: usize,
  y: usize,
  space: usize,
): void {
  const size = sizeof<T>();
  const width: usize = STRIPE / size;
  const bands = space + k * STRIPE;
  for (let i: usize = 0; i < n; i += 4) {
    pack<T>(k, 4, min<usize>(4, n - i), a + i * aRow * size, aCol, aRow, bands + i * k * size);
  }
  // From right to left: what a stripe writes beyond its row's end is overwritten by the first
  // stripe of the next row.
  for (let stripe = (m + width - 1) / width; stripe-- > 0; ) {
    const j = stripe * width;
    pack<T>(k, width, min<usize>(width, m - j), b + j * bCol * size, bRow, bCol, space);
    const added = bias == 0 ? 0 : bias + j * size;
    for (let i: usize = 0; i < n; i += 4) {
      tile<T>(k, space, bands + i * k * size, added, n - i, m, y + (i * m + j) * size);
    }
  }
}

/**
 * Packs k rows of `count` elements into rows of `width`. If there are fewer, the last is repeated:
 * what is computed from the copies is discarded.
 */
function pack<T>(
  k: usize,
  width: usize,
  count: usize,
  from: usize,
  row: usize,
  col: usize,
  to: usize,
): void {
  const size = sizeof<T>();
  if (count == width && col == 1) {
    for (let r: usize = 0; r < k; r++) {
      for (let at: usize = 0; at < width * size; at += 16) {
        v128.store(to + at, v128.load(from + at));
      }
      to += width * size;
      from += row * size;
    }
    return;
  }
  let r: usize = 0;
  if (size == 4 && count == width && row == 1) {
    // Blocks of 4 × 4, transposed.
    for (; r + 4 <= k; r += 4) {
      for (let c: usize = 0; c < width; c += 4) {
        const x = from + c * col * 4;
        const x0 = v128.load(x);
        const x1 = v128.load(x + col * 4);
        const x2 = v128.load(x + col * 8);
        const x3 = v128.load(x + col * 12);
        const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
        const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
        const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
        const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
        const y = to + c * 4;
        v128.store(y, v128.shuffle<i64>(low01, low23, 0, 2));
        v128.store(y + width * 4, v128.shuffle<i64>(low01, low23, 1, 3));
        v128.store(y + width * 8, v128.shuffle<i64>(high01, high23, 0, 2));
        v128.store(y + width * 12, v128.shuffle<i64>(high01, high23, 1, 3));
      }
      from += 16;
      to += width * 16;
    }
  }
  for (; r < k; r++) {
    for (let c: usize = 0; c < width; c++) {
      store<T>(to + c * size, load<T>(from + min(c, count - 1) * col * size));
    }
    from += row * size;
    to += width * size;
  }
}

/**
 * Computes a tile of y from a stripe of b and a band of a, and stores the first `rows` of its rows.
 */
@inline
function tile<T>(
  k: usize,
  b: usize,
  a: usize,
  bias: usize,
  rows: usize,
  m: usize,
  y: usize,
): void {
  const size = sizeof<T>();
  const single = size == 4;
  let s00 = v128.splat<T>(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  const end = b + k * STRIPE;
  do {
    const partEnd = min(b + PART * STRIPE, end);
    let p00 = v128.splat<T>(0);
    let p01 = p00;
    let p10 = p00;
    let p11 = p00;
    let p20 = p00;
    let p21 = p00;
    let p30 = p00;
    let p31 = p00;
    do {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const a0 = single ? v128.load32_splat(a) : v128.load64_splat(a);
      p00 = v128.add<T>(p00, v128.mul<T>(a0, b0));
      p01 = v128.add<T>(p01, v128.mul<T>(a0, b1));
      const a1 = single ? v128.load32_splat(a, 4) : v128.load64_splat(a, 8);
      p10 = v128.add<T>(p10, v128.mul<T>(a1, b0));
      p11 = v128.add<T>(p11, v128.mul<T>(a1, b1));
      const a2 = single ? v128.load32_splat(a, 8) : v128.load64_splat(a, 16);
      p20 = v128.add<T>(p20, v128.mul<T>(a2, b0));
      p21 = v128.add<T>(p21, v128.mul<T>(a2, b1));
      const a3 = single ? v128.load32_splat(a, 12) : v128.load64_splat(a, 24);
      p30 = v128.add<T>(p30, v128.mul<T>(a3, b0));
      p31 = v128.add<T>(p31, v128.mul<T>(a3, b1));
      a += 4 * size;
      b += STRIPE;
    } while (b < partEnd);
    s00 = v128.add<T>(s00, p00);
    s01 = v128.add<T>(s01, p01);
    s10 = v128.add<T>(s10, p10);
    s11 = v128.add<T>(s11, p11);
    s20 = v128.add<T>(s20, p20);
    s21 = v128.add<T>(s21, p21);
    s30 = v128.add<T>(s30, p30);
    s31 = v128.add<T>(s31, p31);
  } while (b < end);
  if (bias != 0) {
    const bias0 = v128.load(bias);
    const bias1 = v128.load(bias, 16);
    s00 = v128.add<T>(s00, bias0);
    s01 = v128.add<T>(s01, bias1);
    s10 = v128.add<T>(s10, bias0);
    s11 = v128.add<T>(s11, bias1);
    s20 = v128.add<T>(s20, bias0);
    s21 = v128.add<T>(s21, bias1);
    s30 = v128.add<T>(s30, bias0);
    s31 = v128.add<T>(s31, bias1);
  }
  // From top to bottom: what a narrow row writes beyond its end is overwritten by the next row.
  const row = m * size;
  v128.store(y, s00);
  v128.store(y, s01, 16);
  if (rows > 1) {
    v128.store(y + row, s10);
    v128.store(y + row, s11, 16);
  }
  if (rows > 2) {
    v128.store(y + 2 * row, s20);
    v128.store(y + 2 * row, s21, 16);
  }
  if (rows > 3) {
    v128.store(y + 3 * row, s30);
    v128.store(y + 3 * row, s31, 16);
  }
}

@inline
function splatFrom<T>(address: usize): v128 {
  return sizeof<T>() == 4 ? v128.load32_splat(address) : v128.load64_splat(address);
}

/**
 * y[i] = a[i, :]·x
 *
 * @param n - rows of a.
 * @param k - columns of a, which are contiguous.
 * @param a - address of a.
 * @param aRow - the distance of its rows.
 * @param x - address of k contiguous elements.
 * @param y - address of the result.
 */
@inline
export function timesVector<T>(n: usize, k: usize, a: usize, aRow: usize, x: usize, y: usize): void {
  const size = sizeof<T>();
  const lanes: usize = 16 / size;
  const whole = k - (k % lanes);
  for (let i: usize = 0; i < n; i++) {
    let total: f64 = 0;
    for (let start: usize = 0; start < whole; start += PART) {
      const end = min(start + PART, whole);
      let part = v128.splat<T>(0);
      for (let at = start; at < end; at += lanes) {
        const terms = v128.mul<T>(v128.load(a + at * size), v128.load(x + at * size));
        part = v128.add<T>(part, terms);
      }
      total += sumOfLanes<T>(part);
    }
    for (let at = whole; at < k; at++) {
      total += <f64>load<T>(a + at * size) * <f64>load<T>(x + at * size);
    }
    store<T>(y + i * size, <T>total);
    a += aRow * size;
  }
}

@inline
function sumOfLanes<T>(x: v128): f64 {
  if (sizeof<T>() == 8) return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
  const pairs = f32x4.add(x, v128.shuffle<i64>(x, x, 1, 0));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/**
 * y = x·b for a row x.
 *
 * @param m - columns of b, which are contiguous.
 * @param k - elements of x and rows of b.
 * @param x - address of x.
 * @param xCol - the distance of its elements.
 * @param b - address of b.
 * @param bRow - the distance of its rows.
 * @param y - address of the result.
 */
@inline
export function rowTimes<T>(
  m: usize,
  k: usize,
  x: usize,
  xCol: usize,
  b: usize,
  bRow: usize,
  y: usize,
): void {
  const size = sizeof<T>();
  const width: usize = STRIPE / size;
  for (let j: usize = 0; j < m; j += width) {
    let s0 = v128.splat<T>(0);
    let s1 = s0;
    for (let start: usize = 0; start < k; start += PART) {
      const end = min(start + PART, k);
      let p0 = v128.splat<T>(0);
      let p1 = p0;
      for (let row = start; row < end; row++) {
        const from = b + (row * bRow + j) * size; // beyond the last column is the next row
        const factor = splatFrom<T>(x + row * xCol * size);
        p0 = v128.add<T>(p0, v128.mul<T>(factor, v128.load(from)));
        p1 = v128.add<T>(p1, v128.mul<T>(factor, v128.load(from, 16)));
      }
      s0 = v128.add<T>(s0, p0);
      s1 = v128.add<T>(s1, p1);
    }
    v128.store(y + j * size, s0);
    v128.store(y + j * size, s1, 16);
  }
}
