/** Element-by-element functions in WebAssembly. */
import { binaryKernels, unaryKernels, type Kernels } from "./module.js";
import type { Shape } from "../ndarray.js";
import { begin, inBlocks, inTiles, part, put, room, type Strided, type Values } from "./scratch.js";

export type UnaryKernel = keyof typeof unaryKernels;
export type BinaryKernel = keyof typeof binaryKernels;

/**
 * How the elements of two arrays meet: as tables of the same size. `col` is 1, or 0 where a row
 * repeats one element.
 */
export interface Pairing {
  /** The shape of the arrays, broadcast. */
  shape: Shape;
  rows: number;
  cols: number;
  a: Strided;
  b: Strided;
}

/**
 * f(x[i]), for the function f of that name.
 *
 * @param kernels - the WebAssembly module.
 * @param name - the function.
 * @param x - contiguous elements.
 */
export function unary(kernels: Kernels, name: UnaryKernel, x: Values): Values {
  const run = x instanceof Float32Array ? kernels.unary32 : kernels.unary64;
  const [out] = inBlocks(x.length, x, (start, end) => {
    begin(kernels);
    const at = put(part(x, start, end));
    run(unaryKernels[name], end - start, at, at);
    return [at];
  });
  return out;
}

/**
 * f(a[i, j], b[i, j]) in row-major order, for the function f of that name.
 *
 * @param kernels - the WebAssembly module.
 * @param name - the function.
 * @param state - the two tables, of one dtype.
 */
export function binary(
  kernels: Kernels,
  name: BinaryKernel,
  { shape, rows, cols, a, b }: Pairing,
): Values {
  const { values } = a;
  const run = values instanceof Float32Array ? kernels.binary32 : kernels.binary64;
  return inTiles(shape, rows, cols, values, (top, bottom, left, right) => {
    begin(kernels);
    const fromA = putBlock(a, top, bottom, left, right);
    const fromB = putBlock(b, top, bottom, left, right);
    const [height, width] = [bottom - top, right - left];
    const to = room(height * width * values.BYTES_PER_ELEMENT);
    run(binaryKernels[name], height, width, fromA, a.row, a.col, fromB, b.row, b.col, to);
    return to;
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

/**
 * scale·(a[i]·b[i])
 *
 * @param kernels - the WebAssembly module.
 * @param scale - the factor.
 * @param a - contiguous elements.
 * @param b - as many, of the same dtype.
 */
export function scaledProduct(kernels: Kernels, scale: number, a: Values, b: Values): Values {
  const run = a instanceof Float32Array ? kernels.scaledProduct32 : kernels.scaledProduct64;
  const [out] = inBlocks(a.length, a, (start, end) => {
    begin(kernels);
    const at = put(part(a, start, end));
    run(end - start, scale, at, put(part(b, start, end)), at);
    return [at];
  });
  return out;
}
