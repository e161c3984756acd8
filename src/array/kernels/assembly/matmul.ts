/**
 * Matrix products. Strides are in elements, addresses in bytes.
 *
 * As in every fast matrix product (Goto & van de Geijn 2008), a tile of y, 4 rows by two vectors of
 * columns, stays in registers. Both operands are first packed into the order in which the tile
 * reads them: a into bands of 4 rows, b into stripes of two vectors of columns.
 *
 * Every element of every product is added up in the same order, whatever the shapes, so that a row
 * or column of a product is, to the bit, the product with that row or column alone: its terms are
 * cut into parts, the terms of a part are added one after the other in T, the parts in float64.
 */

/** The terms of a part: few, so that float32 does not lose digits. */
const PART: usize = 128;

/** Bytes in a row of a stripe: two vectors. */
const STRIPE: usize = 32;

/** So many rows of a are packed at once: a part of them fits the first-level cache. */
const GROUP: usize = 32;

/**
 * Packs b for `product`: part by part, and stripe by stripe in each.
 *
 * @param k - rows of b.
 * @param m - columns of b.
 * @param b - address of b.
 * @param bRow - the distance of its rows.
 * @param bCol - the distance of its columns.
 * @param to - address of the result: ⌈m / width⌉ stripes of k·STRIPE bytes.
 */
@inline
export function packStripes<T>(
  k: usize,
  m: usize,
  b: usize,
  bRow: usize,
  bCol: usize,
  to: usize,
): void {
  const size = sizeof<T>();
  const width: usize = STRIPE / size;
  for (let start: usize = 0; start < k; start += PART) {
    const depth = min(PART, k - start);
    for (let j: usize = 0; j < m; j += width) {
      const from = b + (start * bRow + j * bCol) * size;
      pack<T>(depth, width, min<usize>(width, m - j), from, bRow, bCol, to);
      to += depth * STRIPE;
    }
  }
}

/**
 * y = a·b + bias, row-major, where the bias is added to each row. May write up to two vectors
 * beyond y, and read as much beyond the bias. n, m and k must be > 0.
 *
 * The terms may come in several calls, each but the last with a multiple of PART.
 *
 * @param n - rows of a.
 * @param m - columns of b.
 * @param k - columns of a and rows of b.
 * @param a - address of a.
 * @param aRow - the distance of its rows.
 * @param aCol - the distance of its columns.
 * @param b - address of b, as `packStripes` made it.
 * @param bias - address of m numbers; 0: none.
 * @param isFirst - 0 if `sums` holds what earlier calls have added up.
 * @param sums - address of ⌈n/4⌉·⌈m / width⌉ tiles of float64, or, if there is one call only, of those
 * of a group; not used if there is one part only.
 * @param y - address of the result; 0 if more terms will come.
 * @param space - address of free memory for a tile, and GROUP rows of a.
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
  bias: usize,
  isFirst: usize,
  sums: usize,
  y: usize,
  space: usize,
): void {
  const size = sizeof<T>();
  const width: usize = STRIPE / size;
  const stripes = (m + width - 1) / width;
  const isWhole = isFirst != 0 && y != 0;
  const bands = space + 4 * STRIPE;
  for (let top: usize = 0; top < n; top += GROUP) {
    const bottom = min(top + GROUP, n);
    for (let i = top; i < bottom; i += 4) {
      const band = bands + (i - top) * k * size;
      pack<T>(k, 4, min<usize>(4, n - i), a + i * aRow * size, aCol, aRow, band);
    }
    // From right to left: what a stripe writes beyond its row's end is overwritten by the first
    // stripe of the next row.
    for (let stripe = stripes; stripe-- > 0; ) {
      const j = stripe * width;
      const added = bias == 0 ? 0 : bias + j * size;
      for (let start: usize = 0; start < k; start += PART) {
        const depth = min(PART, k - start);
        const isNew = isFirst != 0 && start == 0;
        const isLast = y != 0 && start + depth == k;
        const part = b + (start * stripes + stripe * depth) * STRIPE;
        for (let i = top; i < bottom; i += 4) {
          const band = bands + ((i - top) * k + 4 * start) * size;
          const row = isWhole ? i - top : i * stripes + stripe * 4;
          const to = isLast ? y + (i * m + j) * size : 0;
          tile<T>(depth, part, band, isNew, sums + row * width * 8, added, n - i, m, to, space);
        }
      }
    }
  }
}

/**
 * Adds a vector of parts to its sums, which are kept in float64: in two vectors if T is float32. If
 * the parts are the last, stores the sums, rounded to T, in y.
 */
