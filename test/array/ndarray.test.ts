import { describe, expect, it } from "vitest";
import { copy, dtypeOf, flat, full, promote, view, zeros } from "../../src/array/index.js";

const values = new Float64Array([0, 1, 2, 3, 4, 5]);

describe("view", () => {
  it("sees the data it is given, row-major unless told otherwise", () => {
    const x = view(values, [2, 3]);
    expect(x.data).toBe(values);
    expect(x.stride).toEqual([3, 1]);
    expect(x.get(1, 0)).toBe(3);
  });

  it("copies shape and stride: 0-d ndarrays share theirs", () => {
    const shape: number[] = [];
    expect(view(values, shape).shape).not.toBe(shape);
    const matrix = [2, 3];
    const x = view(values, matrix);
    matrix[0] = 9;
    expect(x.shape).toEqual([2, 3]);
  });
});

describe("flat", () => {
  it("shares memory with what is contiguous, wherever that starts", () => {
    const row = view(values, [1, 3], [99, 1], 3);
    expect(flat(row)).toEqual(new Float64Array([3, 4, 5]));
    expect(flat(row).buffer).toBe(values.buffer);
  });

  it("copies what is not", () => {
    expect(flat(view(values, [3, 2], [1, 3]))).toEqual(new Float64Array([0, 3, 1, 4, 2, 5]));
    expect(flat(view(values, [2], [0], 4))).toEqual(new Float64Array([4, 4]));
    expect(flat(view(values, [3], [-2], 5))).toEqual(new Float64Array([5, 3, 1]));
  });

  it("of a single number is that number", () => {
    expect(flat(view(values, [], [], 4))).toEqual(new Float64Array([4]));
  });

  it("of nothing is nothing", () => {
    expect(flat(view(values, [2, 0]))).toHaveLength(0);
    expect(flat(view(values, [0], [-1], -1))).toHaveLength(0);
  });
});

describe("copy", () => {
  it("is contiguous, apart, and of the dtype that is asked for", () => {
    const x = copy(view(values, [3, 2], [1, 3]), "float32");
    expect(x.data).toEqual(new Float32Array([0, 3, 1, 4, 2, 5]));
    expect(x.stride).toEqual([2, 1]);
    expect(dtypeOf(copy(x))).toBe("float32");
    expect(copy(x).data).not.toBe(x.data);
  });
});

describe("zeros and full", () => {
  it("fill a shape", () => {
    expect(zeros([2, 2], "float64").data).toEqual(new Float64Array(4));
    expect(full([], 3).data).toEqual(new Float32Array([3]));
    expect(full([0, 2], 3).data).toHaveLength(0);
  });
});

describe("promote", () => {
  it("gives float64 where one is", () => {
    const [single, double] = [zeros([], "float32"), zeros([], "float64")];
    expect(promote([single, single])).toBe("float32");
    expect(promote([single, double, single])).toBe("float64");
  });
});
