/**
 * The memory of the WebAssembly module. Operands are copied in one after the other from its start,
 * and the result is copied out. Nothing stays there from one call to the next.
 */
import { zeros, type Shape, type Values } from "../ndarray.js";
import type { Kernels } from "./module.js";

export type { Values };

/** A matrix: element (i, j) is at offset + i·row + j·col. */
export interface Strided {
  values: Values;
  offset: number;
  row: number;
  col: number;
}

/** The first 32 bytes are SPLAT_A and SPLAT_B of assembly/loop.ts. */
const firstByte = 64;
/** How many bytes kernels read and write beyond the end of an array: up to two vectors. */
const margin = 32;
const pageSize = 65_536;
/** Up to this many numbers, a loop copies faster than `set`. */
const few = 16;

/**
 * How many bytes of an operand are processed at once, where that can be done in parts. Together
 * with the other operands, they fit the processor's second-level cache.
 */
const blockBytes = 65_536;

let memory: Kernels["memory"] | undefined;
let floats32 = new Float32Array(0);
let floats64 = new Float64Array(0);
let next = firstByte;

/**
 * Begins a call: all of the memory becomes free.
 *
 * @param kernels - the WebAssembly module.
 */
export function begin(kernels: Kernels): void {
  next = firstByte;
  if (memory !== kernels.memory) {
    memory = kernels.memory;
    lookAt(memory.buffer);
  }
}

function lookAt(buffer: ArrayBuffer): void {
  floats32 = new Float32Array(buffer);
  floats64 = new Float64Array(buffer);
}

/**
 * Reserves memory, and returns its address.
 *
 * @param bytes - how much.
 */
export function room(bytes: number): number {
  const address = next;
  next = Math.ceil((next + bytes + margin) / 16) * 16;
  const missing = next + margin - floats32.byteLength;
  if (missing > 0 && memory !== undefined) {
    memory.grow(Math.ceil(missing / pageSize));
    lookAt(memory.buffer);
  }
  return address;
}

/**
 * The elements start … end − 1; `values` itself if these are all.
 *
 * @param values - contiguous elements.
 * @param start - the first element.
 * @param end - the element after the last.
 */
export function part<T extends Values>(values: T, start: number, end: number): T {
  return start === 0 && end === values.length ? values : (values.subarray(start, end) as T);
}

/**
 * Copies numbers in, and returns their address.
 *
 * @param values - the numbers.
 */
export function put(values: Values): number {
  const address = room(values.byteLength);
  putAt(address, values);
  return address;
}

/**
 * Copies numbers to an address.
 *
 * @param address - as `room` returned it.
 * @param values - the numbers.
 */
export function putAt(address: number, values: Values): void {
  const { floats, at } = placeOf(address, values);
  if (values.length > few) floats.set(values, at);
  else for (let i = 0; i < values.length; i++) floats[at + i] = values[i];
}

/** The memory as numbers of the dtype of `values`, and the index of an address in it. */
function placeOf(address: number, values: Values) {
  if (values instanceof Float32Array) return { floats: floats32, at: address / 4 };
  return { floats: floats64, at: address / 8 };
}

/**
 * Copies numbers in, followed by one vector of a filler, and returns their address.
 *
 * @param values - the numbers.
 * @param after - the filler, for what a kernel reads beyond the last number.
 */
export function putWith(values: Values, after: number): number {
  const address = put(values);
  const { floats, at } = placeOf(address + values.byteLength, values);
  floats.fill(after, at, at + 16 / values.BYTES_PER_ELEMENT);
  return address;
}

/**
 * Copies out what a kernel wrote.
 *
 * @param address - where it is.
 * @param out - where it goes; its length is how much is copied.
 */
export function take(address: number, out: Values): void {
  const { floats, at } = placeOf(address, out);
  if (out.length > few) out.set(floats.subarray(at, at + out.length));
  else for (let i = 0; i < out.length; i++) out[i] = floats[at + i];
}

