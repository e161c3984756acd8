/**
 * Finds which of M bins an element is in, where M is the number of bins that [0, 1] is cut into.
 */

/**
 * The bins of a vector of gradient norms, in the low 32 bits of each lane; M where an element is in
 * none. Bin j includes its lower border j/M, rounded to the dtype; the last bin ends at `lastEdge`.
 *
 * j is g·M − 1/2, rounded. But the product and the border each lose up to half an ulp, so very near
 * a border the comparison decides. Together they lose less than M times an ulp of 1; twice that is
 * a safe tolerance. Borders are only between bins, and many g are near 0 or 1: what is below the
 * middle of the first bin, or above that of the last, is moved to it, away from all borders. If any
 * element is near a border or in no bin, the whole vector takes the slow path.
 */
@inline
function binsOf<T>(g: v128, bins: i32, lastEdge: v128): v128 {
  // Adding 2²³, or 2⁵² in float64, rounds, and moves the whole number into the low bits.
  const shift = v128.splat<T>(sizeof<T>() == 4 ? <T>8388608 : <T>4503599627370496);
  const tolerance: T = sizeof<T>() == 4 ? <T>2.4e-7 : <T>4.5e-16;
  const zero = v128.splat<T>(0);
  const M = v128.splat<T>(<T>bins);
  const last = v128.splat<T>(<T>(bins - 1));
  const scaled = v128.sub<T>(v128.mul<T>(g, M), v128.splat<T>(0.5));
  const bounded = v128.pmin<T>(v128.pmax<T>(scaled, zero), last);
  const shifted = v128.add<T>(bounded, shift);
  const j = v128.sub<T>(shifted, shift);
  const distance = v128.abs<T>(v128.sub<T>(bounded, j)); // from the middle of the bin
  const isClear = v128.lt<T>(distance, v128.splat<T>(<T>0.5 - <T>bins * tolerance));
  // NaN fails both comparisons.
  const isInside = v128.and(v128.ge<T>(g, zero), v128.lt<T>(g, lastEdge));
  let found = shifted;
  if (!allTrue<T>(v128.and(isClear, isInside))) {
    const right = corrected<T>(g, j, M, last);
    found = v128.add<T>(v128.bitselect(right, M, isInside), shift);
  }
  return v128.and(found, i32x4.splat(0x7fffff));
}

/** Whether a comparison holds in each lane. */
@inline
function allTrue<T>(comparison: v128): bool {
  if (sizeof<T>() == 4) return i32x4.bitmask(comparison) == 0b1111;
  return i64x2.bitmask(comparison) == 0b11;
}

/** Corrects the bins j, which are off by at most one. */
@inline
function corrected<T>(g: v128, j: v128, M: v128, last: v128): v128 {
  const one = v128.splat<T>(1);
  const isBelow = v128.lt<T>(g, v128.div<T>(j, M));
  const reachesNext = v128.ge<T>(g, v128.div<T>(v128.add<T>(j, one), M));
  const isAbove = v128.andnot(reachesNext, v128.eq<T>(j, last));
  return v128.sub<T>(v128.add<T>(j, v128.and(isAbove, one)), v128.and(isBelow, one));
}

/**
 * counts[lane, j] += how many elements are in bin j: a table of M + 1 counts for each lane.
 *
 * @param n - how many elements there are.
 * @param bins - M.
 * @param lastEdge - where the last bin ends.
 * @param g - address of the elements.
 * @param counts - address of the tables, of int32.
 */
@inline
export function countBins<T>(n: usize, bins: i32, lastEdge: T, g: usize, counts: usize): void {
  const edge = v128.splat<T>(lastEdge);
  const row: usize = (bins + 1) * 4;
  const end = g + n * sizeof<T>();
  do {
    const j = binsOf<T>(v128.load(g), bins, edge);
    if (sizeof<T>() == 4) {
      increment(counts + i32x4.extract_lane(j, 0) * 4);
      increment(counts + row + i32x4.extract_lane(j, 1) * 4);
      increment(counts + 2 * row + i32x4.extract_lane(j, 2) * 4);
      increment(counts + 3 * row + i32x4.extract_lane(j, 3) * 4);
    } else {
      increment(counts + i32x4.extract_lane(j, 0) * 4);
      increment(counts + row + i32x4.extract_lane(j, 2) * 4);
    }
    g += 16;
  } while (g < end);
}

@inline
function increment(address: usize): void {
  store<i32>(address, load<i32>(address) + 1);
}

/**
 * y[i] = values[the bin of g[i]]
 *
 * @param n - how many elements there are.
 * @param bins - M.
 * @param lastEdge - where the last bin ends.
 * @param g - address of the elements.
 * @param values - address of a table of M + 1 values; the last is for elements in no bin.
 * @param y - address of the result.
 */
@inline
export function takeBins<T>(n: usize, bins: i32, lastEdge: T, g: usize, values: usize, y: usize): void {
  const size = sizeof<T>();
  const edge = v128.splat<T>(lastEdge);
  const end = g + n * size;
  do {
    const j = binsOf<T>(v128.load(g), bins, edge);
    if (size == 4) {
      let found = v128.load32_zero(values + i32x4.extract_lane(j, 0) * 4);
      found = v128.load32_lane(values + i32x4.extract_lane(j, 1) * 4, found, 1);
      found = v128.load32_lane(values + i32x4.extract_lane(j, 2) * 4, found, 2);
      v128.store(y, v128.load32_lane(values + i32x4.extract_lane(j, 3) * 4, found, 3));
    } else {
      const found = v128.load64_zero(values + i32x4.extract_lane(j, 0) * 8);
      v128.store(y, v128.load64_lane(values + i32x4.extract_lane(j, 2) * 8, found, 1));
    }
    g += 16;
    y += 16;
  } while (g < end);
}
