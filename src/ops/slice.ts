/** Parts of tensors, and tensors as parts of larger ones. */
import * as array from "../array/index.js";
import type { NdArray, Range, Shape } from "../array/index.js";
import {
  asTensor,
  Op,
  type Gradients,
  type Inputs,
  type Tensor,
  type TensorLike,
} from "../autograd/index.js";
import { reshape } from "./reshape.js";

/** y = x[ranges] */
export class Slice extends Op<1> {
  constructor(readonly ranges: readonly Range[]) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.slice(x, this.ranges);
  }
  backward(gradY: Tensor, [x]: Inputs<1>): Gradients<1> {
    return [() => new Place(x.shape, this.ranges, 0).apply(gradY)]; // x̄[ranges] = ȳ, 0 elsewhere
  }
}

/** y[ranges] = x, and `value` elsewhere */
export class Place extends Op<1> {
  constructor(
    readonly shape: Shape,
    readonly ranges: readonly Range[],
    readonly value: number,
  ) {
    super();
  }
  forward(x: NdArray): NdArray {
    return array.place(x, this.shape, this.ranges, this.value);
  }
  backward(gradY: Tensor): Gradients<1> {
    return [() => new Slice(this.ranges).apply(gradY)]; // x̄ = ȳ[ranges]
  }
}

/**
 * What to take of one axis, as in Python. A number takes one entry and drops the axis.
 * `[start, stop, step]` takes a range; `null` for `start` or `stop` means the end of the axis that
 * the step comes from or goes to. `null` alone takes the whole axis. Negative indices count from
 * the end.
 */
export type SliceSpec =
  number | null | readonly [start: number | null, stop?: number | null, step?: number | null];

/**
 * Part of a tensor. Copies nothing.
 *
 * ```ts
 * slice(x, [0]); // the first row: x[0]
 * slice(x, [null, [1, 3]]); // columns 1 and 2: x[:, 1:3]
 * slice(x, [[null, null, -1]]); // the rows backwards: x[::-1]
 * ```
 *
 * @param x - of any shape.
 * @param slices - what to take of each axis, from the first on. Axes without an entry are taken
 * whole.
 * @throws RangeError if a number is out of range, a step is 0, or there are too many entries.
 */
export function slice(x: TensorLike, slices: readonly SliceSpec[]): Tensor {
  const t = asTensor(x);
  array.checkList(slices, "slice", "[0] or [null, [1, 3]], with an entry for each axis");
  if (slices.length > t.ndim) {
    throw new RangeError(
      `slice: ${slices.length} slices for shape ${array.showShape(t.shape)}, ` +
        `which has ${t.ndim} axes`,
    );
  }
  const ranges = t.shape.map((size, axis) => resolve(slices[axis] ?? null, size, axis));
  const part = new Slice(ranges).apply(t);
  const kept = part.shape.filter((_, axis) => typeof slices[axis] !== "number");
  return kept.length === part.ndim ? part : reshape(part, kept);
}

function resolve(spec: SliceSpec, size: number, axis: number): Range {
  if (spec === null) return { start: 0, step: 1, size };
  const parts = [spec].flat().filter((part) => part != null);
  if (!parts.every((part) => Number.isInteger(part))) {
    throw new RangeError(`slice: ${JSON.stringify(spec)} of axis ${axis} are not whole numbers`);
  }
  if (Array.isArray(spec) && spec.length > 3) {
    throw new RangeError(
      `slice: ${JSON.stringify(spec)} of axis ${axis} has more than start, stop and step`,
    );
  }
  const fromEnd = (i: number) => (i < 0 ? i + size : i);
  if (typeof spec === "number") {
    const start = fromEnd(spec);
    if (start < 0 || start >= size) {
      throw new RangeError(
        `slice: there is no entry ${spec} along axis ${axis}, which has size ${size}`,
      );
    }
    return { start, step: 1, size: 1 };
  }
  const step = spec[2] ?? 1;
  if (step === 0) throw new RangeError(`slice: the step along axis ${axis} is 0`);
  // A positive step moves between 0 and size, a negative one between size − 1 and −1.
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const within = (i: number | null | undefined, otherwise: number) =>
    i == null ? otherwise : Math.min(Math.max(fromEnd(i), low), high);
  const start = within(spec[0], step > 0 ? low : high);
  const stop = within(spec[1], step > 0 ? high : low);
  return { start, step, size: Math.max(0, Math.ceil((stop - start) / step)) };
}

/**
 * `x` with a margin of `value` around it.
 *
 * @param x - of any shape.
 * @param pads - `[before, after]` for each axis: how many entries to add before and after it.
 * @param value - the value of the margin.
 * @throws RangeError if `pads` does not hold two whole numbers ≥ 0 for each axis.
 */
export function pad(x: TensorLike, pads: readonly (readonly number[])[], value = 0): Tensor {
  const t = asTensor(x);
  array.checkList(pads, "pad", "[[1, 1], [0, 2]], with [before, after] for each axis");
  array.checkType(typeof value === "number", "pad: the value must be a number", value);
  const isList: (p: unknown) => boolean = Array.isArray;
  const good = pads.every(
    (p) => isList(p) && p.length === 2 && p.every((n) => Number.isInteger(n) && n >= 0),
  );
  if (pads.length !== t.ndim || !good) {
    throw new RangeError(
      `pad: ${JSON.stringify(pads)} does not hold [before, after], whole numbers ≥ 0, for each ` +
        `of the ${t.ndim} axes of shape ${array.showShape(t.shape)}`,
    );
  }
  const ranges = t.shape.map((size, axis) => ({ start: pads[axis][0], step: 1, size }));
  const shape = t.shape.map((size, axis) => pads[axis][0] + size + pads[axis][1]);
  return new Place(shape, ranges, value).apply(t);
}
