/** Comparisons. Their results are constants. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import { lift, Tensor, type TensorLike } from "../autograd/index.js";

function comparison(name: string, kernel: (a: NdArray, b: NdArray) => NdArray) {
  return (a: TensorLike, b: TensorLike): Tensor => {
    const [x, y] = lift([a, b], name);
    return new Tensor(kernel(x.data, y.data));
  };
}

/** 1 where a = b, else 0; broadcast. A constant: it passes no gradient on. */
export const equal = comparison("equal", array.equal);
/** 1 where a > b, else 0; broadcast. A constant: it passes no gradient on. */
export const greater = comparison("greater", array.greater);
/** 1 where a ≥ b, else 0; broadcast. A constant: it passes no gradient on. */
export const greaterEqual = comparison("greaterEqual", array.greaterEqual);
/** 1 where a < b, else 0; broadcast. A constant: it passes no gradient on. */
export const less = comparison("less", array.less);
/** 1 where a ≤ b, else 0; broadcast. A constant: it passes no gradient on. */
export const lessEqual = comparison("lessEqual", array.lessEqual);
