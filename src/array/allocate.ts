/** Where the memory of results comes from. */

/** The elements of an array, and perhaps others: see the array's strides and offset. */
export type Values = Float32Array | Float64Array;

/** What one pass needs and the next can use again, at most: 64 MB. */
const POOL_BYTES = 2 ** 26;
/** The engine keeps arrays up to this size with its other objects, where they cost next to nothing. */
const SMALL_BYTES = 64;

/** Arrays that nobody holds, by size. */
const free = { float32: new Map<number, Values[]>(), float64: new Map<number, Values[]>() };
let freeBytes = 0;
/** What was handed out since `recycle` began; `null` outside. */
let lent: Values[] | null = null;
let lentBytes = 0;

/** An array of `size` numbers, which may be anything. */
export function allocate(size: number, dtype: "float32" | "float64"): Values {
  const bytes = dtype === "float32" ? 4 * size : 8 * size;
  if (lent === null || bytes <= SMALL_BYTES) return create(size, dtype);
  let values = free[dtype].get(size)?.pop();
  if (values === undefined) values = create(size, dtype);
  else freeBytes -= bytes;
  lentBytes += bytes;
  if (lentBytes <= POOL_BYTES) lent.push(values); // else the collector has it back before `f` is done
  return values;
}

function create(size: number, dtype: "float32" | "float64"): Values {
  return dtype === "float32" ? new Float32Array(size) : new Float64Array(size);
}

/**
 * Calls `f`, and takes back the memory of the arrays that were made meanwhile, for the next call: most of
 * the cost of a small array is that its memory is fresh.
 *
 * Only for an `f` that runs no code but this package's, so that nobody can hold an array but through what it
 * returns: `keep` lists the arrays that stay. When `f` throws, nothing is taken back.
 */
export function recycle<T>(f: () => T, keep: (result: T) => readonly { data: Values }[]): T {
  if (lent !== null) return f(); // inside another call, which takes back what both made
  const mine: Values[] = [];
  lent = mine;
  lentBytes = 0;
  try {
    const result = f();
    if (mine.length === 0) return result;
    // By typed array, which views share. Asking a small array for its buffer moves it out of the
    // engine's own heap.
    const kept = new Set(keep(result).map((x) => x.data));
    for (const values of mine) if (!kept.has(values)) takeBack(values);
    return result;
  } finally {
    lent = null;
  }
}

function takeBack(values: Values): void {
  freeBytes += values.byteLength;
  if (freeBytes > POOL_BYTES) {
    free.float32.clear();
    free.float64.clear();
    freeBytes = values.byteLength;
  }
  const bySize = values instanceof Float32Array ? free.float32 : free.float64;
  const others = bySize.get(values.length);
  if (others === undefined) bySize.set(values.length, [values]);
  else others.push(values);
}
