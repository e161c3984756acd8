/** The header of a safetensors file, which may be malicious. */
import { isPlainObject, show, showShape, sizeOf, type Dtype } from "../array/index.js";

// Browsers and Node have it, but the language itself does not.
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean },
) => { decode: (bytes: Uint8Array) => string };

/** The header's entry for one tensor. */
export interface TensorEntry {
  name: string;
  dtype: Dtype;
  shape: number[];
  /** Its bytes are [begin, end), counted from the end of the header. */
  begin: number;
  end: number;
}

export interface SafetensorsHeader {
  tensors: TensorEntry[];
  metadata: Record<string, string>;
  /** The offset in the file at which the data begin. */
  start: number;
}

const dtypes: Record<string, Dtype> = { F64: "float64", F32: "float32" };
export const bytesPer: Record<Dtype, number> = { float64: 8, float32: 4 };
const otherDtypes =
  /^(BOOL|[UI](8|16|32|64)|B?F16|C64|F4|F6_E2M3|F6_E3M2|F8_E5M2|F8_E4M3|F8_E8M0)$/;

/** In bytes: the limit of the reference implementation. */
export const maxHeader = 100_000_000;
/**
 * The limit that NumPy had for a long time. An ndarray of thousands of axes would take minutes to
 * make.
 */
export const maxAxes = 32;

type Refuse = (problem: string) => never;

/**
 * Reads the header, and checks that its tensors fill the rest of the file, each byte once.
 *
 * @param bytes - the whole file.
 * @param label - the name of the file, for messages.
 * @throws RangeError saying what is wrong with the file, and what the likely cause is.
 */
export function readHeader(bytes: Uint8Array, label: string): SafetensorsHeader {
  const refuse: Refuse = (problem) => {
    throw new RangeError(`${label}: ${problem}`);
  };
  const start = 8 + headerLength(bytes, refuse);
  const { __metadata__: metadata = {}, ...infos } = parse(bytes.subarray(8, start), refuse);
  const tensors = Object.entries(infos).map(([name, info]) => readEntry(name, info, refuse));
  checkCoverage(tensors, bytes.length - start, refuse);
  return { tensors, metadata: readMetadata(metadata, refuse), start };
}

function headerLength(bytes: Uint8Array, refuse: Refuse): number {
  if (bytes.length < 8) {
    refuse(
      `a safetensors file begins with 8 bytes that give the length of its header, but this file ` +
        `has ${bytes.length} in all: it is cut off, or of another format`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > maxHeader) {
    refuse(
      `its first 8 bytes give a header of ${length} bytes, and the format allows ${maxHeader}: ` +
        `this is likely no safetensors file`,
    );
  }
  if (length > bytes.length - 8) {
    refuse(
      `its first 8 bytes give a header of ${length} bytes, but only ${bytes.length - 8} follow: ` +
        `the file is cut off (an incomplete download?), or of another format`,
    );
  }
  return Number(length);
}

function parse(bytes: Uint8Array, refuse: Refuse): Record<string, unknown> {
  if (bytes[0] !== 0x7b) {
    refuse(
      `its header of ${bytes.length} bytes does not begin with "{": this is likely no ` +
        `safetensors file`,
    );
  }
  const attempt = <T>(what: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      return refuse(`its header is no valid ${what}, so the file is damaged (${String(error)})`);
    }
  };
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const text = attempt("UTF-8", () => decoder.decode(bytes));
  const header = attempt("JSON", () => JSON.parse(text) as Record<string, unknown>);
  checkKeys(text, refuse);
  return header;
}

/** Refuses two entries with the same name, of which JSON.parse would keep the last. */
function checkKeys(json: string, refuse: Refuse): void {
  const open: Set<string>[] = []; // the keys of the objects that have begun and not ended
  // The tokens are braces and strings; a string before a colon is a key.
  for (const [token, string, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if ((colon as string | undefined) !== undefined) {
      const key = JSON.parse(string) as string;
      const keys = open[open.length - 1];
      if (keys.has(key)) refuse(`its header has two entries named ${show(key)}; one is allowed`);
      keys.add(key);
    }
  }
}

function readMetadata(metadata: unknown, refuse: Refuse): Record<string, string> {
  if (!isPlainObject(metadata)) {
    refuse(`its "__metadata__" must be an object, and is ${show(metadata)}`);
  }
  for (const [key, note] of Object.entries(metadata)) {
    if (typeof note !== "string") {
      refuse(`its "__metadata__" must hold strings, but ${show(key)} is ${show(note)}`);
    }
  }
  return metadata as Record<string, string>;
}

function readEntry(name: string, info: unknown, refuse: Refuse): TensorEntry {
  const wrong: Refuse = (problem) => refuse(`tensor ${show(name)}: ${problem}`);
  if (!isPlainObject(info)) {
    return wrong(
      `its entry must be an object with dtype, shape and data_offsets, not ${show(info)}`,
    );
  }
  const { dtype, shape, data_offsets: offsets } = info;
  if (typeof dtype !== "string" || !Object.hasOwn(dtypes, dtype)) {
    return typeof dtype === "string" && otherDtypes.test(dtype)
      ? wrong(
          `dtype ${dtype} is not supported here, F64 and F32 are; convert it in PyTorch: t.float()`,
        )
      : wrong(
          `its dtype is ${show(dtype)}, which the format does not know; here F64 and F32 are read`,
        );
  }
  if (!isListOfSizes(shape)) {
    return wrong(`its shape must be a list of whole numbers ≥ 0, and is ${show(shape)}`);
  }
  if (shape.length > maxAxes) {
    wrong(`its shape has ${shape.length} axes; ${maxAxes} are allowed`);
  }
  if (!isListOfSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    return wrong(`its data_offsets must be [begin, end], begin ≤ end, and are ${show(offsets)}`);
  }
  const [begin, end] = offsets;
  const needed = sizeOf(shape) * bytesPer[dtypes[dtype]];
  // Beyond 2^53 the product is rounded, but then no file is that large.
  if (needed !== end - begin) {
    wrong(
      `${dtype} of shape ${showShape(shape)} takes ` +
        `${Number.isSafeInteger(needed) ? needed : "far more"} bytes, but its data_offsets ` +
        `${showShape(offsets)} hold ${end - begin}`,
    );
  }
  return { name, dtype: dtypes[dtype], shape, begin, end };
}

function isListOfSizes(value: unknown): value is number[] {
  // −0 is not a size: no writer produces it, and it would stay in the shape.
  const isSize = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0 && !Object.is(n, -0);
  return Array.isArray(value) && value.every(isSize);
}

/** Checks that each byte of the data belongs to exactly one tensor. */
function checkCoverage(tensors: readonly TensorEntry[], available: number, refuse: Refuse): void {
  const inOrder = tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of inOrder) {
    if (begin > at) {
      refuse(`bytes ${at} to ${begin} of its data, before tensor ${show(name)}, are of no tensor`);
    }
    if (begin < at) {
      refuse(
        `tensor ${show(name)}, bytes ${begin} to ${end} of its data, overlaps another, which ends ` +
          `at ${at}`,
      );
    }
    at = end;
  }
  if (at > available) {
    refuse(
      `its tensors take ${at} bytes, but only ${available} follow the header: the file is cut off ` +
        `(an incomplete download?)`,
    );
  }
  if (at < available) {
    refuse(
      `its tensors take ${at} bytes, but ${available} follow the header: something was appended, ` +
        `or an entry was lost`,
    );
  }
}
