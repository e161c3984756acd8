/** Arrays as plain JSON and back, bit for bit. */
import { array } from "./convert.js";
import { dtypeOf, flat, type Dtype, type NdArray } from "./ndarray.js";

/** An array as plain JSON. */
export interface SavedArray {
  dtype: Dtype;
  shape: number[];
  /** Row-major. NaN, ±∞ and −0 are strings: JSON has no numbers for them. */
  data: (number | string)[];
}

const notInJson: Partial<Record<string, number>> = {
  NaN,
  Infinity,
  "-Infinity": -Infinity,
  "-0": -0,
};

export function save(x: NdArray): SavedArray {
  const data = Array.from(flat(x), (value) => {
    if (Object.is(value, -0)) return "-0";
    return Number.isFinite(value) ? value : String(value);
  });
  return { dtype: dtypeOf(x), shape: [...x.shape], data };
}

/**
 * The array that was saved, rounded to `dtype`. Messages call it `label`.
 *
 * @throws TypeError if an entry is no number. @throws RangeError if they do not fill the shape.
 */
export function restore({ shape, data }: SavedArray, dtype: Dtype, label: string): NdArray {
  const values = data.map((entry) => notInJson[entry] ?? entry);
  return array(values as number[], { dtype, shape }, label); // refuses what is still a string
}
