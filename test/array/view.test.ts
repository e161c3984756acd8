import { describe, expect, it } from "vitest";
import * as ops from "../../src/index.js";
import { tensor, type Tensor } from "../../src/index.js";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

const shareMemory = (a: Tensor, b: Tensor) => a.data.data.buffer === b.data.data.buffer;

describe("a view", () => {
  it("shares memory with its array: transpose, permute, flip, slice, broadcastTo", () => {
    const views = [
      ops.transpose(x),
      ops.permute(x, [1, 0]),
      ops.flip(x),
      ops.slice(x, [null, [0, 2]]),
      ops.slice(x, [0]),
      ops.broadcastTo(x, [4, 2, 3]),
      ops.unsqueeze(x, 0),
    ];
    for (const view of views) expect(shareMemory(view, x)).toBe(true);
  });

  it("is what reshape gives of a contiguous array, and a copy of any other", () => {
    expect(shareMemory(ops.reshape(x, [3, 2]), x)).toBe(true);
    expect(shareMemory(ops.reshape(ops.slice(x, [[1, 2]]), [3]), x)).toBe(true);
    const turned = ops.transpose(x);
    expect(shareMemory(ops.reshape(turned, [6]), x)).toBe(false);
    expect(ops.reshape(turned, [6]).toArray()).toEqual([1, 4, 2, 5, 3, 6]);
  });

  it("can be taken of a view", () => {
    const view = ops.slice(ops.flip(ops.transpose(x), 0), [[0, 3, 2], 1]);
    expect(view.toArray()).toEqual([6, 4]);
    expect(ops.flip(ops.broadcastTo(view, [2, 2]), 1).toArray()).toEqual([
      [4, 6],
      [4, 6],
    ]);
  });
});

describe("slice", () => {
  const list = [0, 1, 2, 3, 4];

  it("takes an entry and drops the axis, counting from the end below 0", () => {
    expect(ops.slice(x, [1]).toArray()).toEqual([4, 5, 6]);
    expect(ops.slice(x, [null, -1]).toArray()).toEqual([3, 6]);
    expect(ops.slice(x, [-1, 0]).toArray()).toBe(4);
  });

  it("takes ranges as Python does, also backwards and beyond the ends", () => {
    expect(ops.slice(list, [[1, 4, 2]]).toArray()).toEqual([1, 3]);
    expect(ops.slice(list, [[-2]]).toArray()).toEqual([3, 4]);
    expect(ops.slice(list, [[null, null, -2]]).toArray()).toEqual([4, 2, 0]);
    expect(ops.slice(list, [[3, 0, -1]]).toArray()).toEqual([3, 2, 1]);
    expect(ops.slice(list, [[-99, 99]]).toArray()).toEqual(list);
    expect(ops.slice(list, [[99, -99, -3]]).toArray()).toEqual([4, 1]);
    expect(ops.slice(list, [[4, 1]]).toArray()).toEqual([]);
  });

  it("takes what is not mentioned whole", () => {
    expect(ops.slice(x, []).toArray()).toEqual(x.toArray());
    expect(ops.slice(x, [null]).shape).toEqual([2, 3]);
  });

  it("refuses entries that there are not, steps of 0 and too many slices", () => {
    expect(() => ops.slice(x, [2])).toThrow(/no entry 2 along axis 0, which has size 2/);
    expect(() => ops.slice(x, [0, -4])).toThrow(/no entry -4 along axis 1/);
    expect(() => ops.slice(x, [[0, 1, 0]])).toThrow(/step along axis 0 is 0/);
    expect(() => ops.slice(x, [0, 0, 0])).toThrow(/3 slices for shape \[2, 3\], which has 2 axes/);
    expect(() => ops.slice(x, [[0.5]])).toThrow(/not whole numbers/);
  });
});

describe("reshape", () => {
  it("works out one size", () => {
    expect(ops.reshape(x, [-1]).shape).toEqual([6]);
    expect(ops.reshape(x, [3, -1]).shape).toEqual([3, 2]);
    expect(ops.reshape([[]], [-1]).shape).toEqual([0]);
    expect(ops.reshape(5, [1, -1]).shape).toEqual([1, 1]);
  });

  it("refuses shapes that the elements do not fill, and names both", () => {
    expect(() => ops.reshape(x, [4])).toThrow(/shape \[2, 3\] holds 6 elements.*fill \[4\]/);
    expect(() => ops.reshape(x, [4, -1])).toThrow(/fill \[4, -1\]/);
    expect(() => ops.reshape(x, [-1, -1])).toThrow(RangeError);
    expect(() => ops.reshape([], [0, -1])).toThrow(RangeError);
    expect(() => ops.reshape(x, [-6])).toThrow(RangeError);
  });
});

describe("broadcastTo", () => {
  it("repeats along new axes and axes of size 1", () => {
    expect(ops.broadcastTo([[1], [2]], [2, 2]).toArray()).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(ops.broadcastTo(3, [2, 1]).toArray()).toEqual([[3], [3]]);
    expect(ops.broadcastTo([1], [0]).toArray()).toEqual([]);
  });

  it("refuses shapes that do not fit, and names both", () => {
    expect(() => ops.broadcastTo(x, [2, 4])).toThrow(
      /shape \[2, 3\] does not broadcast to \[2, 4\]/,
    );
    expect(() => ops.broadcastTo(x, [3])).toThrow(RangeError);
    expect(() => ops.broadcastTo(1, [-1])).toThrow(/axis 0 of shape \[-1\]/);
  });
});

describe("permute, transpose and flip", () => {
  it("refuse axes that there are not", () => {
    expect(() => ops.permute(x, [0])).toThrow(
      /\[0\] does not name each axis of shape \[2, 3\] once/,
    );
    expect(() => ops.permute(x, [0, 0])).toThrow(RangeError);
    expect(() => ops.permute(x, [0, 2])).toThrow(/no axis 2/);
    expect(() => ops.transpose([1, 2])).toThrow(/transpose: there is no axis -2 in 1 dimensions/);
    expect(() => ops.flip(x, 2)).toThrow(/flip: there is no axis 2/);
  });

  it("transpose exchanges the last two axes of many", () => {
    expect(ops.transpose(ops.zeros([2, 3, 4])).shape).toEqual([2, 4, 3]);
    expect(ops.transpose(ops.zeros([2, 3, 4]), 0, -1).shape).toEqual([4, 3, 2]);
  });
});

describe("squeeze and unsqueeze", () => {
  it("take axes of size 1 out and put them in", () => {
    expect(ops.squeeze(ops.zeros([1, 2, 1])).shape).toEqual([2]);
    expect(ops.squeeze(ops.zeros([1, 2, 1]), -1).shape).toEqual([1, 2]);
    expect(ops.unsqueeze(x, -1).shape).toEqual([2, 3, 1]);
    expect(ops.unsqueeze(5, 0).shape).toEqual([1]);
  });

  it("refuse axes of another size, or that there are not", () => {
    expect(() => ops.squeeze(x, 0)).toThrow(/axis 0 of shape \[2, 3\] has size 2/);
    expect(() => ops.unsqueeze(x, 4)).toThrow(/unsqueeze: there is no axis 4/);
  });
});
