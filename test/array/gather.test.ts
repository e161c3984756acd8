import { describe, expect, it } from "vitest";
import { concat, gather, indexSelect, pad, stack, sum, tensor } from "../../src/index.js";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("gather", () => {
  it("picks along an axis", () => {
    expect(
      gather(
        x,
        [
          [2, 0],
          [1, 1],
        ],
        1,
      ).toArray(),
    ).toEqual([
      [3, 1],
      [5, 5],
    ]);
    expect(gather(x, [[1, 0, 1]], 0).toArray()).toEqual([[4, 2, 6]]);
    expect(gather(x, [[1, 0, 1]], -2).toArray()).toEqual([[4, 2, 6]]);
  });

  it("may pick less along the other axes, but not more", () => {
    expect(gather(x, [[2]], 1).toArray()).toEqual([[3]]);
    expect(() => gather(x, [[0], [0], [0]], 1)).toThrow(
      /index of shape \[3, 1\] does not fit \[2, 3\] along axis 1/,
    );
    expect(() => gather(x, [0], 1)).toThrow(/must have as many axes/);
  });

  it("refuses places that there are not", () => {
    for (const bad of [3, -1, 0.5, NaN]) {
      expect(() => gather(x, [[bad]], 1)).toThrow(/is none of the 3 places along axis 1/);
    }
  });

  it("counts past 2²⁴, where float32 cannot", () => {
    const long = tensor(new Float32Array(2 ** 24 + 2).fill(1, 2 ** 24 + 1));
    expect(gather(long, [2 ** 24 + 1], 0).toArray()).toEqual([1]);
  });

  it("adds up gradients where an element is picked twice, in part of the array", () => {
    const leaf = tensor(x, { requiresGrad: true });
    sum(gather(leaf, [[2, 2, 0]], 1)).backward();
    expect(leaf.grad?.toArray()).toEqual([
      [1, 0, 2],
      [0, 0, 0],
    ]);
  });

  it("keeps the index that it was given, also if that changes before backward", () => {
    const leaf = tensor(x, { requiresGrad: true });
    const index = new Float64Array([0, 1]);
    const y = sum(indexSelect(leaf, index, 1));
    index.fill(2);
    y.backward();
    expect(leaf.grad?.toArray()).toEqual([
      [1, 1, 0],
      [1, 1, 0],
    ]);
  });
});

describe("indexSelect", () => {
  it("takes entries in the order of a list, and repeats", () => {
    expect(indexSelect(x, [1, 1, 0]).toArray()).toEqual([
      [4, 5, 6],
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(indexSelect(x, [2], -1).toArray()).toEqual([[3], [6]]);
    expect(indexSelect(x, []).shape).toEqual([0, 3]);
  });

  it("refuses what is no list", () => {
    expect(() => indexSelect(x, [[0]])).toThrow(/must be a list, not of shape \[1, 1\]/);
    expect(() => indexSelect(x, 0)).toThrow(RangeError);
  });
});

describe("concat and stack", () => {
  it("join along an old axis, and along a new one", () => {
    expect(concat([x, [[7, 8, 9]]]).shape).toEqual([3, 3]);
    expect(concat([x, [[7], [8]]], -1).toArray()).toEqual([
      [1, 2, 3, 7],
      [4, 5, 6, 8],
    ]);
    expect(
      stack(
        [
          [1, 2],
          [3, 4],
        ],
        -1,
      ).toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it("give float64 where one part is", () => {
    const mixed = concat([tensor([1]), tensor([0.1], { dtype: "float64" }), [0.2]]);
    expect(mixed.dtype).toBe("float64");
    expect(mixed.toArray()).toEqual([1, 0.1, 0.2]);
  });

  it("refuse parts that do not fit, and none", () => {
    expect(() => concat([x, [[1, 2]]])).toThrow(
      /\[2, 3\] and \[1, 2\] may differ along axis 0 only/,
    );
    expect(() => concat([x, [1, 2, 3]])).toThrow(RangeError);
    expect(() => stack([[1], [1, 2]])).toThrow(/shapes \[1\] and \[2\] differ/);
    expect(() => concat([])).toThrow(/no tensors/);
    expect(() => stack([])).toThrow(/no tensors/);
  });
});

describe("pad", () => {
  it("puts a value around", () => {
    expect(pad([1, 2], [[1, 2]]).toArray()).toEqual([0, 1, 2, 0, 0]);
    expect(
      pad(
        [[1]],
        [
          [0, 1],
          [1, 0],
        ],
        7,
      ).toArray(),
    ).toEqual([
      [7, 1],
      [7, 7],
    ]);
  });

  it("refuses pads that are not two whole numbers for each axis", () => {
    expect(() => pad(x, [[1, 1]])).toThrow(/for each of the 2 axes of shape \[2, 3\]/);
    expect(() => pad([1], [[-1, 0]])).toThrow(RangeError);
    expect(() => pad([1], [[0.5, 0]])).toThrow(RangeError);
  });
});
