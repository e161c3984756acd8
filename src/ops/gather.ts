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
    // x̄ = for each element, the sum of ȳ where it was picked
    return [() => new ScatterAdd(this.index, this.axis, x.shape).apply(gradY)];
  }
}

/** y[…, index[…, i, …], …] += x[…, i, …], from 0 */
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
    return [() => new Gather(this.index, this.axis).apply(gradY)]; // x̄ = ȳ where x went
  }
}

/**
 * y[i, j] = x[index[i, j], j] for axis 0, x[i, index[i, j]] for axis 1, and so on. `index` has as
 * many axes as `x`, none longer but `axis`; its entries are whole numbers from 0.
 *
 * @throws RangeError if the index does not fit `x`, or an entry is out of range.
 */
export function gather(x: TensorLike, index: TensorLike, axis: number): Tensor {
  const t = asTensor(x);
  return new Gather(indices(index), array.positiveAxis(axis, t.ndim, "gather")).apply(t);
}

/**
 * The entries of `x` along `axis` that the list `index` names, in its order; it may repeat some.
 *
 * @throws RangeError if the index is no list, or an entry is out of range.
 */
export function indexSelect(x: TensorLike, index: TensorLike, axis = 0): Tensor {
  const t = asTensor(x);
  const list = indices(index);
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

/** Indices in float64: float32 cannot count past 2²⁴. */
function indices(index: TensorLike): NdArray {
  return array.array(index instanceof Tensor ? index.data : index, { dtype: "float64" });
}