/**
 * A new array of what a kernel wrote.
 *
 * @param address - where it is.
 * @param size - how many elements there are.
 * @param like - an array of the result's dtype.
 */
export function copyOut(address: number, size: number, like: Values): Values {
  const { floats, at } = placeOf(address, like);
  return floats.slice(at, at + size);
}

/**
 * The elements of a new array of zeros.
 *
 * @param shape - of the array.
 * @param like - an array of the same dtype.
 */
export function fresh(shape: Shape, like: Values): Values {
  return zeros(shape, like instanceof Float32Array ? "float32" : "float64").data;
}

/**
 * How many elements are in a block.
 *
 * @param values - an array of their dtype.
 */
export function blockSize(values: Values): number {
  return blockBytes / values.BYTES_PER_ELEMENT;
}

/**
 * Computes one or several results of the same size, block by block.
 *
 * @param size - how many elements each result has.
 * @param like - an array of their dtype.
 * @param compute - does the elements start … end − 1, and returns the address of each result.
 */
export function inBlocks(
  size: number,
  like: Values,
  compute: (start: number, end: number) => number[],
): Values[] {
  const step = blockSize(like);
  if (size <= step) return compute(0, size).map((address) => copyOut(address, size, like));
  const out: Values[] = [];
  for (let start = 0; start < size; start += step) {
    const end = Math.min(start + step, size);
    compute(start, end).forEach((address, i) => {
      out[i] ??= fresh([size], like);
      take(address, out[i].subarray(start, end));
    });
  }
  return out;
}

/**
 * Computes a table in tiles of at most a block: several whole rows, or part of one.
 *
 * @param shape - the shape of the array whose elements the table holds.
 * @param rows - how many rows the table has.
 * @param cols - how many columns.
 * @param like - an array of its dtype.
 * @param compute - does one tile, and returns its address.
 */
export function inTiles(
  shape: Shape,
  rows: number,
  cols: number,
  like: Values,
  compute: (top: number, bottom: number, left: number, right: number) => number,
): Values {
  const size = blockSize(like);
  if (rows * cols <= size) return copyOut(compute(0, rows, 0, cols), rows * cols, like);
  const out = fresh(shape, like);
  eachTile(rows, cols, size, (top, bottom, left, right) => {
    const first = top * cols + left;
    const address = compute(top, bottom, left, right);
    take(address, out.subarray(first, first + (bottom - top) * (right - left)));
  });
  return out;
}

/**
 * Visits a table in tiles: several whole rows, or part of one.
 *
 * @param rows - how many rows the table has.
 * @param cols - how many columns.
 * @param size - how many elements a tile has at most.
 * @param visit - called with the borders of each tile; `bottom` and `right` are not included.
 */
export function eachTile(
  rows: number,
  cols: number,
  size: number,
  visit: (top: number, bottom: number, left: number, right: number) => void,
): void {
  const height = Math.max(1, Math.floor(size / cols));
  const width = height > 1 ? cols : Math.min(size, cols);
  for (let top = 0; top < rows; top += height) {
    for (let left = 0; left < cols; left += width) {
      visit(top, Math.min(top + height, rows), left, Math.min(left + width, cols));
    }
  }
}

/**
 * Zeros as int32, at an address of `room`: a view, valid until the next call.
 *
 * @param address - where they are.
 * @param count - how many.
 */
export function zeros32(address: number, count: number): Int32Array {
  return new Int32Array(floats32.buffer, address, count).fill(0);
}

/**
 * Zeros as float64, at an address of `room`: a view, valid until the next call.
 *
 * @param address - where they are.
 * @param count - how many.
 */
export function zeros64(address: number, count: number): Float64Array {
  return read64(address, count).fill(0);
}

/**
 * The float64 that a kernel wrote: a view, valid until the next call.
 *
 * @param address - where they are.
 * @param count - how many.
 */
export function read64(address: number, count: number): Float64Array {
  return floats64.subarray(address / 8, address / 8 + count);
}
