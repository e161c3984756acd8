/** Several tensors joined into one. */
import * as array from "../array/index.js";
import type { NdArray } from "../array/index.js";
import {
  lift,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { unsqueeze } from "./reshape.js";
import { slice } from "./slice.js";

/** y = the xs joined along an axis */
export class Concat extends Op {
  constructor(readonly axis: number) {
    super();
  }
  forward(...xs: NdArray[]): NdArray {
    return array.concat(xs, this.axis);
  }
  backward(gradY: Tensor, xs: Inputs<number>): Gradients<number> {
    let start = 0;
    return xs.map((x) => {
      const from = start;
      start += x.shape[this.axis];
      const before = x.shape.slice(0, this.axis).map(() => null);
      const size = x.shape[this.axis];
      return () => slice(gradY, [...before, [from, from + size]]); // x̄ᵢ = ȳ where xᵢ is
    });
  }
}

/** More arguments than V8's stack holds would overflow it. */
const mostInputs = 20_000;

/**
 * The tensors one after the other along `axis`.
 *
 * @param tensors - of shapes that differ along `axis` only; at least one.
 * @param axis - the axis to join along; a negative one counts from the end.
 * @throws RangeError if there are no tensors, or their other axes differ.
 */
export function concat(tensors: readonly TensorLike[], axis = 0): Tensor {
  array.checkList(tensors, "concat", "[x, y]");
  if (tensors.length === 0) throw new RangeError("concat: there are no tensors to join");
  const ts = lift(tensors, "concat");
  if (ts.length > mostInputs) {
    const parts = Array.from({ length: Math.ceil(ts.length / mostInputs) }, (_, i) =>
      concat(ts.slice(i * mostInputs, (i + 1) * mostInputs), axis),
    );
    return concat(parts, axis);
  }
  return new Concat(array.positiveAxis(axis, ts[0].ndim, "concat")).apply(...ts);
}

/**
 * Tensors of one shape side by side along a new axis.
 *
 * @param tensors - all of one shape; at least one.
 * @param axis - where the new axis is in the result; a negative number counts from the end.
 * @throws RangeError if there are no tensors, or their shapes differ.
 */
export function stack(tensors: readonly TensorLike[], axis = 0): Tensor {
  array.checkList(tensors, "stack", "[x, y]");
  if (tensors.length === 0) throw new RangeError("stack: there are no tensors to join");
  const ts = lift(tensors, "stack");
  const at = array.positiveAxis(axis, ts[0].ndim + 1, "stack");
  const odd = ts.find((t) => !array.sameShape(t.shape, ts[0].shape));
  if (odd !== undefined) {
    throw new RangeError(
      `stack: shapes ${array.showShape(ts[0].shape)} and ${array.showShape(odd.shape)} differ`,
    );
  }
  return concat(
    ts.map((t) => unsqueeze(t, at)),
    at,
  );
}
