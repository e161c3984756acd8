/** Element-by-element functions in WebAssembly. */
import type { Kernels } from "./load.js";
import {
  begin,
  BLOCK,
  eachTile,
  part,
  put,
  room,
  take,
  type Strided,
  type Values,
} from "./scratch.js";

// The place in its list is the number that assembly/elementwise.ts knows a function by.
const unaryNames = [
  "neg",
  "abs",
  "sqrt",
  "relu",
  "exp",
  "log1p",
  "tanh",
  "sigmoid",
  "softplus",
] as const;
export const binaryNames = [
  "add",
  "sub",
  "mul",
  "div",
  "maximum",
  "tanhBackward",
  "sigmoidBackward",
  "softplusBackward",
  "reluBackward",
  "sigmoidMinus",
  "binaryCrossEntropy",
] as const;

export type UnaryName = (typeof unaryNames)[number];
export type BinaryName = (typeof binaryNames)[number];

/**
 * How to find the elements of two arrays that meet: as tables, row by row. `col` is 1, or 0 where a row
 * repeats one element.
 */
export interface Pairing {
  rows: number;
  cols: number;
  a: Strided;
  b: Strided;
}

/** out[i] = f(x[i]) */
export function unary(kernels: Kernels, name: UnaryName, x: Values, out: Values): void {
  const f = unaryNames.indexOf(name);
  const run = x instanceof Float32Array ? kernels.unary32 : kernels.unary64;
  const size = BLOCK / x.BYTES_PER_ELEMENT;
  for (let start = 0; start < x.length; start += size) {
    const end = Math.min(start + size, x.length);
    begin(kernels);
    const at = put(part(x, start, end));
    run(f, end - start, at, at);
    take(at, part(out, start, end));
  }
}

/** out[i, j] = f(a[i, j], b[i, j]), out being contiguous. All three have one dtype. */
export function binary(kernels: Kernels, name: BinaryName, pairing: Pairing, out: Values): void {
  const { rows, cols, a, b } = pairing;
  const f = binaryNames.indexOf(name);
  const run = out instanceof Float32Array ? kernels.binary32 : kernels.binary64;
  const size = BLOCK / out.BYTES_PER_ELEMENT;
  eachTile(rows, cols, size, (top, bottom, left, right) => {
    begin(kernels);
    const fromA = putBlock(a, top, bottom, left, right);
    const fromB = putBlock(b, top, bottom, left, right);
    const count = (bottom - top) * (right - left);
    const to = room(count * out.BYTES_PER_ELEMENT);
    run(f, bottom - top, right - left, fromA, a.row, a.col, fromB, b.row, b.col, to);
    take(to, part(out, top * cols + left, top * cols + left + count));
  });
}

function putBlock(
  { values, offset, row, col }: Strided,
  top: number,
  bottom: number,
  left: number,
  right: number,
): number {
  const first = offset + top * row + left * col;
  return put(part(values, first, first + (bottom - 1 - top) * row + (right - 1 - left) * col + 1));
}
