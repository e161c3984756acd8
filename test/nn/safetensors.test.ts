import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { array, tensor, type Dtype, type NdArray, type NestedArray } from "../../src/index.js";
import { sizeOf } from "../../src/array/index.js";
import { decodeSafetensors, encodeSafetensors } from "../../src/nn/safetensors.js";

const float32 = (data: NestedArray) => array.array(data, { dtype: "float32" });
const float64 = (data: NestedArray) => array.array(data, { dtype: "float64" });
const decode = (bytes: Uint8Array) => decodeSafetensors(bytes, "model.safetensors");

/** The bytes of a number, little-endian, written out so that no code of the codec is used. */
const u64 = (n: bigint | number) =>
  Array.from({ length: 8 }, (_, i) => Number((BigInt(n) >> BigInt(8 * i)) & 0xffn));

/** A file with this header, as it stands, and this many bytes of data. */
function file(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const text = typeof header === "string" ? Buffer.from(header) : header;
  return Uint8Array.from([...u64(text.length), ...text, ...Array<number>(dataBytes).fill(0)]);
}

const entry = (dtype: string, shape: string, offsets: string) =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`;
const F32 = (shape: string, offsets: string) => entry('"F32"', shape, offsets);

/** Row-major bits of all elements. */
function bits(x: NdArray): string {
  const { buffer, byteOffset, byteLength } = array.copy(x).data;
  return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
}

describe("encodeSafetensors", () => {
  it("writes the length of the header, the header, and the numbers little-endian", () => {
    const bytes = encodeSafetensors({
      "attn.0": float32([
        [
          [0, 1, 2],
          [3, 4, -5],
        ],
      ]),
    });
    const header = '{"attn.0":{"dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]}}';
    expect(header).toHaveLength(64);
    expect([...bytes]).toEqual([
      ...[64, 0, 0, 0, 0, 0, 0, 0],
      ...Buffer.from(header),
      ...[0, 0, 0, 0],
      ...[0, 0, 0x80, 0x3f],
      ...[0, 0, 0, 0x40],
      ...[0, 0, 0x40, 0x40],
      ...[0, 0, 0x80, 0x40],
      ...[0, 0, 0xa0, 0xc0],
    ]);
  });

  it("pads the header with spaces to a multiple of 8 bytes", () => {
    const bytes = encodeSafetensors({ b: float64([-2]) });
    const header = '{"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}  ';
    expect([...bytes]).toEqual([
      ...[56, 0, 0, 0, 0, 0, 0, 0],
      ...Buffer.from(header),
      ...[0, 0, 0, 0, 0, 0, 0, 0xc0],
    ]);
    expect([...encodeSafetensors({})]).toEqual([
      8,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      ...Buffer.from("{}      "),
    ]);
  });

  it("writes metadata first", () => {
    const bytes = encodeSafetensors({}, { framework: "pt" });
    expect([...bytes]).toEqual([
      ...[40, 0, 0, 0, 0, 0, 0, 0],
      ...Buffer.from('{"__metadata__":{"framework":"pt"}}     '),
    ]);
  });

  it("writes what the Python package, version 0.8.0, writes", () => {
    const reference =
      "AAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJwdCJ9LCJiIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUi" +
      "OlsxXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sImUiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzAsMl0sImRhdGFf" +
      "b2Zmc2V0cyI6WzgsOF19LCJzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOltdLCJkYXRhX29mZnNldHMiOls4LDEy" +
      "XX0sInciOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsMl0sImRhdGFfb2Zmc2V0cyI6WzEyLDI4XX19ICAgICAg" +
      "mpmZmZmZuT8AAOBAAADAPwAAAMAAAAAAAABAQA==";
    const bytes = encodeSafetensors(
      {
        w: float32([
          [1.5, -2],
          [0, 3],
        ]),
        b: float64([0.1]),
        e: array.zeros([0, 2], "float32"),
        s: float32(7),
      },
      { format: "pt" },
    );
    expect(Buffer.from(bytes).toString("base64")).toBe(reference);
  });

  it("sorts float64 before float32, then by the UTF-8 of the names", () => {
    const names = ["b", "10", "2", "z😀", "z\uFFFD", "z", "a\u0000", "a"];
    const tensors = Object.fromEntries(names.map((name) => [name, float32([1])]));
    const bytes = encodeSafetensors({ ...tensors, last: float64([1]) });
    const order = [
      ...Buffer.from(bytes)
        .toString()
        .matchAll(/"([^"]+)":\{/g),
    ].map((m) => m[1]);
    // UTF-16, in which JavaScript compares, has 😀 before U+FFFD.
    expect(order).toEqual(["last", "10", "2", "a", "a\\u0000", "b", "z", "z\uFFFD", "z😀"]);
    expect(array.toNested(decode(bytes).tensors["last"])).toEqual([1]);
  });

  it("writes the elements of views row-major", () => {
    const base = float32([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const transposed = array.permute(base, [1, 0]);
    const flipped = array.view(base.data, [3], [-1], 5);
    const expanded = array.broadcastTo(float64([7]), [2, 2]);
    const { tensors } = decode(encodeSafetensors({ transposed, flipped, expanded }));
    expect(array.toNested(tensors["transposed"])).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(array.toNested(tensors["flipped"])).toEqual([6, 5, 4]);
    expect(array.toNested(tensors["expanded"])).toEqual([
      [7, 7],
      [7, 7],
    ]);
  });

  it.each<[string, () => unknown, RegExp]>([
    ["a Map", () => encodeSafetensors(new Map() as never), /tensors as an object/],
    ["metadata in a list", () => encodeSafetensors({}, [] as never), /metadata as an object/],
    ["a tensor", () => encodeSafetensors({ w: tensor([1]) as never }), /"w" is no ndarray.*data/],
    ["a list", () => encodeSafetensors({ w: [1] as never }), /"w" is no ndarray/],
    [
      "a name of the format's",
      () => encodeSafetensors({ __metadata__: float32(1) }),
      /format keeps/,
    ],
    [
      "33 axes",
      () => encodeSafetensors({ w: array.zeros(Array<number>(33).fill(1)) }),
      /33 axes; 32/,
    ],
    ["a number as a note", () => encodeSafetensors({}, { seed: 1 as never }), /"seed" is 1; JSON/],
    [
      "half a surrogate pair in a name",
      () => encodeSafetensors({ "a\ud83d": float32(1) }),
      /UTF-8/,
    ],
    ["half a surrogate pair in a note", () => encodeSafetensors({}, { a: "\ude00" }), /UTF-8/],
    [
      "a header of more than 100 MB",
      () => encodeSafetensors({}, { long: "x".repeat(1e8) }),
      /header of 100000032 bytes; the format allows 100000000/,
    ],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe("what was encoded, decoded", () => {
  /** Any bits, though all NaN are one: JavaScript does not keep their payload. */
  const number = (dtype: Dtype) =>
    dtype === "float64" ? fc.double() : fc.float({ noNaN: false }).map(Math.fround);
  const anyArray = fc
    .record({
      dtype: fc.constantFrom<Dtype>("float32", "float64"),
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    })
    .chain(({ dtype, shape }) => {
      const size = sizeOf(shape);
      return fc
        .array(number(dtype), { minLength: size, maxLength: size })
        .map((data) => array.array(data, { dtype, shape }));
    });
  const oddNames = ["__proto__", "constructor", "", '"', "\\", "\u0000", "10", "é\u2028😀"];
  const name = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...oddNames));

  it("is the same arrays bit for bit, with their names and the metadata", () => {
    const dictionary = <T>(value: fc.Arbitrary<T>) =>
      fc.array(fc.tuple(name, value), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs));
    fc.assert(
      fc.property(dictionary(anyArray), dictionary(name), (tensors, metadata) => {
        const bytes = encodeSafetensors(tensors, metadata);
        const found = decode(bytes);
        expect(new Set(Object.keys(found.tensors))).toEqual(new Set(Object.keys(tensors)));
        for (const [key, x] of Object.entries(tensors)) {
          expect(found.tensors[key].shape).toEqual(x.shape);
          expect(array.dtypeOf(found.tensors[key])).toBe(array.dtypeOf(x));
          expect(bits(found.tensors[key])).toBe(bits(x));
        }
        expect(Object.entries(found.metadata)).toEqual(Object.entries(metadata));
        expect(encodeSafetensors(found.tensors, found.metadata)).toEqual(bytes);
      }),
    );
  });

  it("keeps −0, infinities, denormals and NaN", () => {
    const special = [-0, Infinity, -Infinity, NaN, Number.MIN_VALUE, -Number.MIN_VALUE, 2 ** -149];
    for (const x of [float64(special), float32(special), float64(-0), array.zeros([0, 3])]) {
      expect(bits(decode(encodeSafetensors({ x })).tensors["x"])).toBe(bits(x));
    }
  });

  it("keeps a name of a million characters", () => {
    const long = "é".repeat(1e6);
    expect(Object.keys(decode(encodeSafetensors({ [long]: float32(1) })).tensors)).toEqual([long]);
  });
});

describe("decodeSafetensors", () => {
  it("reads data that are not aligned, in a view of a larger buffer, in any order", () => {
    const header = `{"b":${F32("[1]", "[8,12]")}, "a" : ${entry('"F64"', "[]", "[0,8]")}}\n`;
    const whole = file(header, 12);
    new DataView(whole.buffer).setFloat64(whole.length - 12, 0.1, true);
    new DataView(whole.buffer).setFloat32(whole.length - 4, 2.5, true);
    for (let offset = 0; offset < 8; offset++) {
      const bytes = new Uint8Array(whole.length + 8);
      bytes.set(whole, offset);
      const { tensors, metadata } = decode(bytes.subarray(offset, offset + whole.length));
      expect(array.toNested(tensors["a"])).toBe(0.1);
      expect(array.toNested(tensors["b"])).toEqual([2.5]);
      expect(metadata).toEqual({});
    }
  });

  it("gives arrays that do not change with the bytes", () => {
    const bytes = encodeSafetensors({ w: float32([1, 2]) });
    const { tensors } = decode(bytes);
    bytes.fill(0);
    expect(array.toNested(tensors["w"])).toEqual([1, 2]);
  });

  it("reads Node's Buffer, and fields that it does not know", () => {
    const header = `{"a":{"dtype":"F32","extra":{"dtype":[]},"shape":[0,2],"data_offsets":[0,0]}}`;
    const { tensors } = decode(Buffer.from(file(header)));
    expect(tensors["a"].shape).toEqual([0, 2]);
  });

  it("gives what the header says, also if it names what objects have of their own", () => {
    const header = `{"__proto__":${F32("[]", "[0,4]")},"__metadata__":{"__proto__":"x"}}`;
    const { tensors, metadata } = decode(file(header, 4));
    expect(Object.keys(tensors)).toEqual(["__proto__"]);
    expect(Object.entries(metadata)).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
  });

  const good = `{"w":${F32("[2]", "[0,8]")}}`;
  const invalidUtf8 = Uint8Array.from([...Buffer.from('{"'), 0xff, ...Buffer.from('":1}')]);
  const two = (a: string, b: string) => `{"a":${F32("[1]", a)},"b":${F32("[1]", b)}}`;
  const ofShape = (shape: string, offsets = "[0,4]") => file(`{"w":${F32(shape, offsets)}}`, 4);
  const ofOffsets = (offsets: string) => file(`{"w":${F32("[1]", offsets)}}`, 4);
  const ofDtype = (dtype: string) => file(`{"w":${entry(dtype, "[1]", "[0,4]")}}`, 4);
  it.each<[string, Uint8Array, RegExp]>([
    ["an empty file", new Uint8Array(0), /has 0 in all: it is cut off, or of another format/],
    ["7 bytes", new Uint8Array(7), /has 7 in all/],
    ["a header of length 0", file(""), /header of 0 bytes does not begin with "\{"/],
    [
      "a header that is cut off",
      file(good).subarray(0, 30),
      /header of 54 bytes, but only 22.*cut off/,
    ],
    [
      "a length over the limit",
      Uint8Array.from([...u64(100_000_001), 0x7b]),
      /100000001.*allows 100000000/,
    ],
    [
      "a length of 2^53 + 1",
      Uint8Array.from(u64(2n ** 53n + 1n)),
      /header of 9007199254740993 bytes/,
    ],
    [
      "a length of 2^64 − 1",
      Uint8Array.from(u64(2n ** 64n - 1n)),
      /header of 18446744073709551615 bytes/,
    ],
    [
      "a zip (a PyTorch file)",
      Buffer.from("PK\x03\x04\0\0\0\0\0\0"),
      /67324752 bytes, but only 2 follow.*or of another format/,
    ],
    ["JSON", Buffer.from('{"weights": [1, 2]}'), /likely no safetensors file/],
    ["a list for a header", file("[1, 2]"), /does not begin with "\{"/],
    ["a byte order mark", file("\uFEFF{}"), /does not begin with "\{"/],
    ["a space before the header", file(" {}"), /does not begin with "\{"/],
    ["a header that is no UTF-8", file(invalidUtf8), /no valid UTF-8, so the file is damaged/],
    ["a header that is no JSON", file('{"w":}'), /no valid JSON, so the file is damaged/],
    ["a second value in the header", file("{}{}"), /no valid JSON/],
    ["zeros behind the header", file("{}\0\0"), /no valid JSON/],
    [
      "two tensors of one name",
      file(`{"w":${F32("[1]", "[0,4]")},"\\u0077":${F32("[1]", "[0,4]")}}`, 4),
      /two entries named "w"/,
    ],
    [
      "two shapes",
      file(`{"w":{"shape":[1],"dtype":"F32","shape" :[1],"data_offsets":[0,4]}}`, 4),
      /two entries named "shape"/,
    ],
    [
      "two metadata",
      file(`{"__metadata__":{},"__metadata__":{}}`),
      /two entries named "__metadata__"/,
    ],
    ["metadata in a list", file('{"__metadata__":["a"]}'), /must be an object, and is \["a"\]/],
    ["null for metadata", file('{"__metadata__":null}'), /must be an object, and is null/],
    ["a number in the metadata", file('{"__metadata__":{"seed":1}}'), /strings, but "seed" is 1/],
    [
      "an entry that is a number",
      file('{"w":7}'),
      /tensor "w": its entry must be an object.*not 7/,
    ],
    [
      "an entry that is a list",
      file('{"w":[1]}'),
      /tensor "w": its entry must be an object.*not \[1\]/,
    ],
    ["an entry that is empty", file('{"w":{}}'), /its dtype is undefined/],
    ["float16", ofDtype('"F16"'), /tensor "w": dtype F16 is not supported here, F64 and F32 are/],
    ["bfloat16", ofDtype('"BF16"'), /dtype BF16 is not supported.*float\(\)/],
    ["integers", ofDtype('"I64"'), /dtype I64 is not supported/],
    ["an unknown dtype", ofDtype('"float32"'), /its dtype is "float32".*F64 and F32 are read/],
    ["a dtype that objects have", ofDtype('"constructor"'), /its dtype is "constructor"/],
    ["a dtype that is a list", ofDtype('["F32"]'), /its dtype is \["F32"\]/],
    [
      "a shape that is a number",
      ofShape("1"),
      /shape must be a list of whole numbers ≥ 0, and is 1/,
    ],
    ["a negative size", ofShape("[-1]"), /and is \[-1\]/],
    ["a size of −0", ofShape("[-0]", "[0,0]"), /and is \[-0\]/],
    ["half a size", ofShape("[0.5]"), /and is \[0\.5\]/],
    ["a size in quotes", ofShape('["1"]'), /and is \["1"\]/],
    ["a size that is a list", ofShape("[[1]]"), /and is \[\[…\]\]/],
    ["a size beyond 2^53", ofShape("[9007199254740993]"), /and is \[9007199254740992\]/],
    ["an infinite size", ofShape("[1e999]"), /and is \[Infinity\]/],
    ["a size of 4 TB", ofShape("[1099511627776]"), /takes 4398046511104 bytes.*\[0, 4\] hold 4/],
    ["a shape whose size overflows", ofShape("[4294967296,4294967296,2]"), /takes far more bytes/],
    [
      "a shape whose size overflows before a 0",
      ofShape(`[${"9007199254740991,".repeat(25)}0]`, "[0,0]"),
      /far more/,
    ],
    [
      "more axes than an array can have",
      ofShape(`[1${",1".repeat(1e5)}]`),
      /has 100001 axes; 32 are/,
    ],
    [
      "a shape that does not fit the bytes",
      ofShape("[2]"),
      /shape \[2\] takes 8 bytes.*\[0, 4\] hold 4/,
    ],
    ["no offsets", file('{"w":{"dtype":"F32","shape":[1]}}', 4), /data_offsets.*are undefined/],
    ["one offset", ofOffsets("[0]"), /must be \[begin, end\].*are \[0\]/],
    ["three offsets", ofOffsets("[0,4,8]"), /are \[0, 4, 8\]/],
    ["offsets in words", ofOffsets('["0","4"]'), /are \["0", "4"\]/],
    ["a negative offset", ofOffsets("[-4,0]"), /are \[-4, 0\]/],
    ["half an offset", ofOffsets("[0.5,4.5]"), /are \[0\.5, 4\.5\]/],
    ["offsets in the wrong order", ofOffsets("[4,0]"), /begin ≤ end, and are \[4, 0\]/],
    ["offsets beyond 2^53", ofOffsets("[1e300,1e300]"), /are \[1e\+300, 1e\+300\]/],
    [
      "tensors that overlap",
      file(two("[0,4]", "[2,6]"), 6),
      /"b", bytes 2 to 6 .*overlaps.*ends at 4/,
    ],
    ["tensors in one place", file(two("[0,4]", "[0,4]"), 4), /"b", bytes 0 to 4 .*overlaps/],
    ["a hole", file(two("[0,4]", "[8,12]"), 12), /bytes 4 to 8 of its data, before tensor "b"/],
    ["a hole at the start", file(two("[4,8]", "[8,12]"), 12), /bytes 0 to 4 .*before tensor "a"/],
    ["data that are cut off", file(good, 7), /take 8 bytes, but only 7 follow.*cut off/],
    ["no data", file(good), /take 8 bytes, but only 0 follow/],
    ["bytes after the data", file(good, 9), /take 8 bytes, but 9 follow.*appended/],
    ["data without a tensor", file("{}", 4), /take 0 bytes, but 4 follow/],
    ["a name of a million characters", file(`{"${"x".repeat(1e6)}":1}`), /^.{0,250}$/],
  ])("refuses %s", (_, bytes, message) => {
    const call = () => decode(bytes);
    expect(call).toThrow(RangeError);
    expect(call).toThrow(/^model\.safetensors: /);
    expect(call).toThrow(message);
  });

  it("takes an ArrayBuffer, as fetch gives it", () => {
    const bytes = encodeSafetensors({ x: tensor([1, 2]).data });
    expect(decodeSafetensors(bytes.buffer as ArrayBuffer)).toEqual(decode(bytes));
  });

  it("refuses what is neither a Uint8Array nor an ArrayBuffer", () => {
    expect(() => decode([1, 2] as never)).toThrow(
      "the content of model.safetensors must be a Uint8Array or an ArrayBuffer, not [1, 2]",
    );
  });
});
