/** A network's answers over the plane. */
import { flat } from "../../../src/array/index.js";
import { sigmoid, tensor, type Tensor } from "../../../src/index.js";
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

/** The middles of the cells, row by row from the top left, as rows of features. */
export function cellsOf({ x1, x2, cells: [columns, rows] }: Window): Tensor {
  const middle = ([low, high]: readonly [number, number], k: number, n: number) =>
    low + ((k + 0.5) / n) * (high - low);
  const at = new Float64Array(2 * columns * rows);
  let i = 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = 0; column < columns; column++) {
      at[i++] = middle(x1, column, columns);
      at[i++] = middle(x2, row, rows);
    }
  }
  return tensor(at, { shape: [columns * rows, 2] });
}

/**
 * The probability of label 1 at each cell.
 *
 * @param twin - `null`: the vertical axis is its logit, which says all.
 */
export function probabilitiesOver(twin: Twin | null, cells: Tensor): Float32Array {
  const logits =
    twin === null
      ? tensor(flat(cells.data).filter((_, i) => i % 2 === 1))
      : twin.model.forward(cells);
  return new Float32Array(flat(sigmoid(logits).data));
}
