/**
 * The memory of the WebAssembly module. Operands are copied in, one after the other from its start,
 * and the result is copied out; nothing stays there from one call to the next.
 */
import type { Values } from "../ndarray.js";
import type { Kernels } from "./module.js";

export type { Values };

/** Element (i, j) stands at offset + i·row + j·col. */
export interface Strided {
  values: Values;
  offset: number;
  row: number;
  col: number;
}

/** The first 32 bytes are SPLAT_A and SPLAT_B of assembly/loop.ts. */
const FIRST = 64;
/** Kernels read and write this much beyond the end of an array: up to two vectors. */
const MARGIN = 32;
const PAGE = 65_536;
/** Up to so many numbers are copied faster by a loop. */
const FEW = 16;

/**
 * How many bytes of an operand are worked on at once, where it can be done in parts: what fits the
 * processor's second cache together with the others.
 */
const BLOCK = 65_536;

let memory: Kernels["memory"] | undefined;
let floats32 = new Float32Array(0);
let floats64 = new Float64Array(0);
let next = FIRST;

/** Begins a call: all of the memory is free. */
export function begin(kernels: Kernels): void {
  next = FIRST;
  if (memory !== kernels.memory) {
    memory = kernels.memory;
    lookAt(memory.buffer);
  }
}

function lookAt(buffer: ArrayBuffer): void {
  floats32 = new Float32Array(buffer);
  floats64 = new Float64Array(buffer);
}

/** The address of `bytes` free bytes. */
export function room(bytes: number): number {
  const address = next;
  next = Math.ceil((next + bytes + MARGIN) / 16) * 16;
  const missing = next + MARGIN - floats32.byteLength;
  if (missing > 0 && memory !== undefined) {
    memory.grow(Math.ceil(missing / PAGE));
    lookAt(memory.buffer);
  }
  return address;
}

/** Elements start … end − 1: the array itself if they are all. */
export function part<T extends Values>(values: T, start: number, end: number): T {
  return start === 0 && end === values.length ? values : (values.subarray(start, end) as T);
}

/** Copies numbers in, and returns their address. */
export function put(values: Values): number {
  const address = room(values.byteLength);
  putAt(address, values);
  return address;
}

/** Copies numbers to an address of `room`. */
export function putAt(address: number, values: Values): void {
  const { floats, at } = placeOf(address, values);
  if (values.length > FEW) floats.set(values, at);
  else for (let i = 0; i < values.length; i++) floats[at + i] = values[i];
}

/** Where numbers of the dtype of `values` stand at an address. */
function placeOf(address: number, values: Values) {
  if (values instanceof Float32Array) return { floats: floats32, at: address / 4 };
  return { floats: floats64, at: address / 8 };
}

/** The same, with `after` in the place of up to a vector of elements after the last. */
export function putWith(values: Values, after: number): number {
  const address = put(values);
  const { floats, at } = placeOf(address + values.byteLength, values);
  floats.fill(after, at, at + 16 / values.BYTES_PER_ELEMENT);
  return address;
}

/** Copies out what a kernel wrote. */
export function take(address: number, out: Values): void {
  const { floats, at } = placeOf(address, out);
  if (out.length > FEW) out.set(floats.subarray(at, at + out.length));
  else for (let i = 0; i < out.length; i++) out[i] = floats[at + i];
}

/** A fresh array of what a kernel wrote, of the dtype of `like`. */
export function copyOut(address: number, size: number, like: Values): Values {
  const { floats, at } = placeOf(address, like);
  return floats.slice(at, at + size);
}

/** An array of zeros, of the dtype of `like`. */
export function fresh(size: number, like: Values): Values {
  return like instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
}

/** How many elements of a block are worked on at once. */
export function blockSize(values: Values): number {
  return BLOCK / values.BYTES_PER_ELEMENT;
}

/**
 * Results of `size` elements, of the dtype of `like`, block by block. `compute` does elements start … end − 1,
 * and returns where each result stands.
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
      out[i] ??= fresh(size, like);
      take(address, out[i].subarray(start, end));
    });
  }
  return out;
}

/**
 * A table of `rows` × `cols`, of the dtype of `like`, in tiles of at most a block: several whole rows, or part
 * of one. `compute` does one of them, and returns where it stands.
 */
export function inTiles(
  rows: number,
  cols: number,
  like: Values,
  compute: (top: number, bottom: number, left: number, right: number) => number,
): Values {
  const size = blockSize(like);
  if (rows * cols <= size) return copyOut(compute(0, rows, 0, cols), rows * cols, like);
  const out = fresh(rows * cols, like);
  eachTile(rows, cols, size, (top, bottom, left, right) => {
    const first = top * cols + left;
    const address = compute(top, bottom, left, right);
    take(address, out.subarray(first, first + (bottom - top) * (right - left)));
  });
  return out;
}

/**
 * Goes through a table of `rows` × `cols` in tiles of at most `size` elements: several whole rows, or part of
 * one.
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

/** `count` free int32, all 0, at an address of `room`: a view, valid until the next call. */
export function zeros32(address: number, count: number): Int32Array {
  return new Int32Array(floats32.buffer, address, count).fill(0);
}

/** `count` free float64, all 0, at an address of `room`: a view, valid until the next call. */
export function zeros64(address: number, count: number): Float64Array {
  return read64(address, count).fill(0);
}

/** `count` float64 that a kernel wrote: a view, valid until the next call. */
export function read64(address: number, count: number): Float64Array {
  return floats64.subarray(address / 8, address / 8 + count);
}
