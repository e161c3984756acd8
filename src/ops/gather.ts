/** Elements picked by index. */
import * as array from "../array/index.js";
import type { NdArray, Shape } from "../array/index.js";
import {
  asTensor,
  Op,
  type Gradients,
  type Inputs,
  Tensor,
  type TensorLike,
} from "../autograd/index.js";

/** y[…, i, …] = x[…, index[…, i, …], …] */
export class Gather extends Op<1> {
  constructor(
    readonly index: NdArray,
    readonly axis: number,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.gather(x, this.index, this.axis);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    // x̄ = for each element, the sum of ȳ over the places that picked it
    return [() => new ScatterAdd(this.index, this.axis, x.shape).apply(gradY)];
  }
}

/** y[…, index[…, i, …], …] += x[…, i, …], starting from zeros */
export class ScatterAdd extends Op<1> {
  constructor(
    readonly index: NdArray,
    readonly axis: number,
    readonly shape: Shape,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.scatterAdd(x, this.index, this.axis, this.shape);
  }
  backward(gradY: Tensor): Gradients<1> {
    return [() => new Gather(this.index, this.axis).apply(gradY)]; // x̄ = ȳ where x was added
  }
}

/**
 * y[i, j] = x[index[i, j], j] for axis 0, x[i, index[i, j]] for axis 1, and so on. The result has
 * the shape of `index`.
 *
 * @param x - of any shape with at least one axis.
 * @param index - whole numbers from 0 to the size of `axis` − 1. It has as many axes as `x`, and is
 * no longer than `x` along any but `axis`.
 * @param axis - the axis that the indices refer to; a negative one counts from the end.
 * @throws RangeError if the index does not fit `x`, or an entry is out of range.
 * @throws TypeError if the index is a mask of `true` and `false`.
 */
export function gather(x: TensorLike, index: TensorLike, axis: number): Tensor {
  const t = asTensor(x);
  return new Gather(indices("gather", index), array.positiveAxis(axis, t.ndim, "gather")).apply(t);
}

/**
 * The entries of `x` along `axis` that `index` names, in its order.
 *
 * @param x - of any shape with at least one axis.
 * @param index - a vector of whole numbers from 0 to the size of `axis` − 1; it can repeat some.
 * @param axis - the axis to select along; a negative one counts from the end.
 * @throws RangeError if the index is not a vector, or an entry is out of range.
 * @throws TypeError if the index is a mask of `true` and `false`.
 */
export function indexSelect(x: TensorLike, index: TensorLike, axis = 0): Tensor {
  const t = asTensor(x);
  const list = indices("indexSelect", index);
  if (list.shape.length !== 1) {
    throw new RangeError(
      `indexSelect: the index must be a list, not of shape ${array.showShape(list.shape)}`,
    );
  }
  const at = array.positiveAxis(axis, t.ndim, "indexSelect");
  const alongAxis = array.reshape(
    list,
    t.shape.map((_, a) => (a === at ? list.size : 1)),
  );
  const shape = t.shape.map((size, a) => (a === at ? list.size : size));
  return new Gather(array.broadcastTo(alongAxis, shape), at).apply(t);
}

/** Indices in float64: float32 cannot represent every whole number above 2²⁴. */
function indices(caller: string, index: TensorLike): NdArray {
  if (Array.isArray(index) && index.flat(Infinity).some((entry) => typeof entry === "boolean")) {
    throw new TypeError(
      `${caller}: an index is a whole number, not true or false; of a mask, take the places: ` +
        `mask.flatMap((keep, i) => (keep ? [i] : []))`,
    );
  }
  return array.array(index instanceof Tensor ? index.data : index, { dtype: "float64" });
}
