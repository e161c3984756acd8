/** A network's answers over the plane. */
import { sigmoid, tensor } from "../../../src/index.js";
import type { Twin } from "./twin.js";

/** A part of the plane, and how finely it is looked at. */
export interface Window {
  x1: readonly [low: number, high: number];
  x2: readonly [low: number, high: number];
  /** Points along each axis, at the middle of a cell each. */
  cells: readonly [columns: number, rows: number];
}

/** The probability of label 1 at each cell, row by row from the top left. */
export function probabilitiesOver(twin: Twin, { x1, x2, cells }: Window): Float32Array {
  const [columns, rows] = cells;
  const middle = ([low, high]: readonly [number, number], k: number, n: number) =>
    low + ((k + 0.5) / n) * (high - low);
  const at = Float64Array.from({ length: 2 * columns * rows }, (_, i) => {
    const cell = Math.floor(i / 2);
    return i % 2 === 0
      ? middle(x1, cell % columns, columns)
      : middle(x2, rows - 1 - Math.floor(cell / columns), rows);
  });
  const points = tensor(at, { shape: [columns * rows, 2] });
  const { data } = sigmoid(twin.model.forward(points));
  return Float32Array.from((data.data as Float64Array).subarray(0, columns * rows));
}