function keep<T>(part: v128, isNew: bool, sum: usize, isLast: bool, y: usize): void {
  if (sizeof<T>() == 8) {
    if (!isNew) part = f64x2.add(v128.load(sum), part);
    v128.store(isLast ? y : sum, part);
    return;
  }
  let low = f64x2.promote_low_f32x4(part);
  let high = f64x2.promote_low_f32x4(v128.shuffle<i64>(part, part, 1, 0));
  if (!isNew) {
    low = f64x2.add(v128.load(sum), low);
    high = f64x2.add(v128.load(sum, 16), high);
  }
  if (isLast) {
    low = f32x4.demote_f64x2_zero(low);
    high = f32x4.demote_f64x2_zero(high);
    v128.store(y, v128.shuffle<i64>(low, high, 0, 2));
  } else {
    v128.store(sum, low);
    v128.store(sum, high, 16);
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
  if (count == width && row == 1) {
    // Blocks of 4 × 4 or 2 × 2, transposed.
    if (size == 4) {
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
    } else {
      for (; r + 2 <= k; r += 2) {
        for (let c: usize = 0; c < width; c += 2) {
          const x0 = v128.load(from + c * col * 8);
          const x1 = v128.load(from + (c + 1) * col * 8);
          const y = to + c * 8;
          v128.store(y, v128.shuffle<i64>(x0, x1, 0, 2));
          v128.store(y + width * 8, v128.shuffle<i64>(x0, x1, 1, 3));
        }
        from += 16;
        to += width * 16;
      }
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

/** `keep` for the vectors of a tile; the result takes the place of its last part. */
function addTile<T>(part: usize, isNew: bool, sum: usize, isLast: bool): void {
  for (const end = part + 4 * STRIPE; part < end; part += 16) {
    keep<T>(v128.load(part), isNew, sum, isLast, part);
    sum += 128 / sizeof<T>();
  }
}

/**
 * Computes a part of a tile.
 *
 * @param depth - the terms of the part.
 * @param b - address of the part of a stripe of b.
 * @param a - address of the part of a band of a.
 * @param isNew - whether it is the first part.
 * @param sum - address of the tile's sums in float64.
 * @param bias - address of a row that is added to the result; 0: none.
 * @param rows - how many of the tile's rows y has.
 * @param m - the distance of the rows of y.
 * @param y - address of the result, or 0 if it is not the last part.
 * @param space - address of free memory for a tile.
 */
@inline
function tile<T>(
  depth: usize,
  b: usize,
  a: usize,
  isNew: bool,
  sum: usize,
  bias: usize,
  rows: usize,
  m: usize,
  y: usize,
  space: usize,
): void {
  const size = sizeof<T>();
  const single = size == 4;
  let p00 = v128.splat<T>(0);
  let p01 = p00;
  let p10 = p00;
  let p11 = p00;
  let p20 = p00;
  let p21 = p00;
  let p30 = p00;
  let p31 = p00;
  const end = b + depth * STRIPE;
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
  } while (b < end);
  if (!isNew || y == 0) {
    v128.store(space, p00);
    v128.store(space, p01, 16);
    v128.store(space, p10, 32);
    v128.store(space, p11, 48);
    v128.store(space, p20, 64);
    v128.store(space, p21, 80);
    v128.store(space, p30, 96);
    v128.store(space, p31, 112);
    addTile<T>(space, isNew, sum, y != 0);
    if (y == 0) return;
    p00 = v128.load(space);
    p01 = v128.load(space, 16);
    p10 = v128.load(space, 32);
    p11 = v128.load(space, 48);
    p20 = v128.load(space, 64);
    p21 = v128.load(space, 80);
    p30 = v128.load(space, 96);
    p31 = v128.load(space, 112);
  }
  if (bias != 0) {
    const bias0 = v128.load(bias);
    const bias1 = v128.load(bias, 16);
    p00 = v128.add<T>(p00, bias0);
    p01 = v128.add<T>(p01, bias1);
    p10 = v128.add<T>(p10, bias0);
    p11 = v128.add<T>(p11, bias1);
    p20 = v128.add<T>(p20, bias0);
    p21 = v128.add<T>(p21, bias1);
    p30 = v128.add<T>(p30, bias0);
    p31 = v128.add<T>(p31, bias1);
  }
  // From top to bottom: what a narrow row writes beyond its end is overwritten by the next row.
  const row = m * size;
  v128.store(y, p00);
  v128.store(y, p01, 16);
  if (rows > 1) {
    v128.store(y + row, p10);
    v128.store(y + row, p11, 16);
  }
  if (rows > 2) {
    v128.store(y + 2 * row, p20);
    v128.store(y + 2 * row, p21, 16);
  }
  if (rows > 3) {
    v128.store(y + 3 * row, p30);
    v128.store(y + 3 * row, p31, 16);
  }
}

@inline
function splatFrom<T>(address: usize): v128 {
  return sizeof<T>() == 4 ? v128.load32_splat(address) : v128.load64_splat(address);
}

/**
 * y[i] = a[i, :]·x. May write up to two vectors beyond y, and four beyond the sums. The terms may come in
 * several calls, each but the last with a multiple of PART.
 *
 * A vector holds the sums of several rows, one in each lane: so that each is added up in order, the
 * products of a block of 4 × 4 (or 2 × 2) elements are transposed.
 *
 * @param n - rows of a.
 * @param k - columns of a, which are contiguous.
 * @param a - address of a.
 * @param aRow - the distance of its rows.
 * @param x - address of k contiguous elements.
 * @param isFirst - 0 if `sums` holds what earlier calls have added up.
 * @param sums - address of n float64.
 * @param y - address of the result; 0 if more terms will come.
 */
@inline
export function timesVector<T>(
  n: usize,
  k: usize,
  a: usize,
  aRow: usize,
  x: usize,
  isFirst: usize,
  sums: usize,
  y: usize,
): void {
  const size = sizeof<T>();
  const lanes: usize = 16 / size;
  if (n == 1) {
    timesVectorAlone<T>(k, a, x, isFirst != 0, sums, y);
    return;
  }
  // An addition waits for the one before it: two vectors at a time keep the processor busy. Beyond
  // the last row, it is repeated.
  for (let i: usize = 0; i < n; i += 2 * lanes) {
    const a0 = rowAt<T>(i, n, a, aRow);
    const a1 = rowAt<T>(i + 1, n, a, aRow);
    const a2 = rowAt<T>(i + 2, n, a, aRow);
    const a3 = rowAt<T>(i + 3, n, a, aRow);
    const b0 = rowAt<T>(i + lanes, n, a, aRow);
    const b1 = rowAt<T>(i + lanes + 1, n, a, aRow);
    const b2 = rowAt<T>(i + lanes + 2, n, a, aRow);
    const b3 = rowAt<T>(i + lanes + 3, n, a, aRow);
    for (let start: usize = 0; start < k; start += PART) {
      const end = start + min(PART, k - start);
      const whole = (end - ((end - start) % lanes)) * size;
      let at = start * size;
      let p0 = v128.splat<T>(0);
      let p1 = p0;
      for (; at < whole; at += 16) {
        const factors = v128.load(x + at);
        p0 = addBlock<T>(p0, factors, a0 + at, a1 + at, a2 + at, a3 + at);
        p1 = addBlock<T>(p1, factors, b0 + at, b1 + at, b2 + at, b3 + at);
      }
      for (; at < end * size; at += size) {
        p0 = addColumn<T>(p0, x + at, a0 + at, a1 + at, a2 + at, a3 + at);
        p1 = addColumn<T>(p1, x + at, b0 + at, b1 + at, b2 + at, b3 + at);
      }
      const isNew = isFirst != 0 && start == 0;
      const isLast = y != 0 && end == k;
      keep<T>(p0, isNew, sums + i * 8, isLast, y + i * size);
      keep<T>(p1, isNew, sums + (i + lanes) * 8, isLast, y + i * size + 16);
    }
  }
}

/** The address of row i of a, or of the last of its n rows. */
@inline
function rowAt<T>(i: usize, n: usize, a: usize, aRow: usize): usize {
  return a + min(i, n - 1) * aRow * sizeof<T>();
}

/** `timesVector` for one row. Four parts at a time keep the processor busy. */
function timesVectorAlone<T>(k: usize, a: usize, x: usize, isFirst: bool, sum: usize, y: usize): void {
  const size = sizeof<T>();
  const next = PART * size;
  const end = a + k * size;
  let total: f64 = isFirst ? 0 : load<f64>(sum);
  while (a + 4 * next <= end) {
    let p0: T = 0;
    let p1: T = 0;
    let p2: T = 0;
    let p3: T = 0;
    for (const last = a + next; a < last; a += size) {
      p0 += load<T>(a) * load<T>(x);
      p1 += load<T>(a + next) * load<T>(x + next);
      p2 += load<T>(a + 2 * next) * load<T>(x + 2 * next);
      p3 += load<T>(a + 3 * next) * load<T>(x + 3 * next);
      x += size;
    }
    total = total + <f64>p0 + <f64>p1 + <f64>p2 + <f64>p3;
    a += 3 * next;
    x += 3 * next;
  }
  while (a < end) {
    let part: T = 0;
    for (const last = min(a + next, end); a < last; a += size) {
      part += load<T>(a) * load<T>(x);
      x += size;
    }
    total += <f64>part;
  }
  if (y == 0) store<f64>(sum, total);
  else store<T>(y, <T>total);
}

/**
 * Adds the products of several columns to sums of rows, one column after the other.
 *
 * @param sums - a row's in each lane.
 * @param factors - of the columns.
 * @param a0 - address of the columns in the first row; a1, a2, a3: in the others. For float64,
 * which has two lanes, the last two do not matter.
 */
@inline
function addBlock<T>(
  sums: v128,
  factors: v128,
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
): v128 {
  const x0 = v128.mul<T>(v128.load(a0), factors);
  const x1 = v128.mul<T>(v128.load(a1), factors);
  if (sizeof<T>() == 8) {
    sums = v128.add<T>(sums, v128.shuffle<i64>(x0, x1, 0, 2));
    return v128.add<T>(sums, v128.shuffle<i64>(x0, x1, 1, 3));
  }
  const x2 = v128.mul<T>(v128.load(a2), factors);
  const x3 = v128.mul<T>(v128.load(a3), factors);
  const low01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  const low23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  sums = v128.add<T>(sums, v128.shuffle<i64>(low01, low23, 0, 2));
  sums = v128.add<T>(sums, v128.shuffle<i64>(low01, low23, 1, 3));
  const high01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  const high23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  sums = v128.add<T>(sums, v128.shuffle<i64>(high01, high23, 0, 2));
  return v128.add<T>(sums, v128.shuffle<i64>(high01, high23, 1, 3));
}

/** `addBlock` of a single column, whose factor is at `x`. */
@inline
function addColumn<T>(sums: v128, x: usize, a0: usize, a1: usize, a2: usize, a3: usize): v128 {
  let column = splatFrom<T>(a0);
  column = v128.replace_lane<T>(column, 1, load<T>(a1));
  if (sizeof<T>() == 4) {
    column = v128.replace_lane<T>(column, 2, load<T>(a2));
    column = v128.replace_lane<T>(column, 3, load<T>(a3));
  }
  return v128.add<T>(sums, v128.mul<T>(column, splatFrom<T>(x)));
}

/**
 * y = x·b for a row x. The rows of b are read one after the other, four at a time. May write up to a
 * vector beyond y, and two beyond the sums. The terms may come in several calls, each but the last
 * with a multiple of PART.
 *
 * @param m - columns of b, which are contiguous.
 * @param k - elements of x and rows of b.
 * @param x - address of x.
 * @param xCol - the distance of its elements.
 * @param b - address of b. Up to a vector beyond each row is read.
 * @param bRow - the distance of its rows.
 * @param isFirst - 0 if `sums` holds what earlier calls have added up.
 * @param sums - address of m float64.
 * @param y - address of the result; 0 if more terms will come.
 * @param space - address of free memory for m elements and a vector.
 */
@inline
export function rowTimes<T>(
  m: usize,
  k: usize,
  x: usize,
  xCol: usize,
  b: usize,
  bRow: usize,
  isFirst: usize,
  sums: usize,
  y: usize,
  space: usize,
): void {
  const size = sizeof<T>();
  const row = bRow * size;
  const next = xCol * size;
  const length = m * size;
  for (let start: usize = 0; start < k; start += PART) {
    const end = start + min(PART, k - start);
    memory.fill(space, 0, length + 16);
    let r = start;
    for (; r + 4 <= end; r += 4) {
      const x0 = splatFrom<T>(x);
      const x1 = splatFrom<T>(x + next);
      const x2 = splatFrom<T>(x + 2 * next);
      const x3 = splatFrom<T>(x + 3 * next);
      let to = space;
      let from = b;
      do {
        let part = v128.add<T>(v128.load(to), v128.mul<T>(x0, v128.load(from)));
        part = v128.add<T>(part, v128.mul<T>(x1, v128.load(from + row)));
        part = v128.add<T>(part, v128.mul<T>(x2, v128.load(from + 2 * row)));
        part = v128.add<T>(part, v128.mul<T>(x3, v128.load(from + 3 * row)));
        v128.store(to, part);
        to += 16;
        from += 16;
      } while (to < space + length);
      x += 4 * next;
      b += 4 * row;
    }
    for (; r < end; r++) {
      const factor = splatFrom<T>(x);
      for (let at: usize = 0; at < length; at += 16) {
        const term = v128.mul<T>(factor, v128.load(b + at));
        v128.store(space + at, v128.add<T>(v128.load(space + at), term));
      }
      x += next;
      b += row;
    }
    const isNew = isFirst != 0 && start == 0;
    const isLast = y != 0 && end == k;
    for (let at: usize = 0; at < length; at += 16) {
      keep<T>(v128.load(space + at), isNew, sums + at * (8 / size), isLast, y + at);
    }
  }
}
