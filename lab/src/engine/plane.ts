/** A network's answers over the plane. */
import { sigmoid, tensor } from "../../../src/index.js";
import type { Frame } from "./frame.js";
import type { Twin } from "./twin.js";

/** A part of the plane, and how finely it is looked at. */
export interface Window {
  x1: readonly [low: number, high: number];
  x2: readonly [low: number, high: number];
  /** Points along each axis, at the middle of a cell each. */
  cells: readonly [columns: number, rows: number];
}

/**
 * The part of a view in which all points are, where their heights are logits: these begin at 0 and
 * grow as long as the twins are trained, so its height doubles now and then.
 */
export function logitWindow({ points }: Frame, cells: Window["cells"]): Window {
  const across = points.map(({ x1 }) => x1);
  const [low, high] = across.reduce(
    ([least, most], x1) => [Math.min(least, x1), Math.max(most, x1)],
    [Infinity, -Infinity],
  );
  const margin = 0.06 * (high - low) || 1;
  const most = points.reduce((size, { x2 }) => Math.max(size, Math.abs(x2)), 0.9);
  const height = 2 ** Math.ceil(Math.log2(most * 1.05));
  return { x1: [low - margin, high + margin], x2: [-height, height], cells };
}

/**
 * The probability of label 1 at each cell, row by row from the top left.
 *
 * @param twin - `null`: the vertical axis is its logit, which says all.
 */
export function probabilitiesOver(twin: Twin | null, { x1, x2, cells }: Window): Float32Array {
  const [columns, rows] = cells;
  const middle = ([low, high]: readonly [number, number], k: number, n: number) =>
    low + ((k + 0.5) / n) * (high - low);
  const at = new Float64Array(2 * columns * rows);
  for (let cell = 0; cell < columns * rows; cell++) {
    at[2 * cell] = middle(x1, cell % columns, columns);
    at[2 * cell + 1] = middle(x2, rows - 1 - Math.floor(cell / columns), rows);
  }
  const logits =
    twin === null
      ? tensor(at.filter((_, i) => i % 2 === 1))
      : twin.model.forward(tensor(at, { shape: [columns * rows, 2] }));
  const { data } = sigmoid(logits);
  return Float32Array.from((data.data as Float64Array).subarray(0, columns * rows));
}
