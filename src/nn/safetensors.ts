/**
 * Encodes arrays as a safetensors file, and decodes it: https://github.com/huggingface/safetensors.
 * The file has eight bytes with the length of the header, a header of JSON, and the numbers,
 * little-endian and row-major.
 */
import {
  checkType,
  dtypeOf,
  flat,
  isNdArray,
  isPlainObject,
  show,
  zeros,
  type NdArray,
} from "../array/index.js";
import { bytesPer, maxAxes, maxHeader, readHeader } from "./safetensorsHeader.js";

// Browsers and Node have it, but the language itself does not.
declare const TextEncoder: new () => { encode: (text: string) => Uint8Array };

/** The content of a safetensors file. */
export interface SafetensorsContent {
  /** The arrays by name. */
  tensors: Record<string, NdArray>;
  /** Notes of any kind. */
  metadata: Record<string, string>;
}

/**
 * Encodes arrays as a safetensors file: the same bytes that the reference implementation writes for
 * the same tensors. They are sorted by dtype (float64 first), then by name; the header is padded so
 * that all data are aligned. Decoding gives every number back bit for bit, except for the payload
 * of a NaN.
 *
 * @param tensors - the arrays by name, of any shape with at most 32 axes.
 * @param metadata - notes of any kind; PyTorch's own files have `{ format: "pt" }`.
 * @returns the bytes of the file.
 * @throws TypeError if a tensor is not an ndarray, or a note is not a string.
 * @throws RangeError if a name is `__metadata__`, a text is not valid Unicode, an array has more
 * than 32 axes, or the header would be larger than the format's 100 MB.
 */
export function encodeSafetensors(
  tensors: Record<string, NdArray>,
  metadata: Record<string, string> = {},
): Uint8Array {
  checkContent(tensors, metadata);
  const encoder = new TextEncoder();
  const sorted = Object.entries(tensors)
    .map(([name, x]) => ({ name, x, dtype: dtypeOf(x), nameBytes: encoder.encode(name) }))
    .sort((a, b) => {
      return bytesPer[b.dtype] - bytesPer[a.dtype] || compareBytes(a.nameBytes, b.nameBytes);
    });
  let end = 0;
  const entries = sorted.map(({ name, x, dtype }) => {
    const begin = end;
    end += x.size * bytesPer[dtype];
    const info = {
      dtype: dtype === "float64" ? "F64" : "F32",
      shape: x.shape,
      data_offsets: [begin, end],
    };
    return `${JSON.stringify(name)}:${JSON.stringify(info)}`;
  });
  // Not one JSON.stringify of the whole: an object would put a name such as "10" first.
  if (Object.keys(metadata).length > 0) {
    entries.unshift(`"__metadata__":${JSON.stringify(metadata)}`);
  }
  const header = encoder.encode(`{${entries.join(",")}}`);
  const length = Math.ceil(header.length / 8) * 8;
  if (length > maxHeader) {
    throw new RangeError(
      `encodeSafetensors: names and metadata make a header of ${length} bytes; the format allows ` +
        `${maxHeader}`,
    );
  }
  const bytes = new Uint8Array(8 + length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length).set(header, 8); // padded with spaces
  let at = 8 + length;
  for (const { x, dtype } of sorted) {
    for (const value of flat(x)) {
      if (dtype === "float64") view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += bytesPer[dtype];
    }
  }
  return bytes;
}

function checkContent(tensors: Record<string, NdArray>, metadata: Record<string, string>): void {
  const caller = "encodeSafetensors";
  for (const [what, given] of Object.entries({ tensors, metadata })) {
    if (!isPlainObject(given)) {
      throw new TypeError(`${caller} takes ${what} as an object, { name: value }`);
    }
  }
  for (const [name, x] of Object.entries(tensors)) {
    if (!isNdArray(x)) {
      throw new TypeError(`${caller}: ${show(name)} is no ndarray; that of a tensor is its data`);
    }
    if (name === "__metadata__") {
      throw new RangeError(
        `${caller}: no tensor can be named "__metadata__", where the format keeps the metadata`,
      );
    }
    if (x.shape.length > maxAxes) {
      throw new RangeError(
        `${caller}: ${show(name)} has ${x.shape.length} axes; ${maxAxes} are allowed`,
      );
    }
  }
  for (const [key, note] of Object.entries(metadata) as [string, unknown][]) {
    if (typeof note !== "string") {
      throw new TypeError(
        `${caller}: metadata are strings, but ${show(key)} is ${show(note)}; JSON.stringify makes ` +
          `a string of it`,
      );
    }
  }
  for (const text of [...Object.keys(tensors), ...Object.entries(metadata).flat()]) {
    if (/\p{Surrogate}/u.test(text)) {
      throw new RangeError(
        `${caller}: ${show(text)} holds half of a surrogate pair, which UTF-8 cannot`,
      );
    }
  }
}

/** The order of UTF-8 bytes, which differs from that of JavaScript's strings. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}

/**
 * Decodes a safetensors file into new arrays. Reads F64 and F32. The file is not trusted: the whole
 * header is checked, against itself and the size of the file, before anything is allocated.
 *
 * @param file - the whole file.
 * @param label - its name, for messages.
 * @throws TypeError if `file` is neither a Uint8Array nor an ArrayBuffer.
 * @throws RangeError saying what is wrong with the file, and what the likely cause is.
 */
export function decodeSafetensors(
  file: Uint8Array | ArrayBuffer,
  label = "the file",
): SafetensorsContent {
  checkType(typeof label === "string", "decodeSafetensors: the label must be a text", label);
  const bytes = file instanceof ArrayBuffer ? new Uint8Array(file) : file;
  const expected = `the content of ${label} must be a Uint8Array or an ArrayBuffer`;
  checkType(bytes instanceof Uint8Array, expected, bytes);
  const { tensors, metadata, start } = readHeader(bytes, label);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = tensors.map(({ name, dtype, shape, begin }): [string, NdArray] => {
    const x = zeros(shape, dtype);
    for (let i = 0; i < x.size; i++) {
      const at = start + begin + i * bytesPer[dtype]; // not aligned in every file
      x.data[i] = dtype === "float64" ? view.getFloat64(at, true) : view.getFloat32(at, true);
    }
    return [name, x];
  });
  return { tensors: Object.fromEntries(read), metadata };
}
