/** Arrays as text. */
import { toNested, type NestedNumbers } from "./convert.js";
import type { NdArray } from "./ndarray.js";
import { showShape } from "./shape.js";

type Cells = string | Cells[];

/**
 * The numbers as text, to five significant digits. Of more than ten entries, only the outer three
 * on each side.
 */
function cells(values: NestedNumbers): Cells {
  if (typeof values === "number") return String(Number(values.toPrecision(5)));
  if (values.length <= 10) return values.map(cells);
  return [...values.slice(0, 3).map(cells), "…", ...values.slice(-3).map(cells)];
}

function layOut(entry: Cells, width: number, indent: number): string {
  if (typeof entry === "string") return entry.padStart(width);
  const separator = entry.some(Array.isArray) ? `,\n${" ".repeat(indent + 1)}` : ", ";
  return `[${entry.map((item) => layOut(item, width, indent + 1)).join(separator)}]`;
}

/**
 * `x` in nested brackets, with the numbers aligned in columns.
 *
 * @param x - of any shape.
 * @param indent - how many more spaces to put before each line after the first.
 */
export function formatArray(x: NdArray, indent = 0): string {
  if (x.size === 0) return `[], shape ${showShape(x.shape)}`;
  const shown = cells(toNested(x));
  const leaves = [shown].flat(Infinity as 1) as string[];
  return layOut(shown, Math.max(0, ...leaves.map((leaf) => leaf.length)), indent);
}
