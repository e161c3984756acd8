/** Arrays as text. */
import { view, type NdArray } from "./ndarray.js";
import { showShape } from "./shape.js";

type Cells = string | Cells[];

/** Of more numbers than this, as in NumPy, only the outer ones of each axis are shown. */
const many = 1000;

/**
 * The numbers as text, to five significant digits. Of a longer axis, only the outer three entries
 * on each side.
 *
 * @param longest - an axis up to this length is shown whole.
 * @param most - about how many numbers to show; the rest is "…".
 */
function cells(x: NdArray, longest: number, most = many): Cells {
  if (x.shape.length === 0) return String(Number(x.data[x.offset].toPrecision(5)));
  if (most < 1) return "…";
  const [n, ...rest] = x.shape;
  const [step, ...steps] = x.stride;
  const count = Math.min(n, longest);
  const entry = (i: number) =>
    cells(view(x.data, rest, steps, x.offset + i * step), longest, most / count);
  const entries = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, i) => entry(start + i));
  return n <= longest ? entries(0, n) : [...entries(0, 3), "…", ...entries(n - 3, n)];
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
  const shown = cells(x, x.size > many ? 6 : 10);
  const leaves = [shown].flat(Infinity as 1) as string[];
  return layOut(shown, Math.max(0, ...leaves.map((leaf) => leaf.length)), indent);
}
