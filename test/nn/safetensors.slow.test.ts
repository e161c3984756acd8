import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { array, type NestedArray } from "../../src/index.js";
import { decodeSafetensors, encodeSafetensors } from "../../src/nn/safetensors.js";

const float32 = (data: NestedArray) => array.array(data, { dtype: "float32" });
const float64 = (data: NestedArray) => array.array(data, { dtype: "float64" });
const decode = (bytes: Uint8Array) => decodeSafetensors(bytes, "model.safetensors");

describe("decodeSafetensors of a file that was damaged", () => {
  const tensors = {
    w: float32([
      [1, 2],
      [3, 4],
    ]),
    b: float64([0.5]),
    e: array.zeros([0, 2]),
  };
  const bytes = encodeSafetensors(tensors, { format: "pt" });
  /** Either a RangeError that names the file, or arrays that are made of the file's bytes. */
  const check = (damaged: Uint8Array) => {
    try {
      const found = decode(damaged);
      const sizes = Object.values(found.tensors).map((x) => x.data.byteLength);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(16 + 8);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect(String(error)).toMatch(/^RangeError: model\.safetensors: .{20,400}$/s);
    }
  };

  it("refuses every truncation", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decode(bytes.subarray(0, length))).toThrow(RangeError);
      check(bytes.subarray(0, length));
    }
  });

  it("refuses each byte that is wrong, or reads the same amount of data", () => {
    for (let at = 0; at < bytes.length; at++) {
      for (let value = 0; value < 256; value++) check(bytes.with(at, value));
    }
  });

  it("does the same if several bytes are wrong, missing or more", () => {
    const splice = fc.tuple(fc.nat(bytes.length), fc.nat(10), fc.uint8Array({ maxLength: 10 }));
    fc.assert(
      fc.property(fc.array(splice, { minLength: 1, maxLength: 4 }), (splices) => {
        const damaged = [...bytes];
        for (const [at, remove, put] of splices) damaged.splice(at, remove, ...put);
        try {
          const found = decode(Uint8Array.from(damaged));
          const sizes = Object.values(found.tensors).map((x) => x.data.byteLength);
          expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(damaged.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
