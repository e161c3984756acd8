/** Arrays as plain JSON and back, bit for bit. */
import { show } from "./check.js";
import { array } from "./convert.js";
import { dtypeOf, flat, type Dtype, type NdArray } from "./ndarray.js";

/** An array as plain JSON. */
export interface SavedArray {
  dtype: Dtype;
  shape: number[];
  /** In row-major order. NaN, ±∞ and −0 are strings, since JSON has no numbers for them. */
  data: (number | string)[];
}

const notInJson: Partial<Record<string, number>> = {
  NaN,
  Infinity,
  "-Infinity": -Infinity,
  "-0": -0,
};

/**
 * An array as plain JSON.
 *
 * @param x - of any shape.
 */
export function save(x: NdArray): SavedArray {
  const data = Array.from(flat(x), (value) => {
    if (Object.is(value, -0)) return "-0";
    return Number.isFinite(value) ? value : String(value);
  });
  return { dtype: dtypeOf(x), shape: [...x.shape], data };
}

/**
 * The array that was saved, rounded to `dtype`.
 *
 * @param state - what `save` returned.
 * @param dtype - the dtype of the result.
 * @param label - what messages call the array.
 * @throws TypeError if an entry is not a number.
 * @throws RangeError if the entries do not fill the shape.
 */
export function restore({ shape, data }: SavedArray, dtype: Dtype, label: string): NdArray {
  if (!Array.isArray(data)) throw new TypeError(`${label}: the saved array holds no list of data`);
  const values = Array.from(data, (entry) => notInJson[entry] ?? entry);
  const bad = values.findIndex((value) => typeof value !== "number");
  if (bad >= 0) throw new TypeError(`${label}[${bad}] is ${show(values[bad])}, not a number`);
  return array(values as number[], { dtype, shape }, label);
}
